import type { Strategy } from '../session/strategy.ts'

/** Whether the app needs a script: to refresh by itself, or to hold a token at all. */
export function isScripted(strategy: Strategy): boolean {
  return strategy === 'respond' || strategy === 'bearer'
}

/** The page that shows what a strategy does. */
export function homeOf(strategy: Strategy): string {
  return isScripted(strategy) ? '/app' : '/dashboard'
}
