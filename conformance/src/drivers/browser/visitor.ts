import type { BrowserContext, CDPSession, Locator, Page } from 'playwright'
import type { Exchange } from '../../wire/exchange.ts'
import type {
  Arrival,
  DriverOptions,
  FormFill,
  RequestSpec,
  StoredCookie,
  Visitor,
} from '../port.ts'
import type { Ledger, Recorder } from '../recorder.ts'
import { MAX_REDIRECTS, refreshOf } from '../redirects.ts'
import { bodyOf, methodOf, urlOf } from '../request-body.ts'
import { misfit } from '../web-visitor.ts'
import type { Recorded, Recording } from './recording.ts'
import { visibleCookies, openScratch } from './scratch.ts'

/** What the tabs of one browser context share. */
export interface TabSetting {
  readonly options: DriverOptions
  readonly context: BrowserContext
  readonly recording: Recording
  readonly ledger: Ledger
  readonly nextId: () => string
}

/** How long a page may take to go on by itself after it has loaded: a script's redirect, a submitted form. */
const GRACE = 60
const SUBMIT_GRACE = 1500

/** Opens a page in a context and makes a visitor of it. The one that owns the context closes it. */
export async function createTab(
  setting: TabSetting,
  identity: { readonly id: string; readonly recorder: Recorder },
  owner: boolean,
): Promise<Visitor> {
  const { options, context, recording, ledger, nextId } = setting
  const { id, recorder } = identity
  const page = await context.newPage()
  recording.assign(page, recorder)
  const devtools = await quietCache(context, page)
  let scratch: Promise<Page> | undefined

  const arrive = async (from: number): Promise<Exchange[]> => {
    const loop = await settle(page, recording, from, options.timeout)
    const hops = await Promise.all(
      recording
        .documents(page)
        .slice(from)
        .map((document) => recording.closed(document)),
    )
    if (loop) hops.push(endless(recorder, page.url(), hops.at(-1)?.id))
    return hops
  }

  return {
    id,
    driver: 'browser',
    get trail() {
      return recorder.trail
    },
    async navigate(path) {
      const from = recording.documents(page).length
      const url = urlOf(options.origin, path)
      await page.goto(url, { timeout: options.timeout, waitUntil: 'commit' }).catch(() => undefined)
      const hops = await arrive(from)
      return arrival(hops, url)
    },
    async submit(fill: FormFill) {
      const from = recording.documents(page).length
      const fetched = recording.fetches(page).length
      // Behind another tab a page is not drawn, and what is not drawn cannot be clicked.
      await page.bringToFront()
      const problem = await fillIn(page, fill)
      if (problem !== undefined) return misfit(problem, page.url())
      await appears(() => recording.documents(page).length > from, SUBMIT_GRACE)
      const hops = await arrive(from)
      if (hops.length > 0) return arrival(hops, page.url())
      // A form that a script submits.
      const calls = recording.fetches(page).slice(fetched)
      const ended = calls.map((call) => recording.closed(call, options.timeout))
      return arrival(await Promise.all(ended), page.url())
    },
    async fetch(spec: RequestSpec) {
      scratch ??= openScratch(context, recording, recorder, `${options.origin}/`).then(
        async (opened) => {
          await quietCache(context, opened)
          return opened
        },
      )
      return fetchIn(await scratch, recording, spec, options)
    },
    page: async () => ({ url: page.url(), html: await page.content().catch(() => '') }),
    async tab() {
      const name = nextId()
      return createTab(setting, { id: name, recorder: ledger.recorder(name) }, false)
    },
    cookies: () => storedCookies(devtools),
    dropCookie: (name) => context.clearCookies({ name }),
    async scriptCookies() {
      const looker = await openScratch(context, recording, recorder, `${options.origin}/`)
      try {
        return await visibleCookies(looker, options.origin, await storedCookies(devtools))
      } finally {
        await looker.close()
      }
    },
    async close() {
      if (!owner) {
        await Promise.all([page.close(), scratch?.then((opened) => opened.close())])
        return
      }
      recording.finish()
      await context.close()
    },
  }
}

/** With the cache off every answer is the server's. The back-forward cache is not touched by it. */
async function quietCache(context: BrowserContext, page: Page): Promise<CDPSession> {
  const session = await context.newCDPSession(page)
  await session.send('Network.enable')
  await session.send('Network.setCacheDisabled', { cacheDisabled: true })
  return session
}

/** Waits until the page has loaded and stays where it is. True where it never does. */
async function settle(
  page: Page,
  recording: Recording,
  from: number,
  timeout: number,
): Promise<boolean> {
  const deadline = Date.now() + timeout
  for (;;) {
    const documents = recording.documents(page)
    if (documents.length - from > 2 * MAX_REDIRECTS) {
      await page.goto('about:blank').catch(() => undefined)
      return true
    }
    const last = documents.length > from ? documents.at(-1) : undefined
    await before(deadline, last?.exchange ?? Promise.resolve())
    if (Date.now() >= deadline) {
      await page.goto('about:blank').catch(() => undefined)
      return false
    }
    await page
      .waitForLoadState('load', { timeout: Math.max(1, deadline - Date.now()) })
      .catch(() => undefined)
    if (recording.documents(page).length > documents.length) continue
    const moved = await appears(
      () => recording.documents(page).length > documents.length,
      await graceFor(recording, last),
    )
    if (!moved) return false
  }
}

async function graceFor(recording: Recording, last: Recorded | undefined): Promise<number> {
  const exchange = last && (await recording.closed(last))
  const refresh = exchange?.response && refreshOf(exchange.response, exchange.request.url)
  return refresh && refresh.seconds <= 1 ? refresh.seconds * 1000 + 1000 : GRACE
}

async function before(deadline: number, work: Promise<unknown>): Promise<void> {
  const { promise, resolve } = Promise.withResolvers<void>()
  const timer = setTimeout(resolve, Math.max(0, deadline - Date.now()))
  await Promise.race([work, promise])
  clearTimeout(timer)
}

async function appears(condition: () => boolean, within: number): Promise<boolean> {
  const end = Date.now() + within
  while (!condition()) {
    if (Date.now() >= end) return false
    await new Promise((resolve) => setTimeout(resolve, 10))
  }
  return true
}

/** Types into the fields and presses the button, as a person would. Says what is missing. */
async function fillIn(page: Page, fill: FormFill): Promise<string | undefined> {
  let last: Locator | undefined
  for (const [selector, value] of Object.entries(fill.fields)) {
    const field = page.locator(selector).first()
    if (!(await exists(field))) return `no field matches "${selector}"`
    await setValue(field, value)
    last = field
  }
  const button = fill.submit === undefined ? undefined : page.locator(fill.submit).first()
  if (button && !(await exists(button))) return `no button matches "${fill.submit}"`
  const press = button ?? (last && (await defaultButton(last)))
  if (press)
    await press
      .click({ noWaitAfter: true, timeout: 3000 })
      .catch(() => press.dispatchEvent('click'))
  else await last?.press('Enter', { noWaitAfter: true })
  return undefined
}

async function exists(locator: Locator): Promise<boolean> {
  return locator.waitFor({ state: 'attached', timeout: 1000 }).then(
    () => true,
    () => false,
  )
}

async function setValue(field: Locator, value: string): Promise<void> {
  const typed = await field.fill(value, { timeout: 2000 }).then(
    () => true,
    () => false,
  )
  if (typed) return
  await field.evaluate((element, text) => {
    ;(element as HTMLInputElement).value = text
  }, value)
}

async function defaultButton(field: Locator): Promise<Locator | undefined> {
  const button = field
    .locator('xpath=ancestor::form[1]')
    .locator('button:not([type]), button[type=submit], input[type=submit], input[type=image]')
    .first()
  return (await button.count()) > 0 && (await button.isVisible()) ? button : undefined
}

async function fetchIn(
  page: Page,
  recording: Recording,
  spec: RequestSpec,
  options: DriverOptions,
): Promise<Arrival> {
  const url = urlOf(options.origin, spec.path, spec.query)
  const body = bodyOf(spec)
  const method = methodOf(spec)
  const { seen } = recording.expectFetch(page, method, url)
  await page
    .evaluate(
      async ({ url, init, timeout }) => {
        try {
          const signal = AbortSignal.timeout(timeout)
          await (await fetch(url, { ...init, signal, credentials: 'include' })).arrayBuffer()
        } catch {
          // What became of it stands in the recording.
        }
      },
      {
        url,
        timeout: options.timeout,
        init: {
          method,
          headers: { ...(body ? { 'Content-Type': body.type } : {}), ...spec.headers },
          ...(body ? { body: body.text } : {}),
        },
      },
    )
    .catch(() => undefined)
  // The browser's own policy may have held it back: then no request is ever seen.
  const never = new Promise<undefined>((resolve) => setTimeout(resolve, 500, undefined))
  const first = await Promise.race([seen, never])
  if (!first) return misfit('the browser did not send the request that was asked for', url)
  return arrival(await recording.chain(first), url)
}

function arrival(hops: readonly Exchange[], url: string): Arrival {
  const last = hops.at(-1)
  return last ? { hops, last } : misfit('the browser sent nothing', url)
}

function endless(recorder: Recorder, url: string, redirectOf: string | undefined): Exchange {
  return recorder
    .start({
      kind: 'document',
      request: { method: 'GET', url, headers: [] },
      ...(redirectOf === undefined ? {} : { redirectOf }),
    })
    .end({ failure: { kind: 'redirect-loop', message: 'the page goes on for ever' } })
}

/** Asks Chromium itself: Playwright shows a cookie without SameSite as Lax. */
async function storedCookies(devtools: CDPSession): Promise<readonly StoredCookie[]> {
  const { cookies } = await devtools.send('Network.getAllCookies')
  return cookies.map((cookie) => ({
    name: cookie.name,
    value: cookie.value,
    domain: cookie.domain.replace(/^\./, ''),
    hostOnly: !cookie.domain.startsWith('.'),
    path: cookie.path,
    secure: cookie.secure,
    httpOnly: cookie.httpOnly,
    sameSite: cookie.sameSite ? lower(cookie.sameSite) : 'default',
    ...(cookie.session ? {} : { expires: Math.round(cookie.expires * 1000) }),
  }))
}

function lower(value: 'Strict' | 'Lax' | 'None'): 'strict' | 'lax' | 'none' {
  return value === 'Strict' ? 'strict' : value === 'Lax' ? 'lax' : 'none'
}
