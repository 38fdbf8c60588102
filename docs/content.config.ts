import { docsLoader } from '@astrojs/starlight/loaders'
import { docsSchema } from '@astrojs/starlight/schema'
import { defineCollection } from 'astro:content'
import { z } from 'astro/zod'

export const collections = {
  docs: defineCollection({
    loader: docsLoader(),
    schema: docsSchema({
      extend: z.object({
        /** What the reader will be able to do afterwards: stands under the title. */
        able: z.string().optional(),
        /** Ids of the checks that the page explains. */
        checks: z.array(z.string()).optional(),
      }),
    }),
  }),
}
