/** Pages of the guide, in reading order. */
export const guide = [
  'guide/a-login-that-cannot-stay-logged-in',
  'guide/the-session-on-one-page',
  'guide/inputs-to-settle-first',
  'guide/sign-in',
  'guide/write-the-cookies',
  'guide/check-every-request',
  'guide/refresh',
  'guide/stop-forgery',
  'guide/lifetimes',
  'guide/sign-out-and-revoke',
]

export const sidebar = [
  { label: 'Guide', items: guide },
  {
    label: 'Reference',
    items: [
      { label: 'Checklist', link: '/checklist/' },
      'reference/run-the-checklist',
      'reference/sources',
    ],
  },
  { label: 'Decisions', items: [{ autogenerate: { directory: 'decisions' } }] },
]
