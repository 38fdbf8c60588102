/** A passage of a standard, and where to read it. State of the drafts: November 2026. */
export interface Citation {
  readonly label: string
  readonly section: string
  readonly url: string
}

const asvs = 'https://github.com/OWASP/ASVS/blob/v5.0.0/5.0/en'
const ietf = 'https://datatracker.ietf.org/doc/html'
const rfc = 'https://www.rfc-editor.org/rfc'

/** Every citation of the checklist, once: a new edition of a standard is one change here. */
export const citations = {
  'asvs-3.3.1': {
    label: 'OWASP ASVS 5.0.0',
    section: '3.3.1 (Secure, and a name prefix)',
    url: `${asvs}/0x12-V3-Web-Frontend-Security.md`,
  },
  'asvs-3.3.2': {
    label: 'OWASP ASVS 5.0.0',
    section: '3.3.2 (SameSite)',
    url: `${asvs}/0x12-V3-Web-Frontend-Security.md`,
  },
  'asvs-3.3.4': {
    label: 'OWASP ASVS 5.0.0',
    section: '3.3.4 (HttpOnly)',
    url: `${asvs}/0x12-V3-Web-Frontend-Security.md`,
  },
  'asvs-7.4.1': {
    label: 'OWASP ASVS 5.0.0',
    section: '7.4.1 (no further use of a terminated session)',
    url: `${asvs}/0x16-V7-Session-Management.md`,
  },
  'asvs-10.1.1': {
    label: 'OWASP ASVS 5.0.0',
    section: '10.1.1 (tokens only to the components that need them)',
    url: `${asvs}/0x19-V10-OAuth-and-OIDC.md`,
  },
  'nist-63b-5.1.1': {
    label: 'NIST SP 800-63B-4',
    section: '5.1.1 (browser cookies)',
    url: 'https://pages.nist.gov/800-63-4/sp800-63b/session/',
  },
  'bba-6.1.2.2': {
    label: 'OAuth 2.0 for Browser-Based Applications, draft-27',
    section: '6.1.2.2 (refresh by the backend)',
    url: `${ietf}/draft-ietf-oauth-browser-based-apps-27#section-6.1.2.2`,
  },
  'bba-6.1.3.2': {
    label: 'OAuth 2.0 for Browser-Based Applications, draft-27',
    section: '6.1.3.2 (cookie security)',
    url: `${ietf}/draft-ietf-oauth-browser-based-apps-27#section-6.1.3.2`,
  },
  'rfc6265bis-4.1.2.7': {
    label: 'RFC 6265bis, draft-22',
    section: '4.1.2.7 (the SameSite attribute)',
    url: `${ietf}/draft-ietf-httpbis-rfc6265bis-22#section-4.1.2.7`,
  },
  'rfc6265bis-5.7': {
    label: 'RFC 6265bis, draft-22',
    section: '5.7 (storage model: name, domain and path identify a cookie)',
    url: `${ietf}/draft-ietf-httpbis-rfc6265bis-22#section-5.7`,
  },
  'rfc6749-5.1': {
    label: 'RFC 6749',
    section: '5.1 (Cache-Control: no-store with tokens)',
    url: `${rfc}/rfc6749#section-5.1`,
  },
  'rfc7009-2.1': {
    label: 'RFC 7009',
    section: '2.1 (revocation takes place immediately)',
    url: `${rfc}/rfc7009#section-2.1`,
  },
  'rfc9110-15.5.2': {
    label: 'RFC 9110',
    section: '15.5.2 (401 Unauthorized)',
    url: `${rfc}/rfc9110#section-15.5.2`,
  },
  'fapi2-5.3.2.1': {
    label: 'FAPI 2.0 Security Profile',
    section: '5.3.2.1 (refresh token rotation and clients that lose a response)',
    url: 'https://openid.net/specs/fapi-security-profile-2_0-final.html#section-5.3.2.1',
  },
} as const satisfies Record<string, Citation>

export type CitationId = keyof typeof citations
