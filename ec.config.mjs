import { codeFont, codeThemes, labelled } from './docs/lib/code-blocks.mjs'

/** Expressive Code wants plugins here, where Astro can load them as a module. */
export default {
  themes: codeThemes,
  plugins: [labelled()],
  defaultProps: { overridesByLang: { sh: { frame: 'none' } } },
  useStarlightUiThemeColors: true,
  styleOverrides: codeFont,
}
