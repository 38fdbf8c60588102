/** Escapes text for HTML, in content and in double-quoted attributes. */
export function escapeHtml(text: string): string {
  return text.replace(/[&<>"']/g, (character) => `&#${character.charCodeAt(0)};`)
}

const style = `
:root { color-scheme: light dark; --ink: light-dark(#1b1f24, #e8eaed); --dim: light-dark(#56606b, #a3acb7);
  --paper: light-dark(#f4f5f7, #14171a); --card: light-dark(#fff, #1d2125); --line: light-dark(#c9d0d8, #434b54);
  --accent: light-dark(#1f5fbf, #8ab4f8); --on-accent: light-dark(#fff, #10141a); --bad: light-dark(#b3261e, #f5b3ad) }
* { box-sizing: border-box }
body { margin: 0; min-height: 100vh; display: grid; place-items: center; padding: 1rem;
  font: 1rem/1.5 system-ui, sans-serif; color: var(--ink); background: var(--paper) }
main { width: 100%; max-width: 24rem; padding: 2rem 1.5rem; background: var(--card);
  border: 1px solid var(--line); border-radius: .75rem }
h1 { margin: 0 0 .25rem; font-size: 1.5rem; line-height: 1.25 }
h2 { margin: 1.75rem 0 .5rem; font-size: .9375rem; color: var(--dim); font-weight: 600 }
p { margin: 0 0 1rem; color: var(--dim); overflow-wrap: anywhere }
label { display: block; margin-top: 1rem; font-weight: 600 }
input { display: block; width: 100%; margin-top: .25rem; padding: .625rem .75rem; font: inherit; color: inherit;
  background: var(--paper); border: 1px solid var(--dim); border-radius: .5rem }
button { width: 100%; min-height: 2.75rem; padding: .5rem .75rem; font: inherit; font-weight: 600; cursor: pointer;
  color: var(--on-accent); background: var(--accent); border: 1px solid var(--accent); border-radius: .5rem }
form > button { margin-top: 1.5rem }
.people { display: grid; gap: .5rem }
.people button { margin: 0; display: grid; text-align: start; color: var(--ink); background: none; border-color: var(--line) }
.people button:hover { border-color: var(--accent) }
.people small { font-size: .875rem; font-weight: 400; color: var(--dim) }
:focus-visible { outline: 3px solid var(--accent); outline-offset: 2px }
.error { margin: 1rem 0 0; padding: .625rem .75rem; color: var(--bad); border: 1px solid; border-radius: .5rem }
footer { margin-top: 1.75rem; font-size: .875rem; color: var(--dim) }
`

/** A page of the emulator; `main` is HTML, `title` is text. */
export function page(title: string, main: string, status = 200): Response {
  const html = `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>${escapeHtml(title)}</title>
<link rel="icon" href="data:,">
<style>${style}</style>
</head>
<body>
<main>
${main}
<footer>The Scalekit emulator, for development. Give it no real password.</footer>
</main>
</body>
</html>
`
  return new Response(html, {
    status,
    headers: {
      'content-type': 'text/html; charset=utf-8',
      'cache-control': 'no-store',
      // No form-action: Chromium would apply it to the redirect back to the application as well.
      'content-security-policy':
        "default-src 'none'; style-src 'unsafe-inline'; img-src data:; base-uri 'none'; frame-ancestors 'none'",
      'referrer-policy': 'no-referrer',
      'x-content-type-options': 'nosniff',
    },
  })
}

/** A page that says what is wrong, where no redirect may be made (RFC 6749 §4.1.2.1). */
export function errorPage(sentence: string): Response {
  return page(
    'This request cannot be answered',
    `<h1>This request cannot be answered</h1>\n<p>${escapeHtml(sentence)}</p>`,
    400,
  )
}
