import type { Mutant } from '../mutant.ts'

export const mutant: Mutant = {
  title: 'The API sends whoever has no session to the sign-in page.',
  defect: {
    response: (head, { url }) =>
      head.status === 401 && url.startsWith('/api/')
        ? { status: 302, headers: [...head.headers, ['Location', '/auth/sign-in']] }
        : head,
  },
}
