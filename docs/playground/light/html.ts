/**
 * As much of node-html-parser as the conformance driver's forms use, in the place of its 113 kB.
 * Enough for the pages of a lab, which we write ourselves; not for anybody else's.
 */
export class HTMLElement {
  readonly rawTagName: string
  readonly #attributes: ReadonlyMap<string, string>
  readonly #parent: HTMLElement | undefined
  readonly #children: HTMLElement[] = []

  constructor(tag: string, attributes: ReadonlyMap<string, string>, parent?: HTMLElement) {
    this.rawTagName = tag
    this.#attributes = attributes
    this.#parent = parent
    if (parent) parent.#children.push(this)
  }

  get id(): string {
    return this.#attributes.get('id') ?? ''
  }

  get text(): string {
    return ''
  }

  get parentNode(): HTMLElement | undefined {
    return this.#parent
  }

  getAttribute(name: string): string | undefined {
    return this.#attributes.get(name)
  }

  hasAttribute(name: string): boolean {
    return this.#attributes.has(name)
  }

  closest(selector: string): HTMLElement | null {
    return matches(this, selector) ? this : (this.#parent?.closest(selector) ?? null)
  }

  querySelector(selector: string): HTMLElement | null {
    return this.querySelectorAll(selector)[0] ?? null
  }

  querySelectorAll(selector: string): HTMLElement[] {
    return this.#children.flatMap((child) => [
      ...(matches(child, selector) ? [child] : []),
      ...child.querySelectorAll(selector),
    ])
  }
}

/** A list of `tag`, `#id`, `tag[attribute]` or `[attribute=value]`. */
function matches(element: HTMLElement, selector: string): boolean {
  return selector.split(',').some((part) => {
    const found = /^\s*([\w-]*)(?:#([\w-]+))?(?:\[([\w-]+)(?:=["']?([^"'\]]*)["']?)?\])?\s*$/.exec(
      part,
    )
    if (!found) throw new Error(`"${part}" is more than this parser knows`)
    const [, tag, id, attribute, value] = found
    if (tag && element.rawTagName !== tag) return false
    if (id && element.id !== id) return false
    if (!attribute) return true
    return value === undefined
      ? element.hasAttribute(attribute)
      : element.getAttribute(attribute) === value
  })
}

const empty = new Set(['input', 'meta', 'link', 'br', 'img', 'hr'])

export function parse(html: string): HTMLElement {
  const root = new HTMLElement('', new Map())
  let open = root
  for (const [, closing, tag = '', rest = ''] of html.matchAll(/<(\/?)([a-z][\w-]*)([^>]*)>/gi)) {
    const name = tag.toLowerCase()
    if (closing) open = open.closest(name)?.parentNode ?? open
    else {
      const element = new HTMLElement(name, attributesOf(rest), open)
      if (!empty.has(name)) open = element
    }
  }
  return root
}

function attributesOf(text: string): ReadonlyMap<string, string> {
  const pairs = text.matchAll(/([\w-]+)(?:\s*=\s*(?:"([^"]*)"|'([^']*)'|([^\s"'>]+)))?/g)
  return new Map(
    [...pairs].map(([, name = '', double, single, bare]) => [
      name.toLowerCase(),
      decoded(double ?? single ?? bare ?? ''),
    ]),
  )
}

function decoded(text: string): string {
  return text
    .replaceAll(/&#(\d+);/g, (_, code: string) => String.fromCharCode(Number(code)))
    .replaceAll('&quot;', '"')
    .replaceAll('&lt;', '<')
    .replaceAll('&gt;', '>')
    .replaceAll('&amp;', '&')
}
