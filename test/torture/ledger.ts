/** What the components saw, in the order in which it happened: one file for all nodes, to which each line is one write. */
import { closeSync, fstatSync, openSync, readSync } from 'node:fs'

export interface LedgerLine {
  /** Milliseconds since 1970. */
  at: number
  what: 'start' | 'telling' | 'told' | 'refused' | 'asked to leave' | 'end'
  job: string
  task: string
  /** `guest.0` */
  role: string
  pid: number
  /** The status that is told, or the exit code. */
  detail?: string | number
}

const LOOK_EVERY_MS = 50

/** Reads a ledger as it grows. */
export class Ledger {
  readonly lines: LedgerLine[] = []
  readonly #listeners = new Set<(line: LedgerLine) => void>()
  readonly #file: number
  readonly #timer: NodeJS.Timeout
  #read = 0
  #rest = ''

  constructor(path: string) {
    this.#file = openSync(path, 'a+', 0o666)
    this.#timer = setInterval(() => this.look(), LOOK_EVERY_MS)
  }

  onLine(listener: (line: LedgerLine) => void): void {
    this.#listeners.add(listener)
  }

  /** Takes in what has been written by now. */
  look(): void {
    const { size } = fstatSync(this.#file)
    const bytes = Buffer.alloc(size - this.#read)
    this.#read += readSync(this.#file, bytes, 0, bytes.length, this.#read)
    const lines = `${this.#rest}${bytes}`.split('\n')
    this.#rest = lines.pop() ?? ''
    for (const text of lines) {
      const line: LedgerLine = JSON.parse(text)
      this.lines.push(line)
      for (const listener of this.#listeners) listener(line)
    }
  }

  close(): void {
    clearInterval(this.#timer)
    closeSync(this.#file)
  }
}
