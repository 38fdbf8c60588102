import { parse, type HTMLElement } from 'node-html-parser'
import type { FormFill } from './port.ts'
import type { Ask } from './redirects.ts'

/** What a submitted form asks for, or why it cannot be submitted. */
export type Submission = Ask | { readonly problem: string }

const TEXT_BLOCKS = { script: true, style: true, noscript: true, pre: true }

/** Fills in and submits a form of a page as a browser does: hidden inputs, action, method, encoding (HTML §4.10.22). */
export function submitForm(html: string, pageUrl: string, fill: FormFill): Submission {
  // Closing tags that HTML lets an author leave out (`option`, `p`, `li`) would else lose their siblings.
  const root = parse(html, { blockTextElements: TEXT_BLOCKS, closeAllByClosing: true })
  const filled = new Map<HTMLElement, string>()
  for (const [selector, value] of Object.entries(fill.fields)) {
    const field = find(root, selector)
    if (!field) return { problem: `no field matches "${selector}"` }
    filled.set(field, value)
  }
  const button = fill.submit === undefined ? undefined : find(root, fill.submit)
  if (fill.submit !== undefined && !button) return { problem: `no button matches "${fill.submit}"` }
  const anchor = [...filled.keys()][0] ?? button
  const form = anchor && formOf(root, anchor)
  if (!form) return { problem: 'the field stands in no form' }

  const submitter = button ?? defaultButton(root, form)
  const entries = entriesOf(root, form, filled, submitter)
  return ask(pageUrl, entries, {
    action: submitter?.getAttribute('formaction') ?? form.getAttribute('action') ?? '',
    method: submitter?.getAttribute('formmethod') ?? form.getAttribute('method') ?? 'get',
    encoding: submitter?.getAttribute('formenctype') ?? form.getAttribute('enctype') ?? '',
  })
}

type Entry = readonly [name: string, value: string]

function find(root: HTMLElement, selector: string): HTMLElement | undefined {
  try {
    return root.querySelector(selector) ?? undefined
  } catch {
    // A selector that the parser does not know matches nothing here.
    return undefined
  }
}

function formOf(root: HTMLElement, element: HTMLElement): HTMLElement | undefined {
  if (element.rawTagName.toLowerCase() === 'form') return element
  const id = element.getAttribute('form')
  if (id !== undefined) return root.querySelectorAll('form').find((form) => form.id === id)
  return element.closest('form') ?? undefined
}

function controls(root: HTMLElement, form: HTMLElement): readonly HTMLElement[] {
  return root
    .querySelectorAll('input, button, select, textarea')
    .filter((control) => formOf(root, control) === form)
}

function defaultButton(root: HTMLElement, form: HTMLElement): HTMLElement | undefined {
  return controls(root, form).find((control) => isSubmit(control) && !isDisabled(control))
}

function isSubmit(control: HTMLElement): boolean {
  const type = typeOf(control)
  if (control.rawTagName.toLowerCase() === 'button') return type === '' || type === 'submit'
  return type === 'submit' || type === 'image'
}

function isDisabled(control: HTMLElement): boolean {
  return control.hasAttribute('disabled') || control.closest('fieldset[disabled]') !== null
}

function typeOf(control: HTMLElement): string {
  return (control.getAttribute('type') ?? '').toLowerCase()
}

/** The form's entry list: successful controls in tree order, and of the buttons the submitter alone. */
function entriesOf(
  root: HTMLElement,
  form: HTMLElement,
  filled: ReadonlyMap<HTMLElement, string>,
  submitter: HTMLElement | undefined,
): readonly Entry[] {
  return controls(root, form).flatMap((control): readonly Entry[] => {
    const name = control.getAttribute('name') ?? ''
    if (name === '' || isDisabled(control)) return []
    const typed = filled.get(control)
    if (typed !== undefined) return [[name, typed]]
    const tag = control.rawTagName.toLowerCase()
    if (
      tag === 'button' ||
      ['submit', 'image', 'button', 'reset', 'file'].includes(typeOf(control))
    )
      return control === submitter ? [[name, control.getAttribute('value') ?? '']] : []
    if (tag === 'select') return selected(control).map((value) => [name, value])
    if (tag === 'textarea') return [[name, control.text.replace(/^\n/, '')]]
    if (['checkbox', 'radio'].includes(typeOf(control)))
      return control.hasAttribute('checked') ? [[name, control.getAttribute('value') ?? 'on']] : []
    return [[name, control.getAttribute('value') ?? '']]
  })
}

function selected(select: HTMLElement): readonly string[] {
  const options = select.querySelectorAll('option').filter((option) => !isDisabled(option))
  const chosen = options.filter((option) => option.hasAttribute('selected'))
  const fallback = select.hasAttribute('multiple') ? [] : options.slice(0, 1)
  return (chosen.length > 0 ? chosen : fallback).map(
    (option) => option.getAttribute('value') ?? option.text.trim(),
  )
}

const BOUNDARY = '----SessionConformanceFormBoundary'

function ask(
  pageUrl: string,
  entries: readonly Entry[],
  form: { action: string; method: string; encoding: string },
): Submission {
  const action = form.action.trim() === '' ? pageUrl : form.action.trim()
  if (!URL.canParse(action, pageUrl)) return { problem: `the form's action "${action}" is no URL` }
  const url = new URL(action, pageUrl)
  if (url.protocol !== 'http:' && url.protocol !== 'https:')
    return { problem: `the form's action goes to ${url.protocol}` }
  const pairs = entries.map(([name, value]) => [crlf(name), crlf(value)])
  if (form.method.trim().toLowerCase() !== 'post') {
    url.search = new URLSearchParams(pairs).toString()
    return { method: 'GET', url: url.href }
  }
  return { method: 'POST', url: url.href, body: encode(pairs, form.encoding.trim().toLowerCase()) }
}

function encode(pairs: string[][], encoding: string): { text: string; type: string } {
  if (encoding === 'multipart/form-data') {
    const parts = pairs.map(
      ([name = '', value = '']) =>
        `--${BOUNDARY}\r\nContent-Disposition: form-data; name="${quoted(name)}"\r\n\r\n${value}\r\n`,
    )
    return {
      text: `${parts.join('')}--${BOUNDARY}--\r\n`,
      type: `multipart/form-data; boundary=${BOUNDARY}`,
    }
  }
  if (encoding === 'text/plain')
    return {
      text: pairs.map(([name, value]) => `${name}=${value}\r\n`).join(''),
      type: 'text/plain',
    }
  return {
    text: new URLSearchParams(pairs).toString(),
    type: 'application/x-www-form-urlencoded',
  }
}

function quoted(name: string): string {
  return name.replaceAll('\r', '%0D').replaceAll('\n', '%0A').replaceAll('"', '%22')
}

function crlf(text: string): string {
  return text.replaceAll(/\r\n?|\n/g, '\r\n')
}
