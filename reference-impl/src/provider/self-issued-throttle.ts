/** Slows down guessing (OWASP Authentication Cheat Sheet, "Account Lockout"). */
export interface SignInThrottle {
  /**
   * Asks for one attempt on an account, which counts as failed until `succeeded` is called: a thousand at once are a
   * thousand. Seconds to wait; 0 to go on. `account` is a hash, the same whether there is such an account or not.
   */
  attempt(account: string, ip: string | undefined, now: number): number | Promise<number>
  succeeded(account: string, ip: string | undefined): void | Promise<void>
}

/** Attempts that are free, as people do mistype. */
const free = 5
/** The next wait a second, then two, four, … A stranger can make the owner wait, but never longer than this at once. */
const longestWait = 15 * 60
/** After so long without an attempt an account is as if nothing had been. */
const memory = 24 * 3600

/**
 * Counts attempts by account in this process's memory, and forgets the one that was tried longest ago when `limit`
 * are known. Several processes count for themselves, and a restart forgets: to share the count, or to stop at 100
 * failures in a row as NIST SP 800-63B-4 §3.2.2 asks, implement the two methods on the application's database.
 */
export function memoryThrottle(limit = 10_000): SignInThrottle {
  const tried = new Map<string, { attempts: number; at: number }>()

  return {
    attempt(account, _ip, now) {
      const known = tried.get(account)
      const attempts = known && now - known.at < memory * 1000 ? known.attempts : 0
      const wait = attempts === 0 ? 0 : secondsToWait(attempts, now - known!.at)
      // A refused attempt is no attempt: whoever hammers does not lengthen the wait of the account's owner.
      if (wait > 0) return wait
      tried.delete(account)
      if (tried.size >= limit) tried.delete(tried.keys().next().value!)
      tried.set(account, { attempts: attempts + 1, at: now })
      return 0
    },
    succeeded(account) {
      tried.delete(account)
    },
  }
}

/** What is left of the wait after so many attempts, the last of them `elapsed` milliseconds ago. */
function secondsToWait(attempts: number, elapsed: number): number {
  if (attempts < free) return 0
  const wait = Math.min(2 ** (attempts - free), longestWait)
  return Math.max(0, Math.ceil(wait - elapsed / 1000))
}
