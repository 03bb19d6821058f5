/**
 * Where the screen's data comes from: everything that `isched watch` asks of a node. The command line's client implements it
 * over HTTP; the tests do in memory.
 */

import type { LogLevel } from '../protocol/values.js'
import type { JobSummary, JobView, LogPage } from '../protocol/view.js'

/** Which lines of a task are asked for. Without `start` and `tail`: from the first. */
export interface LogQuery {
  jobId: string
  taskName: string
  /** `guest.0`; absent means every role that this node holds. */
  role?: string
  level: LogLevel
  /** The first line wanted, from 1; what `LogPage.next` said continues where that page ended. */
  start?: number
  /** The last so many lines, instead of `start`. */
  tail?: number
  /** At most so many lines. */
  length?: number
  /** Seconds that the node may hold its answer back until there is a line to give. Absent or 0: it answers at once. */
  waitSeconds?: number
}

/** What a subscription says, in order. */
export type SourceEvent =
  /** A job is new or has changed. */
  | { kind: 'job'; job: JobSummary }
  /** What changed is no longer known one by one: read everything again. */
  | { kind: 'reset' }
  /** The node answers: the first time, and again after it was away. What was missed follows as `job` events or a `reset`. */
  | { kind: 'connected' }
  /** The node can't be reached, and is tried again until it answers. Said once for each failed attempt. */
  | { kind: 'away'; reason: string }

/** Every promise rejects with an Error whose message is a sentence for a person. */
export interface JobSource {
  /** Every job that the node knows, newest first. */
  listJobs(signal?: AbortSignal): Promise<JobSummary[]>
  job(jobId: string, signal?: AbortSignal): Promise<JobView>
  logs(query: LogQuery, signal?: AbortSignal): Promise<LogPage>
  /** Stops a task and all that follows it or, without a name, the whole job. */
  stop(jobId: string, taskName?: string): Promise<void>
  approve(jobId: string): Promise<void>
  reject(jobId: string, reason: string): Promise<void>
  /**
   * Calls `onEvent` with every change until `signal` is aborted; it reconnects by itself, catches up on what it missed, and
   * never throws or rejects.
   */
  events(onEvent: (event: SourceEvent) => void, signal: AbortSignal): void
}
