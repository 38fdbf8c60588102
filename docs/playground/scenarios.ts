import { cookies } from './scenarios/cookies.ts'
import { recipe } from './scenarios/recipe.ts'
import { refresh } from './scenarios/refresh.ts'
import type { Scenario } from './scenarios/scenario.ts'
import { session } from './scenarios/session.ts'

/** The labs of the guide by name. */
export const scenarios: Readonly<Record<string, Scenario>> = { recipe, session, cookies, refresh }
