import type { SessionErrorCode } from './errors.ts'
import type { RevocationReason } from './record.ts'

/** What happened to a session, for the log that one reads after an incident. No event holds a token. */
export type AuditEvent =
  | {
      readonly event: 'signed-in'
      readonly sid: string
      readonly userId: string
      readonly ip?: string | undefined
    }
  | {
      readonly event: 'refreshed'
      readonly sid: string
      readonly userId: string
      readonly generation: number
    }
  | { readonly event: 'successor-replayed'; readonly sid: string; readonly userId: string }
  | { readonly event: 'refresh-token-reused'; readonly sid: string; readonly userId: string }
  | {
      readonly event: 'ended'
      readonly sid: string
      readonly userId: string
      readonly because: RevocationReason
    }
  | {
      readonly event: 'refused'
      readonly code: SessionErrorCode
      readonly sid?: string | undefined
      /** The error's own sentence. */
      readonly detail?: string
    }
  /** The session is over here, but the provider could not be told: it ends there by its own timeout. */
  | {
      readonly event: 'provider-not-told'
      readonly sid?: string
      readonly userId?: string
      readonly code: string
    }
  /** Whether the session lives on there is not known; it goes on here. */
  | { readonly event: 'provider-not-asked'; readonly sid: string; readonly code: string }

export type Audit = (event: AuditEvent) => void
