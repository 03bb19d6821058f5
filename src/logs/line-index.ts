import { LOG_LEVELS, type LogLevel } from '../protocol/values.js'
import { passes } from './level.js'
import type { LineHead } from './line.js'

/** A stretch ends with the line that brings it to one of these: what is read to find one line stays small. */
const STRETCH_LINES = 1024
const STRETCH_BYTES = 256 * 1024

/** Some lines that follow one another in a log file. */
export interface Stretch {
  /** bytes from the file's start */
  offset: number
  bytes: number
  /** Of each kind of line that the index knows, in its order; a kind seen later only may be missing. */
  counts: number[]
}

/** Which lines are meant: of a level and above, and of some roles (`guest` or `guest.0`; all of them where absent). */
export interface Selection {
  level: LogLevel
  roles?: readonly string[]
}

/**
 * Where in a log file the lines of a level and a role lie, to a thousand lines exactly: how many there are is known at once, and
 * the n-th is found by reading one stretch. Takes some ten bytes of memory for a thousand lines, kind and role.
 */
export class LineIndex {
  readonly #stretches: Stretch[] = []
  /** A kind of line is a role and a level; its number is its place in `counts`. */
  readonly #kinds: { role: string; level: LogLevel }[] = []
  readonly #firstKind = new Map<string, number>()
  readonly #totals: number[] = []
  #linesInLast = 0
  #size = 0
  #lines = 0

  /** Bytes that all lines take in the file. */
  get size(): number {
    return this.#size
  }

  /** Lines of every level and role. */
  get lines(): number {
    return this.#lines
  }

  /** Takes in the next line of the file. A line without a head is not counted, but takes its bytes. */
  add(head: LineHead | undefined, bytes: number): void {
    let last = this.#stretches.at(-1)
    if (!last || this.#linesInLast >= STRETCH_LINES || last.bytes >= STRETCH_BYTES) {
      last = { offset: this.#size, bytes: 0, counts: [] }
      this.#stretches.push(last)
      this.#linesInLast = 0
    }
    last.bytes += bytes
    this.#size += bytes
    this.#linesInLast++
    if (!head) return
    const kind = this.#kindOf(head)
    last.counts[kind] = (last.counts[kind] ?? 0) + 1
    this.#totals[kind] = (this.#totals[kind] ?? 0) + 1
    this.#lines++
  }

  /** How many lines are selected. */
  count(selection: Selection): number {
    return sum(this.#totals, this.#kindsOf(selection))
  }

  /**
   * The stretches that hold the selected lines from the `first` to the `last` (counted from 1), in order and without those
   * that hold none; `before` is the number of selected lines in front of a stretch.
   */
  *find(selection: Selection, first: number, last: number): Generator<{ stretch: Stretch; before: number }> {
    const kinds = this.#kindsOf(selection)
    let before = 0
    for (const stretch of this.#stretches) {
      if (before >= last || first > last) return
      const count = sum(stretch.counts, kinds)
      // A copy, for the last stretch grows while it is being read.
      if (count > 0 && before + count >= first) yield { stretch: { ...stretch }, before }
      before += count
    }
  }

  #kindOf({ role, level }: LineHead): number {
    let first = this.#firstKind.get(role)
    if (first === undefined) {
      first = this.#kinds.length
      this.#firstKind.set(role, first)
      this.#kinds.push(...LOG_LEVELS.map(level => ({ role, level })))
    }
    return first + LOG_LEVELS.indexOf(level)
  }

  #kindsOf(selection: Selection): number[] {
    return this.#kinds.flatMap((kind, n) => (selects(selection, kind) ? n : []))
  }
}

/** Whether a line is among the selected. */
export function selects({ level, roles }: Selection, line: { role: string; level: LogLevel }): boolean {
  return passes(line.level, level) && (roles === undefined || roles.some(role => isRole(line.role, role)))
}

/** `guest.0` is `guest.0`, and is `guest`. */
function isRole(instance: string, role: string): boolean {
  return instance === role || (instance.startsWith(`${role}.`) && /^\d+$/.test(instance.slice(role.length + 1)))
}

function sum(counts: number[], kinds: number[]): number {
  return kinds.reduce((total, kind) => total + (counts[kind] ?? 0), 0)
}
