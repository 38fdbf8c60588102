/** Text as HTML text or attribute value. */
export function escapeHtml(text: string): string {
  return text.replace(/[&<>"']/g, (character) => `&#${character.charCodeAt(0)};`)
}

function page(title: string, head: string, main: string): string {
  return `<!doctype html>
<html lang="en">
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<title>${escapeHtml(title)}</title>
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
