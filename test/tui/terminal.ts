/** A terminal in memory: it takes what is written as a terminal does, and says what it shows and what went wrong. */
import { EventEmitter } from 'node:events'
import stringWidth from 'string-width'
import type { Terminal } from '../../src/tui/watch.js'

export interface FakeTerminal extends Terminal {
  /** What it shows, a text for each row, without the spaces at the end. */
  rows(): string[]
  text(): string
  type(keys: string): void
  resize(columns: number, rows: number): void
  /** Modes that are on: `1049` the other screen, `25` the cursor, `7` wrapping. */
  readonly modes: Set<string>
  /** Everything that was written, as it was. */
  written(): string
  /** What was written to stderr. */
  errors(): string
  /** Rows that were longer than the terminal is wide, and line feeds: what would wrap or scroll. */
  readonly faults: string[]
  readonly raw: { on: boolean }
}

export const UP = '\u001b[A'
export const DOWN = '\u001b[B'
export const ESCAPE = '\u001b'
export const ENTER = '\r'

// biome-ignore lint/suspicious/noControlCharactersInRegex: escape sequences begin with one
const SEQUENCE = /\u001b\[(\??)([\d;]*)([A-Za-z])|([\s\S])/gu

export function fakeTerminal({ columns = 80, rows = 24, tty = true, env = {} } = {}): FakeTerminal {
  const size = { columns, rows }
  let sheet: string[][] = []
  let cursor = { row: 0, column: 0 }
  let written = ''
  let errors = ''
  let pending: string[] = []
  const modes = new Set(['25', '7'])
  const faults: string[] = []
  const raw = { on: false }

  const put = (character: string) => {
    if (character === '\n') faults.push('line feed')
    const width = stringWidth(character)
    if (cursor.column + width > size.columns || cursor.row >= size.rows) {
      faults.push(`"${character}" at ${cursor.row},${cursor.column}`)
      return
    }
    sheet[cursor.row] ??= []
    const line = sheet[cursor.row] ?? []
    while (line.length < cursor.column) line.push(' ')
    line[cursor.column] = character
    for (let more = 1; more < width; more++) line[cursor.column + more] = ''
    cursor.column += width
  }
  const take = (text: string): boolean => {
    written += text
    for (const [, isPrivate, parameters = '', final, character] of text.matchAll(SEQUENCE)) {
      if (character !== undefined) put(character)
      else if (isPrivate && final === 'h') modes.add(parameters)
      else if (isPrivate && final === 'l') modes.delete(parameters)
      else if (final === 'H') {
        const [row = 1, column = 1] = parameters.split(';').map(Number)
        cursor = { row: row - 1, column: column - 1 }
      } else if (final === 'J') sheet = []
      else if (final === 'K') sheet[cursor.row] = []
      else if (final !== 'm') faults.push(`an unknown sequence ends with ${final}`)
    }
    return true
  }
  const stdout: NodeJS.WriteStream = stream({ isTTY: tty, columns, rows, write: take })
  const stdin: NodeJS.ReadStream = stream({
    isTTY: tty,
    setEncoding() {},
    setRawMode(on: boolean) {
      raw.on = on
    },
    ref() {},
    unref() {},
    read: () => pending.shift() ?? null,
  })
  const stderr: NodeJS.WriteStream = stream({
    write(text: string) {
      errors += text
      return true
    },
  })
  const terminal = {
    stdin,
    stdout,
    stderr,
    rows: () => Array.from({ length: size.rows }, (_, row) => (sheet[row] ?? []).join('').trimEnd()),
    text: () => terminal.rows().join('\n'),
    type(keys: string) {
      pending = [...pending, keys]
      stdin.emit('readable')
    },
    resize(newColumns: number, newRows: number) {
      Object.assign(size, { columns: newColumns, rows: newRows })
      Object.assign(stdout, size)
      stdout.emit('resize')
    },
    modes,
    written: () => written,
    errors: () => errors,
    faults,
    raw,
    env,
  }
  return terminal
}

/** An emitter with the parts of a stream that are used here, in the place of a whole one. */
function stream(parts: object) {
  return Object.assign(Object.create(EventEmitter.prototype), parts)
}
