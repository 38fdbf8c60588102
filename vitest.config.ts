import { defineConfig } from 'vitest/config'

const timeouts = { testTimeout: 30_000, hookTimeout: 60_000 }

export default defineConfig({
  test: {
    projects: [
      {
        test: {
          name: 'parts',
          include: [
            'reference-impl/**/*.test.ts',
            'conformance/{src,test}/**/*.test.ts',
            'scripts/**/*.test.ts',
            'docs/{lib,playground}/**/*.test.ts',
          ],
          ...timeouts,
        },
      },
      {
        // On the built site, so it runs after `astro build`.
        test: { name: 'site', include: ['docs/test/**/*.test.ts'], ...timeouts },
      },
    ],
  },
})
