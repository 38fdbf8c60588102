/** An element before it is HTML or DOM: the build writes the one, the page makes the other. */
export interface Tree {
  readonly tag: string
  readonly attributes: Readonly<Record<string, string>>
  readonly children: readonly Child[]
}
export type Child = Tree | string

type Attributes = Readonly<Record<string, string | boolean | undefined>>

/** Makes an element; `true` writes an empty attribute, `false` and undefined none; empty children vanish. */
export function h(
  tag: string,
  attributes: Attributes = {},
  ...children: readonly (Child | false | undefined | readonly Child[])[]
): Tree {
  const written = Object.entries(attributes).flatMap(([name, value]) =>
    value === undefined || value === false ? [] : [[name, value === true ? '' : value] as const],
  )
  return {
    tag,
    attributes: Object.fromEntries(written),
    children: children
      .flat()
      .filter((child) => child !== false && child !== undefined && child !== ''),
  } as Tree
}

const entities: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
}

function escaped(text: string): string {
  return text.replace(/[&<>"]/g, (character) => entities[character]!)
}

export function toHtml(tree: Child): string {
  if (typeof tree === 'string') return escaped(tree)
  const attributes = Object.entries(tree.attributes)
    .map(([name, value]) => (value === '' ? ` ${name}` : ` ${name}="${escaped(value)}"`))
    .join('')
  const start = `<${tree.tag}${attributes}>`
  // A place where a long word may break: the one void element that labs use.
  if (tree.tag === 'wbr') return start
  return `${start}${tree.children.map(toHtml).join('')}</${tree.tag}>`
}

export function toDom(tree: Child): Node {
  if (typeof tree === 'string') return document.createTextNode(tree)
  const element = document.createElement(tree.tag)
  for (const [name, value] of Object.entries(tree.attributes)) element.setAttribute(name, value)
  element.append(...tree.children.map(toDom))
  return element
}
