import starlight from '@astrojs/starlight'
import { defineConfig } from 'astro/config'
import linksValidator from 'starlight-links-validator'
import { lightParts } from './docs/lib/light-parts.mjs'
import { sidebar } from './docs/lib/sidebar.mjs'

export default defineConfig({
  srcDir: './docs',
  publicDir: './docs/public',
  outDir: './dist',
  // Canonical URLs and a sitemap need an address; any static host will do without.
  ...(process.env.SITE_URL ? { site: process.env.SITE_URL } : {}),
  trailingSlash: 'always',
  devToolbar: { enabled: false },
  vite: { resolve: { alias: lightParts } },
  integrations: [
    starlight({
      title: 'Sessions that hold',
      description:
        'A guide, a reference implementation and a checklist for user sessions on the web: every example is code that runs, every rule is a check.',
      favicon: '/favicon.svg',
      customCss: ['./docs/styles/theme.css', './docs/styles/content.css'],
      components: {
        Footer: './docs/components/Footer.astro',
        Hero: './docs/components/Hero.astro',
        PageTitle: './docs/components/PageTitle.astro',
        Search: './docs/components/Search.astro',
        SocialIcons: './docs/components/SocialIcons.astro',
        SiteTitle: './docs/components/SiteTitle.astro',
      },
      credits: false,
      tableOfContents: { minHeadingLevel: 2, maxHeadingLevel: 2 },
      sidebar,
      plugins: [linksValidator({ exclude: ['/checklist/', '/checklist/**'] })],
    }),
  ],
})
