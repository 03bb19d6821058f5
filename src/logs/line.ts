import { LOG_LEVELS, type LogLevel } from '../protocol/values.js'
import type { OutputLine } from '../runner/runner.js'

/** What a level and an instance's role in a log line come to, without reading the rest of it. */
export interface LineHead {
  level: LogLevel
  /** `guest.0` */
  role: string
  stream: 'stdout' | 'stderr'
}

/** A line as it lies in a task's file. */
export interface StoredLine extends LineHead {
  /** Milliseconds since 1970. */
  at: number
  text: string
  /** Where its instance's output goes on after it. */
  cursor: string
}

/** Longer lines are cut, with a mark that says how much is missing. Characters. */
export const LONGEST_TEXT = 64 * 1024

/** The line as it is written to the file, its newline included. The head comes first: see {@link readHead}. */
export function encodeLine({ level, role, stream, at, text, cursor }: StoredLine): string {
  const json = JSON.stringify({ level, role, stream, at, text, cursor })
  return `${json}\n`
}

/** A line of an instance as it will be stored. */
export function storedLine(role: string, level: LogLevel, { stream, text, at, cursor }: OutputLine): StoredLine {
  return { level, role, stream, at, text: cut(text), cursor }
}

/**
 * Reads the head of the line that lies in `bytes` from `from` to before `to`, its newline excluded; undefined where what lies
 * there was not written by {@link encodeLine}. It looks at few bytes and parses nothing, for an index over a million lines is
 * made with it.
 */
export function readHead(bytes: Buffer, from: number, to: number): LineHead | undefined {
  if (bytes[from] !== OPENING_BRACE || bytes[to - 1] !== CLOSING_BRACE) return undefined
  const level = LEVEL_BY_LETTER.get(bytes[from + BEFORE_LEVEL.length])
  if (level === undefined) return undefined
  const roleFrom = from + BEFORE_LEVEL.length + level.length + BEFORE_ROLE.length
  let roleTo = roleFrom
  while (roleTo < to && bytes[roleTo] !== QUOTE) roleTo += bytes[roleTo] === BACKSLASH ? 2 : 1
  const letter = bytes[roleTo + BEFORE_STREAM.length]
  if (roleTo >= to || bytes[roleFrom - 1] !== QUOTE || (letter !== LETTER_O && letter !== LETTER_E)) return undefined
  return {
    level,
    role: roleName(bytes.toString('utf8', roleFrom, roleTo)),
    stream: letter === LETTER_E ? 'stderr' : 'stdout',
  }
}

/** Reads a whole line; one whose head is sound and whose rest is not says so in its text, and still counts as a line. */
export function decodeLine(bytes: Buffer, from: number, to: number, head: LineHead): StoredLine {
  const { level, role, stream } = head
  try {
    const { at, text, cursor } = JSON.parse(bytes.toString('utf8', from, to))
    return { level, role, stream, at: Number(at), text: String(text), cursor: String(cursor) }
  } catch {
    return { level, role, stream, at: 0, text: '[this line is damaged in the log file]', cursor: '' }
  }
}

const BEFORE_LEVEL = '{"level":"'
const BEFORE_ROLE = '","role":"'
const BEFORE_STREAM = '","stream":"std'
const [OPENING_BRACE, CLOSING_BRACE, QUOTE, BACKSLASH, LETTER_O, LETTER_E] = Buffer.from('{}"\\oe')
const LEVEL_BY_LETTER = new Map<number | undefined, LogLevel>(LOG_LEVELS.map(level => [level.charCodeAt(0), level]))

/** A role's name as it was before it was written as JSON. */
function roleName(written: string): string {
  if (!written.includes('\\')) return written
  try {
    return String(JSON.parse(`"${written}"`))
  } catch {
    return written
  }
}

function cut(text: string): string {
  if (text.length <= LONGEST_TEXT) return text
  // Not between the two halves of one character.
  const end = /[\uD800-\uDBFF]/.test(text.charAt(LONGEST_TEXT - 1)) ? LONGEST_TEXT - 1 : LONGEST_TEXT
  return `${text.slice(0, end)} [cut: ${text.length - end} characters more]`
}
