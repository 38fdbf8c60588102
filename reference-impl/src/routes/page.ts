const STYLE =
  'html{color-scheme:light dark;color:light-dark(#17211f,#e9efed);background:light-dark(#f6f7f5,#12181a)}' +
  'body{font:1.0625rem/1.5 system-ui,sans-serif;max-width:34rem;margin:15vh auto;padding:0 1.25rem}' +
  'a{color:inherit}'

/** Allows the pages' one style and nothing else: its hash stands for it (CSP3 §2.3.1). */
export const PAGE_CSP =
  "default-src 'none'; style-src 'sha256-uK4ozHwZSH1uGc1HPD0qi22+vITE/KsLoy6CRa/njRs='; base-uri 'none'; frame-ancestors 'none'"

/** Text as HTML text or attribute value. */
export function escapeHtml(text: string): string {
  return text.replace(/[&<>"']/g, (character) => `&#${character.charCodeAt(0)};`)
}

function page(title: string, head: string, main: string): string {
  return `<!doctype html>
<html lang="en">
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>${escapeHtml(title)}</title>
<style>${STYLE}</style>
${head}<main>${main}</main>
</html>
`
}

// #region bounce-page
/** Sends the browser to a path of this origin from here, so that the request is same-origin. */
export function bouncePage(path: string): string {
  const href = escapeHtml(path)
  const refresh = `<meta http-equiv="refresh" content="0;url=${href}">\n`
  return page('One moment', refresh, `<p><a href="${href}">Continue</a></p>`)
}
// #endregion

export function problemPage(title: string, detail: string, signIn: string): string {
  const text = `<h1>${escapeHtml(title)}</h1><p>${escapeHtml(detail)}</p>`
  return page(title, '', `${text}<p><a href="${escapeHtml(signIn)}">Sign in</a></p>`)
}
