import { check } from './scenarios/check.ts'
import { cookies } from './scenarios/cookies.ts'
import { forgery } from './scenarios/forgery.ts'
import { lifetimes } from './scenarios/lifetimes.ts'
import { recipe } from './scenarios/recipe.ts'
import { refresh } from './scenarios/refresh.ts'
import { revoke } from './scenarios/revoke.ts'
import type { Scenario } from './scenarios/scenario.ts'
import { session } from './scenarios/session.ts'
import { signIn } from './scenarios/sign-in.ts'

/** The labs of the guide by name. */
export const scenarios: Readonly<Record<string, Scenario>> = {
  recipe,
  session,
  'sign-in': signIn,
  cookies,
  check,
  refresh,
  forgery,
  lifetimes,
  revoke,
}
