import type { User } from '../users.ts'
import { escapeHtml, page } from './page.ts'

interface SignInView {
  readonly application: string
  readonly email: string
  readonly error?: string
  /** Users whose password the page may tell, since it is the demo password. */
  readonly people: readonly User[]
}

/** The sign-in page; its forms post to the address they came from, whose query holds the request. */
export function signInPage({ application, email, error, people }: SignInView): Response {
  const message =
    error === undefined ? '' : `<p class="error" role="alert">${escapeHtml(error)}</p>`
  const described = error === undefined ? '' : ' aria-invalid="true"'
  return page(
    'Sign in',
    `<h1>Sign in</h1>
<p>to continue to ${escapeHtml(application)}</p>
<form method="post">
${message}
<label for="email">E-mail</label>
<input id="email" name="email" type="email" autocomplete="username" required value="${escapeHtml(email)}"${described}>
<label for="password">Password</label>
<input id="password" name="password" type="password" autocomplete="current-password" required${described}>
<button type="submit">Sign in</button>
</form>
${people.length === 0 ? '' : `<h2 id="people">Or continue as</h2>\n<div class="people" role="group" aria-labelledby="people">\n${people.map(personForm).join('\n')}\n</div>`}`,
    error === undefined ? 200 : 422,
  )
}

function personForm({ name, email, password }: User): string {
  return `<form method="post">
<input type="hidden" name="email" value="${escapeHtml(email)}">
<input type="hidden" name="password" value="${escapeHtml(password)}">
<button type="submit">${escapeHtml(name)} <small>${escapeHtml(email)}</small></button>
</form>`
}
