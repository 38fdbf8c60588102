/** A Set-Cookie line, and the Cookie header that a browser then sends to the same place; `''` where it stores nothing. */
export interface SetCookieCase {
  readonly name: string
  readonly line: string
  /** The path that answers with the line. */
  readonly from?: string
  /** The path that is asked next. */
  readonly to?: string
  readonly sent: string
  /** Where Chromium departs from 6265bis. */
  readonly inChromium?: string
  /** Tough-cookie alone comes to something else. */
  readonly toughCookieDiffers?: true
}

const long = (length: number): string => 'v'.repeat(length)

/** Cases on which the strict reader, the jar and Chromium must agree: served as `localhost` over http. */
export const setCookieCases: readonly SetCookieCase[] = [
  { name: 'a plain cookie', line: 'a=1', sent: 'a=1' },
  { name: 'space around name and value', line: '  a  =  1  ; Path=/', sent: 'a=1' },
  { name: 'an equals sign in the value', line: 'a=b=c', sent: 'a=b=c' },
  { name: 'quotes stay', line: 'a="1 2"', sent: 'a="1 2"' },
  { name: 'an empty value', line: 'a=', sent: 'a=' },
  { name: 'attribute names in any case', line: 'a=1; PATH=/; httponly; SECURE', sent: 'a=1' },
  { name: 'an unknown attribute', line: 'a=1; Foo=bar', sent: 'a=1' },
  { name: 'the last Path decides', line: 'a=1; Path=/x; Path=/', sent: 'a=1' },
  { name: 'a Path without a slash is none', line: 'a=1; Path=x', sent: 'a=1' },
  { name: 'the default path is the folder', line: 'a=1', from: '/d/set', to: '/d/x', sent: 'a=1' },
  { name: 'the default path ends there', line: 'a=1', from: '/d/set', to: '/e', sent: '' },
  { name: 'a Path for elsewhere', line: 'a=1; Path=/elsewhere', sent: '' },
  { name: 'a Path of its own', line: 'a=1; Path=/p', to: '/p/q', sent: 'a=1' },
  { name: 'a Path that is a mere prefix', line: 'a=1; Path=/p', to: '/pq', sent: '' },
  {
    name: 'a Path and its percent-encoded twin',
    line: 'a=1; Path=/auth/refresh',
    to: '/auth/%72efresh',
    sent: '',
    toughCookieDiffers: true,
  },
  { name: 'Max-Age=0', line: 'a=1; Max-Age=0', sent: '' },
  { name: 'a negative Max-Age', line: 'a=1; Max-Age=-1', sent: '' },
  { name: 'a Max-Age that is no number', line: 'a=1; Max-Age=soon', sent: 'a=1' },
  { name: 'Expires in the past', line: 'a=1; Expires=Thu, 01 Jan 1970 00:00:00 GMT', sent: '' },
  { name: 'Expires that is no date', line: 'a=1; Expires=never', sent: 'a=1' },
  {
    name: 'Max-Age before Expires',
    line: 'a=1; Max-Age=60; Expires=Thu, 01 Jan 1970 00:00:00 GMT',
    sent: 'a=1',
  },
  { name: 'an empty Domain', line: 'a=1; Domain=', sent: 'a=1' },
  { name: "another host's Domain", line: 'a=1; Domain=example.com', sent: '' },
  { name: 'SameSite that is unknown', line: 'a=1; SameSite=Bogus', sent: 'a=1' },
  { name: 'Secure on the machine itself', line: 'a=1; Secure', sent: 'a=1' },
  {
    name: 'SameSite=None without Secure',
    line: 'a=1; SameSite=None',
    sent: '',
    toughCookieDiffers: true,
  },
  { name: 'SameSite=None with Secure', line: 'a=1; SameSite=None; Secure', sent: 'a=1' },
  {
    name: 'Partitioned without Secure',
    line: 'a=1; Partitioned',
    sent: '',
    toughCookieDiffers: true,
  },
  { name: '__Secure- with Secure', line: '__Secure-a=1; Secure', sent: '__Secure-a=1' },
  { name: '__Secure- without Secure', line: '__Secure-a=1', sent: '' },
  {
    name: '__secure- in lower case without Secure',
    line: '__secure-a=1',
    sent: '',
    toughCookieDiffers: true,
  },
  { name: '__Host- as it should be', line: '__Host-a=1; Secure; Path=/', sent: '__Host-a=1' },
  { name: '__Host- with a Path', line: '__Host-a=1; Secure; Path=/p', to: '/p', sent: '' },
  { name: '__Host- with a Domain', line: '__Host-a=1; Secure; Path=/; Domain=localhost', sent: '' },
  {
    name: '__host- in lower case without Secure',
    line: '__host-a=1; Path=/',
    sent: '',
    toughCookieDiffers: true,
  },
  {
    name: '__Http- without HttpOnly',
    line: '__Http-a=1; Secure',
    sent: '',
    toughCookieDiffers: true,
  },
  {
    name: '__Host-Http- without HttpOnly',
    line: '__Host-Http-a=1; Secure; Path=/',
    sent: '',
    toughCookieDiffers: true,
  },
  {
    name: 'name and value of 4,096 octets',
    line: `a=${long(4095)}`,
    sent: `a=${long(4095)}`,
  },
  {
    name: 'name and value of 4,097 octets',
    line: `a=${long(4096)}`,
    sent: '',
    toughCookieDiffers: true,
  },
  {
    name: 'an attribute of more than 1,024 octets',
    line: `a=1; Path=/${long(1024)}`,
    sent: 'a=1',
    toughCookieDiffers: true,
  },
  { name: 'a nameless cookie', line: 'lonely', sent: 'lonely', toughCookieDiffers: true },
  { name: 'an empty name', line: '=lonely', sent: 'lonely', toughCookieDiffers: true },
  {
    name: 'a nameless cookie that reads as __Host-',
    line: '=__Host-a=1; Secure; Path=/',
    sent: '',
  },
  { name: 'neither name nor value', line: '=', sent: '' },
  {
    name: 'a tab in the value',
    line: 'a=1\t2',
    sent: 'a=1\t2',
    inChromium: '',
    toughCookieDiffers: true,
  },
]
