import { createHash } from 'node:crypto'
import { escapeHtml } from '../routes/page.ts'

const style = `
:root { color-scheme: light dark; --ink: light-dark(#17211f, #e9efed); --dim: light-dark(#52605d, #a5b3b0);
  --paper: light-dark(#f6f7f5, #12181a); --card: light-dark(#ffffff, #1a2225); --line: light-dark(#d8dedb, #303b3e);
  --accent: light-dark(#0f5c63, #7fd1cf); --on-accent: light-dark(#ffffff, #0c1a1b); --bad: light-dark(#a3261b, #f4a79e) }
* { box-sizing: border-box }
body { margin: 0; min-height: 100vh; display: grid; place-items: center; padding: 1rem;
  font: 1rem/1.5 system-ui, sans-serif; color: var(--ink); background: var(--paper) }
main { width: 100%; max-width: 24rem; padding: 2rem 1.5rem; background: var(--card);
  border: 1px solid var(--line); border-radius: .75rem }
h1 { margin: 0 0 .25rem; font-size: 1.5rem; line-height: 1.25 }
p { margin: 0 0 1rem; color: var(--dim); overflow-wrap: anywhere }
label { display: block; margin-top: 1rem; font-weight: 600 }
input { display: block; width: 100%; margin-top: .25rem; padding: .625rem .75rem; font: inherit; color: inherit;
  background: var(--paper); border: 1px solid var(--dim); border-radius: .5rem }
button { width: 100%; min-height: 2.75rem; margin-top: 1.5rem; padding: .5rem .75rem; font: inherit; font-weight: 600;
  cursor: pointer; color: var(--on-accent); background: var(--accent); border: 1px solid var(--accent); border-radius: .5rem }
:focus-visible { outline: 3px solid var(--accent); outline-offset: 2px }
.error { margin: 1rem 0 0; padding: .625rem .75rem; color: var(--bad); border: 1px solid; border-radius: .5rem }
`

const styleHash = createHash('sha256').update(style).digest('base64')

export interface SignInForm {
  /** The application, as its users know it. */
  readonly name: string
  readonly email: string
  readonly error?: string
}

/** The form posts to the address that it came from, whose query holds the authorization request. */
export function signInForm({ name, email, error }: SignInForm): string {
  const message =
    error === undefined ? '' : `<p class="error" id="error" role="alert">${escapeHtml(error)}</p>`
  const described = error === undefined ? '' : ' aria-describedby="error"'
  return document(
    'Sign in',
    `<h1>Sign in</h1>
<p>to ${escapeHtml(name)}</p>
<form method="post">
${message}
<label for="email">E-mail</label>
<input id="email" name="email" type="email" autocomplete="username" required value="${escapeHtml(email)}"${described}>
<label for="password">Password</label>
<input id="password" name="password" type="password" autocomplete="current-password" required${described}>
<button type="submit">Sign in</button>
</form>`,
  )
}

export function sentencePage(title: string, sentence: string): string {
  return document(title, `<h1>${escapeHtml(title)}</h1>\n<p>${escapeHtml(sentence)}</p>`)
}

function document(title: string, main: string): string {
  return `<!doctype html>
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
</main>
</body>
</html>
`
}

/** `formTarget` is where the form ends: Chromium holds form-action against the redirect to the callback as well. */
export function pageHeaders(formTarget: string): Readonly<Record<string, string>> {
  return {
    'Content-Type': 'text/html; charset=utf-8',
    'Content-Security-Policy':
      `default-src 'none'; style-src 'sha256-${styleHash}'; img-src data:; base-uri 'none'; ` +
      `form-action 'self' ${formTarget}; frame-ancestors 'none'`,
    'Cache-Control': 'no-store',
    // Not no-referrer, which would make the form's Origin "null" (Fetch §3.2).
    'Referrer-Policy': 'same-origin',
    'X-Content-Type-Options': 'nosniff',
  }
}
