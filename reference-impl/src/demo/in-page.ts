import { sessionClient } from '../client/session-client.ts'

/** The script of `/app`: everything it knows it fetches, and what it may not know it does not keep. */
const app = find('#app')
const session = sessionClient({ bearer: app.dataset['strategy'] === 'bearer' })
const form = find('#compose') as HTMLFormElement
const text = find('#text') as HTMLTextAreaElement

find('#sign-out').addEventListener('click', () => void signOut())
form.addEventListener('submit', (event) => {
  event.preventDefault()
  void keep()
})
void show()

async function show(): Promise<void> {
  const response = await session.fetch('/api/me')
  if (!response.ok) return refused(response)
  const { user } = (await response.json()) as { user: { id: string; email?: string } }
  find('#user').textContent = user.email ?? user.id
  find('#signed-in').hidden = false
  await list()
}

async function list(): Promise<void> {
  const response = await session.fetch('/api/notes')
  if (!response.ok) return refused(response)
  const { notes } = (await response.json()) as { notes: { text: string }[] }
  find('#notes').replaceChildren(
    ...notes.map((note) => {
      const item = document.createElement('li')
      item.textContent = note.text
      return item
    }),
  )
}

async function keep(): Promise<void> {
  const response = await session.fetch('/api/notes', {
    method: 'POST',
    headers: { 'Content-Type': 'application/json' },
    body: JSON.stringify({ text: text.value }),
  })
  if (!response.ok) return refused(response)
  form.reset()
  say('Kept.')
  await list()
}

async function signOut(): Promise<void> {
  const response = await session.fetch('/auth/sign-out', { method: 'POST' })
  if (!response.ok) return refused(response)
  location.assign(((await response.json()) as { location: string }).location)
}

/** A 401 is the end of the session; anything else passes, and what was typed stays. */
async function refused(response: Response): Promise<void> {
  const { detail } = (await response.json()) as { detail?: string }
  say(detail ?? 'That did not work. Try again.')
  if (response.status !== 401) return
  find('#signed-in').hidden = true
  find('#signed-out').hidden = false
}

function say(sentence: string): void {
  find('#status').textContent = sentence
}

function find(selector: string): HTMLElement {
  const element = document.querySelector<HTMLElement>(selector)
  if (element === null) throw new Error(`The page has no ${selector}.`)
  return element
}
