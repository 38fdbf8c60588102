import { expect, it } from 'vitest'
import { h, toHtml } from './tree.ts'

it.each([
  {
    name: 'text and attributes are escaped: a header is hostile input',
    tree: h('code', { title: '"><script>' }, '<img src=x onerror=alert(1)> & more'),
    html: '<code title="&quot;&gt;&lt;script&gt;">&lt;img src=x onerror=alert(1)&gt; &amp; more</code>',
  },
  {
    name: 'what is not there leaves no trace',
    tree: h('p', { class: undefined, hidden: false }, false, undefined, '', ['a', h('b')]),
    html: '<p>a<b></b></p>',
  },
  {
    name: 'a void element has no end',
    tree: h('code', {}, '/auth/', h('wbr'), 'refresh'),
    html: '<code>/auth/<wbr>refresh</code>',
  },
  {
    name: 'true is an empty attribute',
    tree: h('details', { open: true }),
    html: '<details open></details>',
  },
])('$name', ({ tree, html }) => {
  expect(toHtml(tree)).toBe(html)
})
