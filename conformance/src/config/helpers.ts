import type { RequestSpec } from '../drivers/port.ts'
import type { Config, FormSignIn } from './config.ts'
import type { EnvReference } from './read-config.ts'

/** A config as it is written: any text may come from the environment, and the url from the command line. */
export type ConfigInput = Omit<WithEnv<Config>, 'url'> & { readonly url?: string | EnvReference }

type WithEnv<T> = T extends string
  ? T | EnvReference
  : T extends readonly (infer Item)[]
    ? readonly WithEnv<Item>[]
    : T extends object
      ? { readonly [K in keyof T]: WithEnv<T[K]> }
      : T

/** Gives an editor the fields of a config; returns it as it is. */
export function defineConfig(config: ConfigInput): ConfigInput {
  return config
}

/** A sign-in by form; `username`, `password` and `submit` are CSS selectors. */
export function form(fields: FormSignIn): { readonly form: FormSignIn } {
  return { form: fields }
}

/** A request as a way to sign in, or as a hook. */
export function request(spec: RequestSpec): { readonly request: RequestSpec } {
  return { request: spec }
}

/** A shell command as a hook. */
export function command(line: string): { readonly command: string } {
  return { command: line }
}

/** The value of an environment variable, read when the run starts. */
export function env(name: string): EnvReference {
  return { env: name }
}
