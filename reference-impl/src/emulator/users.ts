/** Somebody who can sign in at the emulator. */
export interface User {
  readonly id: string
  readonly email: string
  readonly name: string
  readonly password: string
  readonly organizationId: string
  readonly roles: readonly string[]
  readonly permissions: readonly string[]
}

/** The password of every demo user: short to type, and worth nothing. */
export const demoPassword = 'demo-password'

/** The users that a fresh emulator knows. */
export const demoUsers: readonly User[] = [
  {
    id: 'usr_ada',
    email: 'ada@example.com',
    name: 'Ada Lovelace',
    password: demoPassword,
    organizationId: 'org_analytical',
    roles: ['admin'],
    permissions: ['notes:read', 'notes:write'],
  },
  {
    id: 'usr_grace',
    email: 'grace@example.com',
    name: 'Grace Hopper',
    password: demoPassword,
    organizationId: 'org_compilers',
    roles: ['member'],
    permissions: ['notes:read', 'notes:write'],
  },
  {
    id: 'usr_katherine',
    email: 'katherine@example.com',
    name: 'Katherine Johnson',
    password: demoPassword,
    organizationId: 'org_trajectories',
    roles: ['viewer'],
    permissions: ['notes:read'],
  },
]
