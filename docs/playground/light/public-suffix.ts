/**
 * The registrable domain as its last two labels, in the place of tldts and its list of public suffixes (134 kB):
 * a lab knows no hosts but its own, and these end in `.test`.
 */
export function getDomain(host: string): string | null {
  const labels = host.split('.')
  return labels.length < 2 ? null : labels.slice(-2).join('.')
}
