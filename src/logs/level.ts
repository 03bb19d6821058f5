import type { LogLevel } from '../protocol/values.js'

/** The words that components use, and the threshold each belongs to. */
const THRESHOLDS = new Map<string, LogLevel>([
  ['trace', 'debug'],
  ['debug', 'debug'],
  ['info', 'info'],
  ['notice', 'info'],
  ['warn', 'info'],
  ['warning', 'info'],
  ['error', 'error'],
  ['fatal', 'error'],
  ['critical', 'error'],
  ['panic', 'error'],
])

const RANK: Record<LogLevel, number> = { debug: 0, info: 1, error: 2 }

/** A level stands near a line's start; looking no further keeps a long line cheap. */
const HEAD = 256
/** Longer lines are not parsed as JSON. */
const LONGEST_JSON = 1024 * 1024

const WORD = [...THRESHOLDS.keys()].join('|')
const COLOUR = new RegExp(`${String.fromCharCode(27)}\\[[0-9;]*m`, 'g')

// What may stand before a level word, each with what separates it from the next.
const DATE = String.raw`\d{4}[-/]\d{2}[-/]\d{2}`
const TIME = String.raw`\d{1,2}:\d{2}:\d{2}(?:[.,]\d{1,9})?(?:Z|[+-]\d{2}:?\d{2})?`
const SYSLOG_DATE = String.raw`[A-Z][a-z]{2} {1,2}\d{1,2}`
const TIMESTAMP = String.raw`(?:(?:${DATE}|${SYSLOG_DATE})(?:[T ]${TIME})?|${TIME}|\d{10}(?:\.\d{1,9})?)`
/** Matches in one way only: the lines are a stranger's, and must not make the matching slow. */
const SEPARATOR = String.raw`[ \t]*(?:[-|][ \t]*)?`
const BRACKETS = String.raw`\[(?!\s*(?:${WORD})\s*\])[^\[\]]*\]`
/** Python's default with a time: `2026-01-01 10:00:00,000 - name - ERROR - text`. */
const PYTHON_NAME = String.raw`[\w.]+ - `
const PREFIX = `(?:(?:${TIMESTAMP}|${BRACKETS})${SEPARATOR})*(?:(?<= - )${PYTHON_NAME})?`
const AT_START = new RegExp(String.raw`^\s*${PREFIX}[\[(<]?\s*(${WORD})(?!\w|-\w)`, 'i')

/** `time="..." level=error msg=...`, wherever it stands among pairs. */
const PAIRS = new RegExp(String.raw`^\s*(?:\w+=(?:"[^"]*"|[^\s"]\S*)?\s+)*(?:level|lvl|severity)="?(${WORD})\b`, 'i')

/** Google's logging, also Kubernetes': `E0102 10:00:00.000000       1 main.go:1] text`. */
const GLOG = /^([IWEF])\d{4} \d{2}:\d{2}:\d{2}/

/** Whether a line of this level is among those that a threshold lets through. */
export function passes(level: LogLevel, threshold: LogLevel): boolean {
  return RANK[level] >= RANK[threshold]
}

/**
 * The level that a line says of itself, by a word at its start (also after a timestamp or in brackets) or in its JSON;
 * undefined where it says none. Section 7, "Logs".
 */
export function saidLevel(text: string): LogLevel | undefined {
  const head = text.slice(0, HEAD).replace(COLOUR, '')
  if (/^\s*\{/.test(head)) return levelInJson(text)
  const word = AT_START.exec(head)?.[1] ?? PAIRS.exec(head)?.[1]
  if (word !== undefined) return THRESHOLDS.get(word.toLowerCase())
  const letter = GLOG.exec(head)?.[1]
  if (letter !== undefined) return letter === 'I' || letter === 'W' ? 'info' : 'error'
  return undefined
}

/**
 * The level of a line: what it says, else what the line before it of the same instance and stream had, else what its stream
 * stands for. Section 7, "Logs".
 */
export function levelOf(text: string, stream: 'stdout' | 'stderr', before: LogLevel | undefined): LogLevel {
  return saidLevel(text) ?? before ?? (stream === 'stderr' ? 'error' : 'info')
}

function levelInJson(text: string): LogLevel | undefined {
  if (text.length > LONGEST_JSON) return undefined
  let line: unknown
  try {
    line = JSON.parse(text)
  } catch {
    return undefined
  }
  if (typeof line !== 'object' || line === null) return undefined
  const said: unknown = 'level' in line ? line.level : 'severity' in line ? line.severity : undefined
  if (typeof said === 'string') return THRESHOLDS.get(said.toLowerCase())
  // pino's: 10 trace, 20 debug, 30 info, 40 warn, 50 error, 60 fatal.
  if (typeof said === 'number') return said >= 50 ? 'error' : said >= 30 ? 'info' : 'debug'
  return undefined
}
