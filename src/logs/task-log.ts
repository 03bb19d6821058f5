import type { OutputLine } from '../runner/runner.js'
import { FileFailure } from '../store/failure.js'
import { decodeLine, readHead, type StoredLine } from './line.js'
import { type Selection, selects } from './line-index.js'
import { eachLine, type LogState, openLogFile, readFully, withFile } from './log-file.js'
import { LogWriter } from './log-writer.js'

/** A line with its place in what was asked for. */
export interface LogLine extends Omit<StoredLine, 'cursor'> {
  /** Counted from 1 among the selected lines. */
  n: number
}

/**
 * One task's lines on this node: an append-only file of JSON lines in the order of arrival. A line is counted and read when it is in
 * the file, and who asks after it was taken waits for that.
 */
export class TaskLog {
  readonly #writer: LogWriter
  #opened: Promise<LogState> | undefined
  #opening = false
  readonly #waiters = new Set<() => void>()
  #closed = false

  /** @param onTrouble is told once when the file cannot be written, until it can be again */
  constructor(
    readonly path: string,
    onTrouble: (failure: FileFailure) => void,
  ) {
    this.#writer = new LogWriter({ path, open: () => this.#open(), onStored: () => this.#wake(), onTrouble })
  }

  /** Nothing is under way that a second object for the same file could come between. */
  get idle(): boolean {
    return this.#writer.idle && !this.#opening && this.#waiters.size === 0
  }

  /** See {@link TaskLogs.append}. */
  append(role: string, line: OutputLine): void {
    this.#writer.append(role, line)
  }

  /** See {@link TaskLogs.flush}. */
  flush(): Promise<void> {
    return this.#writer.flush()
  }

  /** See {@link TaskLogs.cursor}. */
  async cursor(role: string): Promise<string | undefined> {
    return this.#writer.takenCursor(role) ?? (await this.#open()).cursors.get(role)
  }

  /** How many lines are selected. */
  async count(selection: Selection): Promise<number> {
    return (await this.#upToDate()).index.count(selection)
  }

  /** The selected lines from the `start`-th (counted from 1; less is taken as 1), `length` of them or all that follow. */
  async page(selection: Selection, start: number, length = Number.POSITIVE_INFINITY): Promise<LogLine[]> {
    const { index } = await this.#upToDate()
    const first = Math.max(1, start)
    const last = first + length - 1
    const lines: LogLine[] = []
    if (last < first || index.count(selection) < first) return lines
    await withFile(this.path, 'r', async handle => {
      for (const { stretch, before } of index.find(selection, first, last)) {
        const bytes = await readFully(handle, stretch.offset, stretch.bytes)
        let n = before
        eachLine(bytes, (from, to) => {
          const head = readHead(bytes, from, to)
          if (!head || !selects(selection, head)) return
          n++
          if (n < first || n > last) return
          const { level, role, stream, at, text } = decodeLine(bytes, from, to, head)
          lines.push({ n, level, role, stream, at, text })
        })
      }
    })
    return lines
  }

  /** The last selected lines, `lines` of them at most. */
  async tail(selection: Selection, lines: number): Promise<LogLine[]> {
    const count = await this.count(selection)
    return this.page(selection, count - lines + 1, Math.min(lines, count))
  }

  /** See {@link TaskLogs.waitForMore}. */
  async waitForMore(afterCount: number, signal: AbortSignal): Promise<void> {
    signal.throwIfAborted()
    const { index } = await this.#open()
    signal.throwIfAborted()
    if (index.lines > afterCount || this.#closed) return
    await new Promise<void>((resolve, reject) => {
      const aborted = () => {
        this.#waiters.delete(look)
        reject(signal.reason)
      }
      const look = () => {
        if (index.lines <= afterCount && !this.#closed) return
        this.#waiters.delete(look)
        signal.removeEventListener('abort', aborted)
        resolve()
      }
      this.#waiters.add(look)
      signal.addEventListener('abort', aborted, { once: true })
    })
  }

  /** Drops what waits to be written, lets go of those who wait, and resolves when the file is no longer touched. */
  async close(): Promise<void> {
    this.#closed = true
    await this.#writer.close()
    await this.#opened?.catch(() => undefined)
    this.#wake()
  }

  /** The file, with all that was taken before, as far as the disk takes it. */
  async #upToDate(): Promise<LogState> {
    await this.#writer.store().catch(() => undefined)
    return this.#open()
  }

  /** Opens the file once, with the first need of it; after a failure with the next. */
  #open(): Promise<LogState> {
    this.#opened ??= this.#tryToOpen()
    return this.#opened
  }

  async #tryToOpen(): Promise<LogState> {
    this.#opening = true
    try {
      return await openLogFile(this.path)
    } catch (error) {
      this.#opened = undefined
      throw new FileFailure('read', this.path, error)
    } finally {
      this.#opening = false
    }
  }

  #wake(): void {
    for (const look of [...this.#waiters]) look()
  }
}
