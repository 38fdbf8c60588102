import { randomBytes, scrypt, timingSafeEqual } from 'node:crypto'
import { SessionError } from '../session/errors.ts'
import { decodeBase64url, encodeBase64url } from '../sealing/base64url.ts'

/** Makes and checks password hashes. Another algorithm is another implementation of this. */
export interface Passwords {
  /** A salted hash to be stored. Rejects with `policy_invalid` if the password is too short or too long. */
  hash(password: string): Promise<string>
  /**
   * Whether the password is that of the hash, and whether the hash should be made anew. Without a hash, for a user
   * whom nobody knows, it does the same work and says no.
   */
  verify(
    password: string,
    stored: string | undefined,
  ): Promise<{ readonly good: boolean; readonly stale: boolean }>
}

/** Cost of scrypt (RFC 7914 §2); `logN` is the logarithm of N to base 2. */
export interface ScryptCost {
  readonly logN: number
  readonly r: number
  readonly p: number
}

/** OWASP Password Storage Cheat Sheet: N=2^17, r=8, p=1, which takes 128 MiB. */
const leastCost: ScryptCost = { logN: 17, r: 8, p: 1 }

/** NIST SP 800-63B-4 §3.1.1.2: 15 where the password is all there is. */
const shortest = 15
/** Enough for any passphrase, and little to hash. */
const longest = 1024

/** Derivations at once, for each takes 128 MiB and a thread of four; and those that may wait. */
const atOnce = 2
const mayWait = 64

/** Passwords by scrypt of `node:crypto`, at OWASP's cost or more. */
export function scryptPasswords(cost: ScryptCost = leastCost): Passwords {
  if (cost.logN < leastCost.logN || cost.r < leastCost.r || cost.p < leastCost.p) {
    throw new SessionError(
      'policy_invalid',
      'scrypt is too cheap: it takes at least logN 17, r 8 and p 1 (OWASP Password Storage Cheat Sheet).',
    )
  }
  return passwordsOfCost(cost)
}

/** The same at any cost: tests cannot wait for OWASP's. */
export function passwordsOfCost(cost: ScryptCost): Passwords {
  const derive = gated(derived)
  /** What an unknown user's password is compared with; nobody can know a password for it. */
  const decoy: StoredHash = { cost, salt: randomBytes(16), hash: randomBytes(32) }

  return {
    async hash(password) {
      const length = Array.from(password).length
      if (length < shortest || password.length > longest) {
        throw new SessionError(
          'policy_invalid',
          `A password has ${shortest} to ${longest} characters; this one has ${length}.`,
        )
      }
      const salt = randomBytes(16)
      return written({ cost, salt, hash: await derive(password, salt, cost) })
    },

    // #region verify-password
    async verify(password, stored) {
      const kept = stored === undefined ? undefined : read(stored)
      const { cost: spent, salt, hash } = kept ?? decoy
      // The one path for all: known or not, right or wrong, too long or not, one derivation and one comparison.
      const given = await derive(password.slice(0, longest), salt, spent)
      const equal = timingSafeEqual(given, hash)
      const good = equal && kept !== undefined && password.length <= longest
      return { good, stale: good && !sameCost(spent, cost) }
    },
    // #endregion
  }
}

interface StoredHash {
  readonly cost: ScryptCost
  readonly salt: Uint8Array
  readonly hash: Uint8Array
}

function derived(password: string, salt: Uint8Array, { logN, r, p }: ScryptCost): Promise<Buffer> {
  const N = 2 ** logN
  return new Promise((resolve, reject) => {
    // Two keyboards may compose the same letter differently (RFC 8265 §4.2.2).
    scrypt(password.normalize('NFC'), salt, 32, { N, r, p, maxmem: 256 * N * r }, (error, key) =>
      error ? reject(error) : resolve(key),
    )
  })
}

/** `$scrypt$ln=17,r=8,p=1$salt$hash`, as PHC strings have it. */
function written({ cost: { logN, r, p }, salt, hash }: StoredHash): string {
  return `$scrypt$ln=${logN},r=${r},p=${p}$${encodeBase64url(salt)}$${encodeBase64url(hash)}`
}

function read(stored: string): StoredHash {
  const [, logN, r, p, salt = '', hash = ''] =
    /^\$scrypt\$ln=(\d{1,2}),r=(\d{1,3}),p=(\d{1,3})\$([\w-]{11,})\$([\w-]{43})$/.exec(stored) ?? []
  const bytes = { salt: decodeBase64url(salt), hash: decodeBase64url(hash) }
  if (logN === undefined || bytes.salt === undefined || bytes.hash === undefined) {
    throw new SessionError(
      'policy_invalid',
      'A stored password hash cannot be read. It looks like $scrypt$ln=17,r=8,p=1$…$….',
    )
  }
  const cost = { logN: Number(logN), r: Number(r), p: Number(p) }
  return { cost, salt: bytes.salt, hash: bytes.hash }
}

function sameCost(a: ScryptCost, b: ScryptCost): boolean {
  return a.logN === b.logN && a.r === b.r && a.p === b.p
}

/** Lets a few run at once and the next wait: whoever posts passwords by the thousand cannot fill the memory. */
function gated<A extends unknown[], T>(work: (...args: A) => Promise<T>): typeof work {
  let running = 0
  const waiting: (() => void)[] = []
  return async (...args) => {
    if (running < atOnce) running += 1
    else if (waiting.length >= mayWait) {
      throw new SessionError(
        'provider_unavailable',
        'Too many sign-ins are waiting for their password to be checked. Try again soon.',
        { retryAfter: 5 },
      )
    } else await new Promise<void>((resolve) => waiting.push(resolve))
    try {
      return await work(...args)
    } finally {
      // Whoever waits longest takes over the place as it is.
      const next = waiting.shift()
      if (next === undefined) running -= 1
      else next()
    }
  }
}
