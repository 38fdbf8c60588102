import type { Recording } from './recording.ts'

/** What a link to a lab carries after `#`: which lab, what is changed, and which step stands open. */
interface Place {
  readonly changes: readonly string[]
  readonly step: number | undefined
}

/**
 * `<session-lab>`: shows a recorded run, and runs it again in a Worker when the reader presses Run.
 * Everything but the buttons is loaded then.
 */
class SessionLab extends HTMLElement {
  /** The last run in this page; undefined while the built recording is shown. */
  recording: Recording | undefined
  #recorded: readonly Node[] = []
  #idle: readonly Node[] = []
  #running = false
  /** The step that the reader asked for. */
  #chosen: number | undefined

  connectedCallback(): void {
    this.#recorded = [...this.#output.childNodes]
    this.#idle = [...this.#status.childNodes]
    this.#button('run').addEventListener('click', () => void this.#run())
    this.#button('reset').addEventListener('click', () => this.#reset())
    this.addEventListener('change', () => {
      // Another question: the run decides where to look.
      this.#chosen = undefined
      this.#remember()
    })
    this.addEventListener('click', (event) => this.#chose(event.target))
    addEventListener('hashchange', this.#arrive)
    this.#arrive()
  }

  disconnectedCallback(): void {
    removeEventListener('hashchange', this.#arrive)
  }

  get #scenario(): string {
    return this.dataset['scenario'] ?? ''
  }

  get #output(): HTMLElement {
    return this.querySelector<HTMLElement>('.lab-output')!
  }

  get #status(): HTMLElement {
    return this.querySelector<HTMLElement>('[role=status]')!
  }

  get #boxes(): readonly HTMLInputElement[] {
    return [...this.querySelectorAll<HTMLInputElement>('.lab-changes input')]
  }

  get #changes(): readonly string[] {
    return this.#boxes.filter(({ checked }) => checked).map(({ value }) => value)
  }

  get #openStep(): number {
    return Number(this.querySelector<HTMLElement>('.lab-step[open]')?.dataset['step'] ?? 0)
  }

  #button(name: string): HTMLButtonElement {
    return this.querySelector<HTMLButtonElement>(`button[data-do=${name}]`)!
  }

  /** A link that names this lab ticks its boxes, opens its step, and runs. */
  readonly #arrive = (): void => {
    const place = placeOf(location.hash, this.#scenario)
    if (!place) return
    for (const box of this.#boxes) box.checked = place.changes.includes(box.value)
    this.#chosen = place.step
    if (place.step) this.#open(place.step)
    this.scrollIntoView()
    void this.#run()
  }

  async #run(): Promise<void> {
    if (this.#running) return
    this.#running = true
    this.#button('run').setAttribute('aria-disabled', 'true')
    this.#say('Running…')
    try {
      const { perform } = await import('./stage.ts')
      const { recording, tree, verdict, status } = await perform({
        scenario: this.#scenario,
        changes: this.#changes,
        base: this.dataset['base'] ?? '/',
        open: this.#openStep,
        chosen: this.#chosen !== undefined,
        mends: this.querySelector('.lab-changes[data-kind=mend]') !== null,
        digest: this.dataset['digest'] ?? '',
      })
      this.recording = recording
      this.#output.replaceChildren(tree)
      this.#status.replaceChildren(status)
      this.dataset['verdict'] = verdict
    } catch (error) {
      this.#say(`The run broke off: ${error instanceof Error ? error.message : String(error)}`)
      this.dataset['verdict'] = 'broken'
    } finally {
      this.#running = false
      this.#button('run').removeAttribute('aria-disabled')
    }
  }

  #reset(): void {
    for (const box of this.#boxes) box.checked = false
    this.recording = undefined
    this.#chosen = undefined
    delete this.dataset['verdict']
    this.#output.replaceChildren(...this.#recorded)
    this.#status.replaceChildren(...this.#idle)
    history.replaceState(null, '', location.pathname + location.search)
  }

  #say(sentence: string): void {
    this.#status.replaceChildren(sentence)
  }

  #open(step: number): void {
    for (const details of this.querySelectorAll<HTMLDetailsElement>('.lab-step')) {
      details.open = Number(details.dataset['step']) === step
    }
  }

  /** A press on a step's summary, by key or pointer, before the step unfolds. */
  #chose(target: EventTarget | null): void {
    const summary = target instanceof Element && target.closest('.lab-step > summary')
    const step = summary && summary.parentElement
    if (!(step instanceof HTMLDetailsElement) || step.open) return
    this.#chosen = Number(step.dataset['step'])
    this.#remember()
  }

  /** Keeps the address in step with what is shown, so that it can be copied at any time. */
  #remember(): void {
    const shown = this.recording ?? placeOf(location.hash, this.#scenario)
    if (!shown && this.#changes.length === 0) return
    const place = new URLSearchParams({ lab: this.#scenario })
    if (this.#changes.length > 0) place.set('change', this.#changes.join(','))
    if (this.#chosen) place.set('step', String(this.#chosen))
    const hash = place.toString().replaceAll('%2F', '/').replaceAll('%2C', ',')
    history.replaceState(null, '', `#${hash}`)
  }
}

function placeOf(hash: string, scenario: string): Place | undefined {
  const place = new URLSearchParams(hash.slice(1))
  if (place.get('lab') !== scenario) return undefined
  const changes = (place.get('change') ?? '').split(',').filter(Boolean)
  return { changes, step: Number(place.get('step')) || undefined }
}

customElements.define('session-lab', SessionLab)
