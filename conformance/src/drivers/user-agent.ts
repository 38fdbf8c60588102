/** The token that identifies the suite to whoever reads the target's logs. */
export const TOKEN = 'session-conformance/0.1.0'

/**
 * What every driver calls itself. One constant, for servers bind sessions to it;
 * Chromium's own form, for servers turn strange clients away.
 */
export const USER_AGENT = `Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/156.0.0.0 Safari/537.36 ${TOKEN}`
