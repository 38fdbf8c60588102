/** A config that cannot be used. The message is one sentence that says what to change, and where. */
export class ConfigError extends Error {
  override readonly name = 'ConfigError'
}
