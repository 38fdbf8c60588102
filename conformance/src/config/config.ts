import type { RequestSpec } from '../drivers/port.ts'

/** A credential of the target under test; values come from the environment, never from argv. */
export interface Account {
  readonly username: string
  readonly password: string
}

/** How a visitor signs in: a form on a page of the target, or of the provider that it redirects to. */
export type SignIn = { readonly form: FormSignIn } | { readonly request: RequestSpec }

export interface FormSignIn {
  readonly path: string
  readonly username: string
  readonly password: string
  readonly submit?: string
}

/** Where the signed-in user's name stands in an answer. */
export type Identity =
  | { readonly json: string }
  | { readonly selector: string }
  | { readonly text: string }
  | { readonly header: string }

export type Hook = { readonly request: RequestSpec } | { readonly command: string }

/** The target as its owner describes it: plain data, so that JSON and the well-known document can hold it. */
export interface Config {
  readonly url: string
  readonly accounts: readonly Account[]
  readonly signIn: SignIn
  readonly protected: { readonly api?: string; readonly page?: string }
  readonly identity?: Identity
  readonly session?: {
    readonly access?: string | readonly string[]
    readonly refresh?: string | readonly string[]
  }
  readonly refresh?: false | { readonly path: string; readonly method?: string }
  readonly signOut?: RequestSpec
  readonly sessions?: {
    readonly list?: RequestSpec
    readonly end?: RequestSpec
    readonly endAll?: RequestSpec
  }
  readonly revoke?: Hook
  /** What the hook ends: one session, or all of the user's. */
  readonly revokes?: 'session' | 'user'
  readonly lifetimes?: {
    readonly access?: string
    readonly replayWindow?: string
    readonly idle?: string
    readonly absolute?: string
  }
  readonly expire?: 'auto' | 'drop-cookie' | 'wait' | Hook
  readonly transparency?: 'redirect' | 'inline'
}
