import type { ListedSession } from '../session/end.ts'
import type { Profile } from '../provider/port.ts'
import type { Strategy } from '../session/strategy.ts'
import { deviceOf } from './device.ts'
import { html } from './html.ts'
import type { Html } from './html.ts'
import type { Note } from './notes.ts'

interface Layout {
  readonly title: string
  readonly path: string
  readonly signedIn: boolean
  /** Where people go from sign-in. */
  readonly home?: string
  readonly main: Html
}

const LINKS = [
  ['/dashboard', 'Dashboard'],
  ['/notes', 'Notes'],
  ['/sessions', 'Sessions'],
] as const

function layout({ title, path, signedIn, home = '/dashboard', main }: Layout): string {
  return html`<!doctype html>
    <html lang="en">
      <head>
        <meta charset="utf-8" />
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        <meta name="color-scheme" content="light dark" />
        <title>${title} · Harbour</title>
        <link rel="icon" href="/icon.svg" type="image/svg+xml" />
        <link rel="stylesheet" href="/style.css" />
      </head>
      <body>
        <a class="skip" href="#main">Skip to content</a>
        <header>
          <a class="brand" href="/"><img src="/icon.svg" alt="" width="28" height="28" />Harbour</a>
          ${signedIn ? navigation(path) : signInLink(home)}
        </header>
        <main id="main">${main}</main>
        <footer>
          <p>An example of sessions that renew themselves, and end when they are told to.</p>
        </footer>
      </body>
    </html>`.html
}

function navigation(path: string): Html {
  const links = LINKS.map(
    ([href, label]) =>
      html`<a href="${href}" ${path === href ? html`aria-current="page"` : ''}>${label}</a>`,
  )
  return html`<nav aria-label="Main">${links}</nav>
    <form method="post" action="/auth/sign-out"><button class="quiet">Sign out</button></form>`
}

function signInLink(home: string): Html {
  return html`<a class="button small" href="/auth/sign-in?return_to=${home}">Sign in</a>`
}

export function landing(signedIn: boolean, home: string): string {
  const main = html`<section class="hero">
      <h1>A quiet place for short notes</h1>
      <p class="lead">
        Sign in, write something down, see where else you are signed in, and end any of those
        sessions. ${home === '/dashboard' && 'It works without a line of script.'}
      </p>
      ${
        signedIn
          ? html`<a class="button" href="${home}">Open the ${home.slice(1)}</a>`
          : html`<a class="button" href="/auth/sign-in?return_to=${home}">Sign in to begin</a>`
      }
    </section>
    <ul class="facts">
      <li>
        <h2>Stays signed in</h2>
        <p>Tokens renew on any request, forms included, and nothing that you typed is lost.</p>
      </li>
      <li>
        <h2>Ends at once</h2>
        <p>A session that you end is refused on its very next request, on every device.</p>
      </li>
      <li>
        <h2>Keeps to itself</h2>
        <p>
          Credentials are sealed, out of reach of scripts, and sent no further than they must be.
        </p>
      </li>
    </ul>`
  return layout({ title: 'Notes', path: '/', signedIn, home, main })
}

interface DashboardView {
  readonly profile: Profile
  readonly noteCount: number
  readonly sessionCount: number
  /** Epoch milliseconds. */
  readonly tokenExpiresAt: number
  readonly signedInAt: number
  readonly renewals: number
}

export function dashboard(view: DashboardView): string {
  const { profile } = view
  const main = html`<h1>Good to see you, ${profile.name ?? 'friend'}</h1>
    <p class="lead">Signed in as <output id="user">${profile.email ?? profile.sub}</output>.</p>
    <div class="tiles">
      <a class="tile" href="/notes"
        ><strong>${view.noteCount}</strong
        ><span>${view.noteCount === 1 ? 'note' : 'notes'}</span></a
      >
      <a class="tile" href="/sessions"
        ><strong>${view.sessionCount}</strong
        ><span>${view.sessionCount === 1 ? 'active session' : 'active sessions'}</span></a
      >
    </div>
    <section class="card" aria-labelledby="about">
      <h2 id="about">This session</h2>
      <dl>
        <div>
          <dt>User</dt>
          <dd><code id="user-id">${profile.sub}</code></dd>
        </div>
        <div>
          <dt>Signed in</dt>
          <dd>${time(view.signedInAt)}</dd>
        </div>
        <div>
          <dt>Access token good until</dt>
          <dd>${time(view.tokenExpiresAt)}</dd>
        </div>
        <div>
          <dt>Renewed</dt>
          <dd>${times(view.renewals)}</dd>
        </div>
      </dl>
      <p class="hint">
        Wait until the token has expired, then <a href="/dashboard">load this page again</a>: you
        stay, and the count goes up.
      </p>
    </section>`
  return layout({ title: 'Dashboard', path: '/dashboard', signedIn: true, main })
}

export function notes(all: readonly Note[], problem?: string): string {
  const items = all.map(
    (note) =>
      html`<li>
        <p>${note.text}</p>
        ${time(note.createdAt)}
      </li>`,
  )
  const main = html`<h1>Notes</h1>
    <form class="card compose" method="post" action="/notes">
      <label for="text">New note</label>
      <textarea
        id="text"
        name="text"
        rows="3"
        maxlength="500"
        required
        ${problem === undefined ? '' : html`aria-invalid="true" aria-describedby="problem"`}
      ></textarea>
      ${problem !== undefined && html`<p class="problem" id="problem" role="alert">${problem}</p>`}
      <button>Keep it</button>
    </form>
    ${
      all.length === 0
        ? html`<p class="empty">Nothing here yet. What you write is only yours to see.</p>`
        : html`<ol class="notes" id="notes" reversed>
            ${items}
          </ol>`
    }`
  return layout({ title: 'Notes', path: '/notes', signedIn: true, main })
}

export function sessions(all: readonly ListedSession[], now: number): string {
  const items = all.map(
    (session) =>
      html`<li class="card session" data-session="${session.id}">
        <div>
          <h2>
            ${deviceOf(session.userAgent)}
            ${session.current && html`<span class="badge">This one</span>`}
          </h2>
          <p>
            ${session.ip ?? 'Unknown address'} · active ${ago(now - session.lastSeenAt)} · since
            ${time(session.createdAt)}
          </p>
        </div>
        <form method="post" action="/auth/sessions/${session.id}/end?return_to=/sessions">
          <button
            class="quiet"
            aria-label="End the session: ${deviceOf(session.userAgent)}, ${session.current ? 'this one' : (session.ip ?? '')}"
          >
            End
          </button>
        </form>
      </li>`,
  )
  const main = html`<h1>Where you are signed in</h1>
    <p class="lead">Do not know one of these? End it. It is refused on its next request.</p>
    <ul class="sessions">
      ${items}
    </ul>
    <div class="actions">
      ${
        all.length > 1 &&
        html`<form method="post" action="/auth/sessions/end?except=current&amp;return_to=/sessions">
          <button class="quiet">End all others</button>
        </form>`
      }
      <form method="post" action="/auth/sessions/end">
        <button class="danger">Sign out everywhere</button>
      </form>
    </div>`
  return layout({ title: 'Sessions', path: '/sessions', signedIn: true, main })
}

/** A page that is the same for everyone: its script fetches what this user may see. */
export function app(strategy: Strategy): string {
  const main = html`<script type="module" src="/scripts/demo/in-page.ts"></script>
    <div id="app" data-strategy="${strategy}">
      <h1>Notes, by a script</h1>
      <p class="lead" id="status" role="status"></p>
      <div id="signed-in" hidden>
        <p class="lead">Signed in as <output id="user"></output>.</p>
        <form class="card compose" id="compose">
          <label for="text">New note</label>
          <textarea id="text" name="text" rows="3" maxlength="500" required></textarea>
          <button>Keep it</button>
        </form>
        <ol class="notes" id="notes" reversed></ol>
        <p class="actions">
          <button class="quiet" id="sign-out" type="button">Sign out</button>
        </p>
      </div>
      <p id="signed-out" hidden>
        <a class="button" href="/auth/sign-in?return_to=/app">Sign in to go on</a>
      </p>
    </div>`
  const signedIn = strategy !== 'bearer'
  return layout({ title: 'App', path: '/app', signedIn, home: '/app', main })
}

export function missing(signedIn: boolean, home: string): string {
  const main = html`<h1>There is nothing here</h1>
    <p class="lead">The address may be mistyped. <a href="/">Back to the start</a>.</p>`
  return layout({ title: 'Not found', path: '', signedIn, home, main })
}

function time(at: number): Html {
  const iso = new Date(at).toISOString()
  return html`<time datetime="${iso}">${iso.slice(0, 10)} ${iso.slice(11, 19)} UTC</time>`
}

function ago(ms: number): string {
  const [size, unit] = (
    [
      [86_400_000, 'd'],
      [3_600_000, 'h'],
      [60_000, 'min'],
    ] as const
  ).find(([each]) => ms >= each) ?? [0, '']
  return size === 0 ? 'just now' : `${Math.floor(ms / size)} ${unit} ago`
}

function times(count: number): string {
  if (count === 0) return 'not yet'
  return count === 1 ? 'once' : `${count} times`
}
