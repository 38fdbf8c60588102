import type { Mutant } from '../mutant.ts'

export const mutant: Mutant = {
  title: 'A request with an expired access token gets a 401 instead of the way to the refresh.',
  defect: {
    response: (head, { url }) =>
      head.status === 307 && !url.startsWith('/auth/') ? { ...head, status: 401 } : head,
  },
}
