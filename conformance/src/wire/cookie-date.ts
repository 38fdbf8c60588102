const MONTHS = ['jan', 'feb', 'mar', 'apr', 'may', 'jun', 'jul', 'aug', 'sep', 'oct', 'nov', 'dec']

/** Splits at the delimiter octets of 6265bis §5.1.1. */
// eslint-disable-next-line no-control-regex
const DELIMITER = /[\x09\x20-\x2f\x3b-\x40\x5b-\x60\x7b-\x7e]+/

const TIME = /^(\d{1,2}):(\d{1,2}):(\d{1,2})(?:\D.*)?$/
const DAY = /^(\d{1,2})(?:\D.*)?$/
const YEAR = /^(\d{2,4})(?:\D.*)?$/

interface Found {
  time?: readonly [hour: number, minute: number, second: number]
  day?: number
  month?: number
  year?: number
}

/** Reads a cookie date as 6265bis §5.1.1 does: tokens in any order, the first of each kind counts. Epoch milliseconds. */
export function parseCookieDate(text: string): number | undefined {
  const found: Found = {}
  for (const token of text.split(DELIMITER)) if (token !== '') take(token, found)
  return toEpoch(found)
}

function take(token: string, found: Found): void {
  const time = found.time ? null : TIME.exec(token)
  if (time) {
    found.time = [Number(time[1]), Number(time[2]), Number(time[3])]
    return
  }
  const day = found.day === undefined ? DAY.exec(token) : null
  if (day) {
    found.day = Number(day[1])
    return
  }
  const month = found.month === undefined ? MONTHS.indexOf(token.slice(0, 3).toLowerCase()) : -1
  if (month >= 0) {
    found.month = month
    return
  }
  const year = found.year === undefined ? YEAR.exec(token) : null
  if (year) found.year = fullYear(Number(year[1]))
}

function fullYear(year: number): number {
  if (year >= 70 && year <= 99) return year + 1900
  return year >= 0 && year <= 69 ? year + 2000 : year
}

function toEpoch({ time, day, month, year }: Found): number | undefined {
  if (!time || day === undefined || month === undefined || year === undefined) return undefined
  const [hour, minute, second] = time
  if (day < 1 || day > 31 || year < 1601 || hour > 23 || minute > 59 || second > 59)
    return undefined
  const epoch = Date.UTC(year, month, day, hour, minute, second)
  // 31 February: the date must exist.
  return new Date(epoch).getUTCDate() === day ? epoch : undefined
}
