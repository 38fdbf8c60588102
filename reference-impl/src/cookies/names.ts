/** `__Host-`: Secure, Path=/ and no Domain, or the browser refuses the cookie (RFC 6265bis §4.1.3.2). */
export type HostName = `__Host-${string}`
/** `__Secure-`: Secure, any path (RFC 6265bis §4.1.3.1); the strongest prefix a scoped cookie may have. */
export type SecureName = `__Secure-${string}`

export type SameSite = 'Strict' | 'Lax'

interface Always {
  readonly sameSite: SameSite
  readonly httpOnly: true
  /** A credential never has a Domain: a sibling's server would receive it. */
  readonly domain?: never
}

export interface HostCookie extends Always {
  readonly name: HostName
  readonly path: '/'
  readonly secure: true
}

export interface SecureCookie extends Always {
  readonly name: SecureName
  readonly path: string
  readonly secure: true
}

/** Without prefix and Secure: for plain http in development, where Safari drops Secure cookies. */
export interface PlainCookie extends Always {
  readonly name: string
  readonly path: string
  readonly secure: false
}

/** A cookie's name with the attributes that it is set with, and therefore cleared with. */
export type Cookie = HostCookie | SecureCookie | PlainCookie

type AttributesOf<C extends Cookie> = Omit<C, 'name' | 'httpOnly' | 'domain'>

/** What a prefix demands of the attributes. */
type AttributesFor<N extends string> = N extends HostName
  ? AttributesOf<HostCookie>
  : N extends SecureName
    ? AttributesOf<SecureCookie>
    : AttributesOf<PlainCookie>

/** A cookie whose attributes keep what its name promises; anything else does not compile. */
export function defineCookie<const N extends string>(
  name: N,
  attributes: AttributesFor<N>,
): Cookie {
  return { name, ...attributes, httpOnly: true } as Cookie
}
