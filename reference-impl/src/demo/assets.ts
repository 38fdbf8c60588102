export const ICON = `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 32 32">
<rect width="32" height="32" rx="8" fill="#0f5c63"/>
<path d="M16 6v16M10 13h12M7 18a9 9 0 0 0 18 0" fill="none" stroke="#fff" stroke-width="2.5" stroke-linecap="round"/>
<circle cx="16" cy="7" r="2.5" fill="#0f5c63" stroke="#fff" stroke-width="2"/>
</svg>
`

export const STYLE = `:root {
  color-scheme: light dark;
  --paper: light-dark(#f6f7f5, #12181a);
  --card: light-dark(#ffffff, #1a2225);
  --ink: light-dark(#17211f, #e9efed);
  --dim: light-dark(#52605d, #a5b3b0);
  --line: light-dark(#d8dedb, #303b3e);
  --accent: light-dark(#0f5c63, #7fd1cf);
  --on-accent: light-dark(#ffffff, #0c1a1b);
  --tint: light-dark(#e2f0ef, #1d3134);
  --danger: light-dark(#a3261b, #f4a79e);
}
* { box-sizing: border-box }
body {
  margin: 0; min-height: 100vh; display: flex; flex-direction: column;
  font: 1rem/1.55 system-ui, -apple-system, 'Segoe UI', sans-serif;
  color: var(--ink); background: var(--paper);
}
header, main, footer { width: 100%; max-width: 50rem; margin-inline: auto; padding-inline: 1.25rem }
header {
  display: flex; flex-wrap: wrap; align-items: center; gap: .5rem 1.25rem; padding-block: 1rem;
}
.brand {
  display: flex; align-items: center; gap: .6rem; margin-right: auto; min-height: 2.75rem;
  font-weight: 700; font-size: 1.125rem; color: inherit; text-decoration: none;
}
nav { display: flex; flex-wrap: wrap; gap: .25rem }
nav a {
  padding: .5rem .75rem; border-radius: .5rem; color: var(--dim); text-decoration: none; font-weight: 500;
}
nav a:hover { color: var(--ink) }
nav a[aria-current] { color: var(--accent); background: var(--tint) }
main { flex: 1; padding-block: 1.5rem 3rem }
footer { padding-block: 1.25rem; color: var(--dim); font-size: .875rem; border-top: 1px solid var(--line) }
footer p { margin: 0 }
h1 { margin: 0 0 .75rem; font-size: clamp(1.6rem, 4.5vw, 2.1rem); line-height: 1.2; letter-spacing: -.015em; text-wrap: balance }
h2 { margin: 0 0 .25rem; font-size: 1.0625rem; line-height: 1.35 }
p { margin: 0 0 1rem }
a { color: var(--accent); text-underline-offset: .15em }
.lead { color: var(--dim); font-size: 1.0625rem; max-width: 38rem }
.lead output { color: var(--ink); font-weight: 600; overflow-wrap: anywhere }
.hint { margin: 1rem 0 0; color: var(--dim); font-size: .9375rem }
button, .button {
  display: inline-block; min-height: 2.75rem; padding: .6rem 1.15rem; font: inherit; font-weight: 600;
  color: var(--on-accent); background: var(--accent); border: 1px solid var(--accent); border-radius: .6rem;
  text-decoration: none; cursor: pointer;
}
button:hover, .button:hover { filter: brightness(1.08) }
.small { padding-block: .5rem }
.quiet { color: var(--ink); background: transparent; border-color: var(--line) }
.quiet:hover { border-color: var(--dim); filter: none }
.danger { color: var(--danger); background: transparent; border-color: currentColor }
:focus-visible { outline: 3px solid var(--accent); outline-offset: 2px }
.skip { position: absolute; left: -999rem }
.skip:focus { left: 1rem; top: 1rem; padding: .5rem 1rem; background: var(--card) }
.hero { padding-block: clamp(1.5rem, 7vw, 4rem) }
.hero h1 { font-size: clamp(2rem, 7vw, 3.25rem); max-width: 14ch }
.hero .lead { margin-bottom: 1.75rem }
.facts { display: grid; gap: 1.5rem; grid-template-columns: repeat(auto-fit, minmax(13rem, 1fr)); margin: 0; padding: 0; list-style: none }
.facts li { border-top: 2px solid var(--accent); padding-top: .9rem }
.facts p { margin: 0; color: var(--dim) }
.card { padding: 1.25rem; background: var(--card); border: 1px solid var(--line); border-radius: .9rem }
.tiles { display: grid; gap: 1rem; grid-template-columns: repeat(auto-fit, minmax(10rem, 1fr)); margin-bottom: 1rem }
.tile {
  display: flex; align-items: baseline; gap: .6rem; padding: 1.1rem 1.25rem; color: inherit; text-decoration: none;
  background: var(--card); border: 1px solid var(--line); border-radius: .9rem;
}
.tile:hover { border-color: var(--accent) }
.tile strong { font-size: 2rem; line-height: 1; color: var(--accent); font-variant-numeric: tabular-nums }
.tile span { color: var(--dim) }
dl { display: grid; gap: 0; margin: .5rem 0 0 }
dl div { display: flex; flex-wrap: wrap; justify-content: space-between; gap: 0 1rem; padding: .5rem 0; border-top: 1px solid var(--line) }
dt { color: var(--dim) }
dd { margin: 0; font-variant-numeric: tabular-nums; overflow-wrap: anywhere }
.compose label { display: block; font-weight: 600; margin-bottom: .4rem }
textarea {
  display: block; width: 100%; margin-bottom: .9rem; padding: .7rem .8rem; font: inherit; color: inherit; resize: vertical;
  background: var(--paper); border: 1px solid var(--dim); border-radius: .6rem;
}
.problem { color: var(--danger) }
.notes { margin: 1.25rem 0 0; padding: 0; list-style: none }
.notes li { padding: .9rem .25rem; border-bottom: 1px solid var(--line) }
.notes p { margin: 0 0 .15rem; white-space: pre-wrap; overflow-wrap: anywhere }
time { color: var(--dim); font-size: .875rem; font-variant-numeric: tabular-nums }
dd time { color: inherit; font-size: inherit }
.empty { margin-top: 1.5rem; color: var(--dim) }
.sessions { display: grid; gap: .75rem; margin: 1.25rem 0; padding: 0; list-style: none }
.session { display: flex; flex-wrap: wrap; align-items: center; justify-content: space-between; gap: .75rem 1rem }
.session p { margin: 0; color: var(--dim); font-size: .9375rem }
.badge {
  margin-left: .35rem; padding: .1rem .55rem; font-size: .8125rem; font-weight: 600; white-space: nowrap;
  color: var(--accent); background: var(--tint); border-radius: 1rem;
}
.actions { display: flex; flex-wrap: wrap; gap: .75rem }
@media (max-width: 38rem) {
  header { padding-block: .75rem }
  nav { order: 3; width: 100%; margin-inline: -.6rem }
  nav a { padding-inline: .6rem }
  .actions button { width: 100% }
  .actions form { flex: 1 1 100% }
}
`
