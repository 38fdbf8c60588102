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

/** The labs of the guide by name. A check leads to the first that offers its defect: first stand those that are about it. */
export const scenarios: Readonly<Record<string, Scenario>> = {
  recipe,
  cookies,
  refresh,
  revoke,
  check,
  session,
  'sign-in': signIn,
  forgery,
  lifetimes,
}
