import type { MarkedCookie, Role } from './recording.ts'

const letters: Readonly<Record<Role, string>> = { access: 'A', refresh: 'R', other: 'C' }

/** Gives each value that a cookie had a mark: `A1` is the first access value of the story, `R2` the second refresh value. */
export interface Marks {
  cookie(name: string, value: string): MarkedCookie
  /** Replaces every value that has a mark by it. */
  redact(text: string): string
}

export function createMarks(): Marks {
  const marks = new Map<string, string>()
  const counts = new Map<Role, number>()
  const markOf = (role: Role, value: string): string => {
    const known = marks.get(value)
    if (known) return known
    const count = (counts.get(role) ?? 0) + 1
    const mark = `${letters[role]}${count}`
    counts.set(role, count)
    marks.set(value, mark)
    return mark
  }
  return {
    cookie(name, value) {
      const role = roleOf(name)
      return { name, role, mark: value === '' ? '' : markOf(role, value) }
    },
    redact: (text) =>
      [...marks].reduce((rest, [value, mark]) => rest.replaceAll(value, mark), text),
  }
}

function roleOf(name: string): Role {
  if (/refresh/i.test(name)) return 'refresh'
  return /access/i.test(name) ? 'access' : 'other'
}
