/** Ink for most of the code; colour for what a reader looks for: words of the language, values, remarks. */
function theme(name, type, c) {
  const token = (scope, foreground, fontStyle) => ({
    scope,
    settings: { foreground, ...(fontStyle ? { fontStyle } : {}) },
  })
  return {
    name,
    type,
    colors: { 'editor.background': c.paper, 'editor.foreground': c.ink },
    tokenColors: [
      { settings: { foreground: c.ink, background: c.paper } },
      token(['comment', 'punctuation.definition.comment'], c.remark, 'italic'),
      token(['string', 'string.regexp', 'constant.other.symbol'], c.value),
      token(['constant.numeric', 'constant.language', 'support.constant'], c.number),
      token(['keyword', 'storage', 'keyword.operator.new', 'variable.language.this'], c.word),
      token(['keyword.operator', 'punctuation', 'meta.brace'], c.quiet),
      token(['entity.name.type', 'support.type', 'entity.other.inherited-class'], c.kind),
      token(['entity.name.function', 'support.function'], c.call),
      token(
        ['entity.name.tag', 'support.type.property-name', 'entity.other.attribute-name'],
        c.word,
      ),
    ],
  }
}

export const codeThemes = [
  theme('session-dark', 'dark', {
    paper: '#10191d',
    ink: '#dbe6e8',
    quiet: '#9fb2b8',
    remark: '#93a7ad',
    value: '#9fd8a9',
    number: '#f0b461',
    word: '#7fcbe8',
    kind: '#d3bdf0',
    call: '#f3f7f7',
  }),
  theme('session-light', 'light', {
    paper: '#f4f7f7',
    ink: '#182a30',
    quiet: '#4d6169',
    remark: '#566970',
    value: '#1c643a',
    number: '#874900',
    word: '#0a5878',
    kind: '#5b3f8c',
    call: '#0c1b20',
  }),
]

export const codeFont = {
  borderRadius: '6px',
  codeFontSize: '0.8125rem',
  codeLineHeight: '1.65',
  codePaddingInline: '1.125rem',
  codePaddingBlock: '0.9375rem',
  frames: { frameBoxShadowCssValue: 'none' },
}

/** Names each block for screen readers: one that scrolls becomes a region, and a region wants a name. */
export function labelled() {
  return {
    name: 'A name for each block',
    hooks: {
      postprocessRenderedBlock: ({ codeBlock, renderData }) => {
        const { props, language, parentDocument } = codeBlock
        // Two blocks of one file are two regions: the number keeps their names apart.
        const number = (parentDocument?.positionInDocument?.groupIndex ?? 0) + 1
        const pre = find(renderData.blockAst, 'pre')
        if (!pre) return
        pre.properties['aria-label'] = `Code ${number}: ${props.title ?? language}`
        // Expressive Code's script takes these away again where nothing scrolls.
        pre.properties['role'] = 'region'
        pre.properties['tabindex'] = '0'
      },
    },
  }
}

function find(node, tagName) {
  if (node.tagName === tagName) return node
  for (const child of node.children ?? []) {
    const found = find(child, tagName)
    if (found) return found
  }
  return undefined
}
