import { rm } from 'node:fs/promises'
import { join } from 'node:path'
import { FOREIGN_ID, type LogLevel } from '../protocol/values.js'
import type { OutputLine } from '../runner/runner.js'
import { syncDirectory } from '../store/durable.js'
import { errorCode, FileFailure } from '../store/failure.js'
import { type LogLine, TaskLog } from './task-log.js'

/** Logs whose index is kept though nobody uses them at the moment. */
const MOST_IDLE = 128

/** Which lines of a task are meant. */
export interface LogSelection {
  /** This level and above. */
  level: LogLevel
  /** `guest.0`, or `guest` for all of that role's instances here; all roles where absent. */
  role?: string
}

/**
 * The lines that a node's instances wrote, a file a task: `<directory>/<job_id>/<task_id>.jsonl`. Section 7, "Logs". A task
 * without a line is an empty log, never an error. Ids are checked before they touch a file name.
 */
export class TaskLogs {
  /** The least recently used first. */
  readonly #logs = new Map<string, TaskLog>()

  constructor(
    private readonly directory: string,
    private readonly onTrouble: (failure: FileFailure) => void = () => undefined,
  ) {}

  /**
   * Takes a line of an instance (`guest.0`); it is written soon. Resolved `flush` says that it is in the file.
   *
   * @throws {FileFailure} when the disk has taken nothing for so long that memory would fill: the line is not taken; follow
   *   again from `cursor` later
   */
  append(jobId: string, taskId: string, role: string, line: OutputLine): void {
    this.#log(jobId, taskId).append(role, line)
  }

  /**
   * Resolves when every line taken so far is in the file and synced: then an instance may be removed.
   *
   * @throws {FileFailure} and the lines are kept, and written when the disk takes them
   */
  flush(jobId: string, taskId: string): Promise<void> {
    return this.#log(jobId, taskId).flush()
  }

  /**
   * From where to follow an instance so that its log has every line once: the cursor of the last line taken; after a restart, of the
   * last one in the file. Undefined for all of it.
   */
  cursor(jobId: string, taskId: string, role: string): Promise<string | undefined> {
    return this.#log(jobId, taskId).cursor(role)
  }

  /** How many lines {@link page} would page through; without `level: 'debug'` only those of that level and above. */
  count(jobId: string, taskId: string, level: LogLevel, roles?: readonly string[]): Promise<number> {
    return this.#log(jobId, taskId).count({ level, ...(roles && { roles }) })
  }

  /** The lines from the `start`-th of that level, counted from 1 (0 is taken as 1): `length` of them, or all that follow. */
  page(jobId: string, taskId: string, asked: LogSelection & { start: number; length?: number }): Promise<LogLine[]> {
    return this.#log(jobId, taskId).page(selection(asked), asked.start, asked.length)
  }

  /** The last `lines` lines of that level. */
  tail(jobId: string, taskId: string, asked: LogSelection & { lines: number }): Promise<LogLine[]> {
    return this.#log(jobId, taskId).tail(selection(asked), asked.lines)
  }

  /**
   * Resolves when the task has more lines, of any level and role, than `afterCount` (a count at level `debug`); also when its
   * log is removed.
   *
   * @throws the signal's reason
   */
  waitForMore(jobId: string, taskId: string, afterCount: number, signal: AbortSignal): Promise<void> {
    return this.#log(jobId, taskId).waitForMore(afterCount, signal)
  }

  /**
   * Removes the logs of a job. Its instances are no longer followed.
   *
   * @throws {FileFailure}
   */
  async remove(jobId: string): Promise<void> {
    const path = join(this.directory, checked('job', jobId))
    for (const [file, log] of [...this.#logs]) {
      if (!file.startsWith(join(path, '/'))) continue
      await log.close()
      this.#logs.delete(file)
    }
    try {
      await rm(path, { recursive: true, force: true })
      await syncDirectory(this.directory)
    } catch (error) {
      if (errorCode(error) !== 'ENOENT') throw new FileFailure('remove', path, error)
    }
  }

  /** Writes all that waits, as far as the disk takes it, and ends. */
  async close(): Promise<void> {
    await Promise.allSettled([...this.#logs.values()].map(log => log.flush()))
    await Promise.all([...this.#logs.values()].map(log => log.close()))
    this.#logs.clear()
  }

  #log(jobId: string, taskId: string): TaskLog {
    const path = join(this.directory, checked('job', jobId), `${checked('task', taskId)}.jsonl`)
    const log = this.#logs.get(path) ?? new TaskLog(path, this.onTrouble)
    this.#logs.delete(path)
    this.#logs.set(path, log)
    if (this.#logs.size > MOST_IDLE) this.#forgetIdle(log)
    return log
  }

  #forgetIdle(used: TaskLog): void {
    for (const [path, log] of this.#logs) {
      if (this.#logs.size <= MOST_IDLE) return
      if (log !== used && log.idle) this.#logs.delete(path)
    }
  }
}

function selection({ level, role }: LogSelection) {
  return role === undefined ? { level } : { level, roles: [role] }
}

function checked(what: string, id: string): string {
  if (FOREIGN_ID.test(id)) return id
  throw new TypeError(
    `"${id}" is no ${what} id: one has 1 to 128 letters, digits, dots, dashes and underscores, a letter or digit first.`,
  )
}
