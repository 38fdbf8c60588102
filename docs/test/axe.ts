import { AxeBuilder } from '@axe-core/playwright'
import type { Page } from 'playwright'

const tags = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice']

/**
 * What axe finds in a colour scheme: rule and element, one line for each. All rules of WCAG 2.2 AA and of good
 * practice, and one that is off by default though WCAG 2.5.3 asks for it; none is ignored.
 */
export async function violationsIn(
  page: Page,
  colorScheme: 'light' | 'dark',
): Promise<readonly string[]> {
  await page.emulateMedia({ colorScheme, reducedMotion: 'reduce' })
  await page.waitForFunction(
    (theme) => document.documentElement.dataset.theme === theme,
    colorScheme,
  )
  const { violations } = await new AxeBuilder({ page })
    .withTags(tags)
    .options({ rules: { 'label-content-name-mismatch': { enabled: true } } })
    .setLegacyMode()
    .analyze()
  return violations.flatMap(({ id, nodes }) =>
    nodes.map(({ target }) => `${colorScheme}: ${id} at ${target.join(' ')}`),
  )
}
