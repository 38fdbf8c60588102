import type { Duration, PolicyOptions } from './policy.ts'
import type { Strategy } from './strategy.ts'

// #region policy-environment
/** The knobs that an operator turns without touching code; `definePolicy` checks what they hold. */
export function policyFromEnvironment(
  env: Readonly<Record<string, string | undefined>>,
): Partial<PolicyOptions> {
  const {
    SESSION_STRATEGY: strategy,
    SESSION_IDLE: idle,
    SESSION_ABSOLUTE: absolute,
    SESSION_REPLAY_WINDOW: replayWindow,
    SESSION_MAX_PER_USER: maxSessions,
    SESSION_SAME_SITE: sameSite,
    SESSION_PROVIDER_CHECK: providerCheck,
  } = env
  return {
    ...(strategy && { strategy: strategy as Strategy }),
    ...(idle && { idle: idle as Duration }),
    ...(absolute && { absolute: absolute as Duration }),
    ...(replayWindow && { replayWindow: replayWindow as Duration }),
    ...(providerCheck && { providerCheck: providerCheck as Duration }),
    ...(maxSessions && { maxSessions: Number(maxSessions) }),
    ...(sameSite && { cookies: { access: { sameSite: sameSite as 'Strict' | 'Lax' } } }),
  }
}
// #endregion
