import { existsSync } from 'node:fs'
import { readFile } from 'node:fs/promises'
import { resolve } from 'node:path'
import { pathToFileURL } from 'node:url'
import { ConfigError } from './config-error.ts'
import { resolveEnv } from './read-config.ts'

const NAMES = ['ts', 'mts', 'js', 'mjs', 'json'].map((ext) => `conformance.config.${ext}`)

/** A config file's data, not yet checked, and where it stood. */
export interface LoadedConfig {
  readonly data: Readonly<Record<string, unknown>>
  readonly file: string
}

/**
 * Reads a config file: the one that is named, else `conformance.config.*` of the working folder, if there is one.
 * @throws ConfigError where it cannot be read, holds no object, or names a variable that is not set
 */
export async function loadConfig(
  folder: string,
  named: string | undefined,
  env: Readonly<Record<string, string | undefined>>,
): Promise<LoadedConfig | undefined> {
  const file = named ?? NAMES.find((name) => existsSync(resolve(folder, name)))
  if (file === undefined) return undefined
  const path = resolve(folder, file)
  if (!existsSync(path)) throw new ConfigError(`${file}: there is no such file`)
  const data = await read(path, file)
  if (typeof data !== 'object' || data === null || Array.isArray(data))
    throw new ConfigError(`${file}: the config must be an object, exported as default`)
  try {
    return { data: resolveEnv(data, env) as Record<string, unknown>, file }
  } catch (error) {
    throw error instanceof ConfigError ? new ConfigError(`${file}: ${error.message}`) : error
  }
}

async function read(path: string, file: string): Promise<unknown> {
  try {
    if (path.endsWith('.json')) return JSON.parse(await readFile(path, 'utf8'))
    const module = (await import(pathToFileURL(path).href)) as { default?: unknown }
    return module.default
  } catch (error) {
    const reason = error instanceof Error ? (error.message.split('\n', 1)[0] ?? '') : String(error)
    throw new ConfigError(`${file}: could not be read: ${reason}`)
  }
}
