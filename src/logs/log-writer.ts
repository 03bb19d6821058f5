import { dirname } from 'node:path'
import type { OutputLine } from '../runner/runner.js'
import { makeDirectory, syncDirectory } from '../store/durable.js'
import { FileFailure } from '../store/failure.js'
import { levelOf } from './level.js'
import { encodeLine, storedLine } from './line.js'
import { type LogState, sourceKey, withFile } from './log-file.js'

/** Lines written at once: the others wait for their turn, and the process for none of them. */
const BATCH = 4096
/** Characters that may wait for the disk. */
const MOST_WAITING = 32 * 1024 * 1024
/** How long to wait before a write that failed is tried again. */
const RETRY_MS = 1000

interface Pending {
  role: string
  line: OutputLine
}

export interface LogWriterOptions {
  path: string
  /** The file's state, which grows with what is written. */
  open: () => Promise<LogState>
  /** Called when lines have come into the file. */
  onStored: () => void
  /** Told once when the file cannot be written, until it can be again. */
  onTrouble: (failure: FileFailure) => void
}

/**
 * Brings a task's lines into its file, in the order in which they were taken: those that arrive while others are written go
 * together, and what a disk does not take is kept and tried again.
 */
export class LogWriter {
  readonly #pending: Pending[] = []
  #pendingCharacters = 0
  #takenCount = 0
  #storedCount = 0
  /** By role: the cursor of the last line taken, in the file already or not. */
  readonly #taken = new Map<string, string>()
  #writing: Promise<void> | undefined
  #retry: NodeJS.Timeout | undefined
  #trouble: FileFailure | undefined
  /** The file may be longer than its whole lines: a write was cut short. */
  #torn = false
  #syncedBytes = 0
  #closed = false

  constructor(private readonly options: LogWriterOptions) {}

  /** Nothing waits, and nothing is being written. */
  get idle(): boolean {
    return this.#pending.length === 0 && !this.#writing
  }

  /** See {@link TaskLogs.append}. */
  append(role: string, line: OutputLine): void {
    if (this.#closed) return
    if (this.#pendingCharacters > MOST_WAITING) {
      const slow = new Error('the disk is too slow')
      throw this.#trouble ?? new FileFailure('keep up with the output in', this.options.path, slow)
    }
    this.#pending.push({ role, line })
    this.#pendingCharacters += line.text.length
    this.#takenCount++
    this.#taken.set(role, line.cursor)
    if (!this.#retry) this.#begin()
  }

  /** The cursor of an instance's last line, of those that were taken since this object was made. */
  takenCursor(role: string): string | undefined {
    return this.#taken.get(role)
  }

  /**
   * Resolves when all that was taken before is in the file; what arrives meanwhile is not waited for.
   *
   * @throws {FileFailure} and the lines are kept and written when the disk takes them
   */
  async store(): Promise<void> {
    const taken = this.#takenCount
    while (this.#storedCount < taken && !this.#closed) await this.#write()
  }

  /** As {@link store}, and the file is synced. */
  async flush(): Promise<void> {
    const { path, open } = this.options
    await this.store()
    const { size } = (await open()).index
    if (this.#closed || this.#syncedBytes === size) return
    try {
      await withFile(path, 'r+', handle => handle.sync())
      if (this.#syncedBytes === 0) {
        // The names of the file and of its job's directory, with the first of the lines.
        await syncDirectory(dirname(path))
        await syncDirectory(dirname(dirname(path)))
      }
    } catch (error) {
      throw new FileFailure('write', path, error)
    }
    this.#syncedBytes = size
  }

  /** Drops what waits to be written, and resolves when the file is no longer touched. */
  async close(): Promise<void> {
    this.#closed = true
    this.#pending.length = 0
    clearTimeout(this.#retry)
    await this.#writing?.catch(() => undefined)
  }

  #begin(): void {
    // What goes wrong is told, and tried again.
    this.#write().catch(() => undefined)
  }

  /** One attempt to write what waits, shared by all who ask for it meanwhile. */
  #write(): Promise<void> {
    this.#writing ??= this.#writePending()
    return this.#writing
  }

  async #writePending(): Promise<void> {
    try {
      const state = await this.options.open()
      let left = this.#pending.length
      while (left > 0 && !this.#closed) {
        const batch = this.#pending.slice(0, Math.min(left, BATCH))
        await this.#writeBatch(state, batch)
        left -= batch.length
      }
      this.#writing = undefined
      this.#trouble = undefined
      clearTimeout(this.#retry)
      this.#retry = undefined
      if (this.#pending.length > 0) this.#begin()
    } catch (error) {
      this.#writing = undefined
      throw this.#failed(error instanceof FileFailure ? error : new FileFailure('write', this.options.path, error))
    }
  }

  #failed(failure: FileFailure): FileFailure {
    if (this.#closed) return failure
    if (!this.#trouble) this.options.onTrouble(failure)
    this.#trouble = failure
    this.#retry ??= setTimeout(() => {
      this.#retry = undefined
      this.#begin()
    }, RETRY_MS)
    return failure
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
    if (state.index.size === 0) await makeDirectory(dirname(this.options.path))
    await this.#appendBytes(state, Buffer.concat(encoded.map(({ bytes }) => bytes)))
    if (this.#closed) return
    for (const { stored, bytes } of encoded) {
      state.index.add(stored, bytes.length)
      state.cursors.set(stored.role, stored.cursor)
    }
    state.levels = levels
    this.#pending.splice(0, batch.length)
    this.#storedCount += batch.length
    for (const { line } of batch) this.#pendingCharacters -= line.text.length
    this.options.onStored()
  }

  /** All of the bytes, or none. */
  async #appendBytes({ index }: LogState, bytes: Buffer): Promise<void> {
    await withFile(this.options.path, 'a', async handle => {
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
}
