import { dirname } from 'node:path'
import type { OutputLine } from '../runner/runner.js'
import { makeDirectory, syncDirectory } from '../store/durable.js'
import { FileFailure } from '../store/failure.js'
import { levelOf } from './level.js'
import { decodeLine, encodeLine, readHead, type StoredLine, storedLine } from './line.js'
import { type Selection, selects } from './line-index.js'
import { eachLine, type LogState, openLogFile, readFully, sourceKey, withFile } from './log-file.js'

/** Lines written at once: the others wait for their turn, and the process for none of them. */
const BATCH = 4096
/** Characters that may wait for the disk. */
const MOST_WAITING = 32 * 1024 * 1024
/** How long to wait before a write that failed is tried again. */
const RETRY_MS = 1000

/** A line with its place in what was asked for. */
export interface LogLine extends Omit<StoredLine, 'cursor'> {
  /** Counted from 1 among the selected lines. */
  n: number
}

interface Pending {
  role: string
  line: OutputLine
}

/**
 * One task's lines on this node: an append-only file of JSON lines in the order of arrival. What is in the file is what is
 * counted, paged and waited for.
 */
export class TaskLog {
  readonly #pending: Pending[] = []
  #pendingCharacters = 0
  /** By role: the cursor of the last line taken since this object was made, in the file already or not. */
  readonly #taken = new Map<string, string>()
  #opened: Promise<LogState> | undefined
  #opening = false
  #writing: Promise<void> | undefined
  #retry: NodeJS.Timeout | undefined
  #trouble: FileFailure | undefined
  /** The file may be longer than its whole lines: a write was cut short. */
  #torn = false
  #syncedBytes = 0
  readonly #waiters = new Set<() => void>()
  #closed = false

  /** @param onTrouble is told once when the file cannot be written, until it can be again */
  constructor(
    readonly path: string,
    private readonly onTrouble: (failure: FileFailure) => void,
  ) {}

  /** Nothing is under way that a second object for the same file could come between. */
  get idle(): boolean {
    return this.#pending.length === 0 && !this.#writing && !this.#opening && this.#waiters.size === 0
  }

  /** See {@link TaskLogs.append}. */
  append(role: string, line: OutputLine): void {
    if (this.#closed) return
    if (this.#pendingCharacters > MOST_WAITING) {
      throw this.#trouble ?? new FileFailure('keep up with the output in', this.path, new Error('the disk is too slow'))
    }
    this.#pending.push({ role, line })
    this.#pendingCharacters += line.text.length
    this.#taken.set(role, line.cursor)
    if (!this.#retry) this.#begin()
  }

  /** See {@link TaskLogs.flush}. */
  async flush(): Promise<void> {
    while (this.#pending.length > 0 && !this.#closed) await this.#write()
    const { size } = (await this.#open()).index
    if (this.#closed || this.#syncedBytes === size) return
    try {
      await withFile(this.path, 'r+', handle => handle.sync())
      if (this.#syncedBytes === 0) {
        // The names of the file and of its job's directory, with the first of the lines.
        await syncDirectory(dirname(this.path))
        await syncDirectory(dirname(dirname(this.path)))
      }
    } catch (error) {
      throw new FileFailure('write', this.path, error)
    }
    this.#syncedBytes = size
  }

  /** See {@link TaskLogs.cursor}. */
  async cursor(role: string): Promise<string | undefined> {
    return this.#taken.get(role) ?? (await this.#open()).cursors.get(role)
  }

  /** How many lines are selected. */
  async count(selection: Selection): Promise<number> {
    return (await this.#open()).index.count(selection)
  }

  /** The selected lines from the `start`-th (counted from 1; less is taken as 1), `length` of them or all that follow. */
  async page(selection: Selection, start: number, length = Number.POSITIVE_INFINITY): Promise<LogLine[]> {
    const { index } = await this.#open()
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
    this.#pending.length = 0
    clearTimeout(this.#retry)
    await this.#writing?.catch(() => undefined)
    await this.#opened?.catch(() => undefined)
    this.#wake()
  }

  #begin(): void {
    this.#write().catch(() => {
      if (this.#closed || this.#retry) return
      this.#retry = setTimeout(() => {
        this.#retry = undefined
        this.#begin()
      }, RETRY_MS)
    })
  }

  /** One attempt to write all that waits, shared by all who ask for it meanwhile. */
  #write(): Promise<void> {
    this.#writing ??= this.#writePending()
    return this.#writing
  }

  async #writePending(): Promise<void> {
    try {
      const state = await this.#open()
      while (this.#pending.length > 0) await this.#writeBatch(state, this.#pending.slice(0, BATCH))
      this.#trouble = undefined
      clearTimeout(this.#retry)
      this.#retry = undefined
    } catch (error) {
      const failure = error instanceof FileFailure ? error : new FileFailure('write', this.path, error)
      const isNew = !this.#trouble
      this.#trouble = failure
      if (isNew && !this.#closed) this.onTrouble(failure)
      throw failure
    } finally {
      this.#writing = undefined
    }
  }

  async #writeBatch(state: LogState, batch: Pending[]): Promise<void> {
    const levels = new Map(state.levels)
    const encoded = batch.map(({ role, line }) => {
      const key = sourceKey({ role, stream: line.stream })
      const level = levelOf(line.text, line.stream, levels.get(key))
      levels.set(key, level)
      const stored = storedLine(role, level, line)
      return { stored, bytes: Buffer.from(encodeLine(stored)) }
    })
    if (state.index.size === 0) await makeDirectory(dirname(this.path))
    await this.#appendBytes(state, Buffer.concat(encoded.map(({ bytes }) => bytes)))
    if (this.#closed) return
    for (const { stored, bytes } of encoded) {
      state.index.add(stored, bytes.length)
      state.cursors.set(stored.role, stored.cursor)
    }
    state.levels = levels
    this.#pending.splice(0, batch.length)
    for (const { line } of batch) this.#pendingCharacters -= line.text.length
    this.#wake()
  }

  /** All of the bytes, or none. */
  async #appendBytes({ index }: LogState, bytes: Buffer): Promise<void> {
    await withFile(this.path, 'a', async handle => {
      const cutOff = async () => {
        await handle.truncate(index.size)
        this.#torn = false
      }
      if (this.#torn) await cutOff()
      this.#torn = true
      try {
        await handle.appendFile(bytes)
        this.#torn = false
      } catch (error) {
        await cutOff().catch(() => undefined)
        throw error
      }
    })
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
