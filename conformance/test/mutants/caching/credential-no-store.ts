import type { Mutant } from '../mutant.ts'

export const mutant: Mutant = {
  title: 'Responses that set cookies say nothing about caching.',
  defect: {
    response({ status, headers }) {
      const sets = headers.some(([name]) => name.toLowerCase() === 'set-cookie')
      const kept = headers.filter(([name]) => !sets || name.toLowerCase() !== 'cache-control')
      return { status, headers: kept }
    },
  },
}
