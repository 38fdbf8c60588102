import { resetEnvironment, userByEmail, type Environment } from '../environment.ts'
import { turnKnobs, type KnobChanges, type Knobs } from '../knobs.ts'
import { endSession } from '../sessions.ts'
import { sessionView } from '../session-view.ts'
import type { User } from '../users.ts'
import { InputError, jsonBody, knobChanges, newUser, rotation } from './admin-input.ts'
import { problem } from './problem.ts'
import type { Route } from './route.ts'

/** The admin API, by which tests and people look into the emulator and turn its knobs. */
export function adminRoutes(initialKnobs: KnobChanges): readonly Route[] {
  return [
    admin('GET', '/_emulator/state', (_body, environment) => Response.json(state(environment))),
    admin('POST', '/_emulator/knobs', (body, environment) => {
      environment.knobs = turnKnobs(environment.knobs, knobChanges(body))
      return Response.json(withoutSecret(environment.knobs))
    }),
    admin('POST', '/_emulator/rotate-keys', async (body, environment) => {
      const { kid } = await environment.keys.rotate(rotation(body).drop ?? false)
      return Response.json({ kid })
    }),
    admin('POST', '/_emulator/users', (body, environment) => {
      const user = newUser(body, `usr_${environment.random(9)}`)
      if (environment.users.has(user.id) || userByEmail(environment, user.email)) {
        throw new InputError('There is a user with this id or e-mail already. Choose another.')
      }
      environment.users.set(user.id, user)
      return Response.json(withoutPassword(user), { status: 201 })
    }),
    admin('POST', '/_emulator/reset', (_body, environment) => {
      resetEnvironment(environment, initialKnobs)
      return Response.json(state(environment))
    }),
    admin('POST', '/_emulator/sessions/:sid/revoke', (_body, environment, { sid = '' }) => {
      const session = environment.sessions.get(sid)
      if (!session)
        return problem(404, 'There is no such session. GET /_emulator/state lists them.')
      endSession(environment, session, 'revoked')
      return Response.json(sessionView(environment, session))
    }),
  ]
}

/** What `GET /_emulator/state` tells: no password, no token, no code, no key, no secret. */
function state(environment: Environment) {
  return {
    issuer: environment.issuer,
    now: new Date(environment.now()).toISOString(),
    knobs: withoutSecret(environment.knobs),
    counters: environment.counters,
    deliveries: environment.deliveries,
    users: [...environment.users.values()].map(withoutPassword),
    sessions: [...environment.sessions.values()].map((session) =>
      sessionView(environment, session),
    ),
  }
}

function withoutSecret({ webhook, ...knobs }: Knobs): object {
  return { ...knobs, webhook: webhook && { url: webhook.url } }
}

function withoutPassword(user: User): Omit<User, 'password'> {
  const { id, email, name, organizationId, roles, permissions } = user
  return { id, email, name, organizationId, roles, permissions }
}

type Answer = (
  body: Readonly<Record<string, unknown>>,
  environment: Environment,
  path: Readonly<Record<string, string>>,
) => Response | Promise<Response>

function admin(method: Route['method'], path: string, answer: Answer): Route {
  return {
    method,
    path,
    async answer(request, environment, _peer, parameters) {
      // Any site that a developer has open could otherwise post here.
      if (
        request.headers.has('origin') &&
        request.headers.get('sec-fetch-site') !== 'same-origin'
      ) {
        return problem(403, 'The admin API answers no other site. Call it from a program.')
      }
      try {
        const body = method === 'POST' ? await jsonBody(request) : {}
        return await answer(body, environment, parameters)
      } catch (error) {
        if (error instanceof InputError) return problem(400, error.message)
        throw error
      }
    },
  }
}
