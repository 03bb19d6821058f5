/** What the screen knows of the node: its jobs, the job that is open, and whether the node answers. */
import type { JobSummary, JobView } from '../protocol/view.js'

export type Connection =
  | { state: 'connecting' }
  | { state: 'connected' }
  /** `since` in milliseconds; `reason` in the error's words. */
  | { state: 'away'; since: number; reason: string }

export interface JobsData {
  connection: Connection
  /** Newest first; absent until they were read for the first time. */
  jobs?: readonly JobSummary[]
  /** The last known state of the job that is open. */
  view?: JobView
  /** Why the open job can't be shown, in a sentence. */
  viewError?: string
}

export type DataEvent =
  | { kind: 'listed'; jobs: readonly JobSummary[] }
  | { kind: 'changed'; jobs: readonly JobSummary[] }
  | { kind: 'opened' }
  | { kind: 'viewed'; view: JobView }
  | { kind: 'not viewed'; error: string }
  | { kind: 'connected' }
  | { kind: 'away'; at: number; reason: string }

export const NOTHING_KNOWN: JobsData = { connection: { state: 'connecting' } }

/** What is known after an event. Old news, by its revision, changes nothing. */
export function learn(data: JobsData, event: DataEvent): JobsData {
  switch (event.kind) {
    case 'listed': {
      const known = byId(data.jobs ?? [])
      return { ...data, jobs: newestFirst(event.jobs.map(job => later(known.get(job.job_id), job))) }
    }
    case 'changed': {
      const known = byId(data.jobs ?? [])
      for (const job of event.jobs) known.set(job.job_id, later(known.get(job.job_id), job))
      return { ...data, jobs: newestFirst([...known.values()]) }
    }
    case 'opened': {
      const { view: _view, viewError: _error, ...rest } = data
      return rest
    }
    case 'viewed': {
      const { viewError: _error, ...rest } = data
      const known = data.view?.job_id === event.view.job_id ? data.view : undefined
      return { ...rest, view: later(known, event.view) }
    }
    case 'not viewed':
      return { ...data, viewError: event.error }
    case 'connected':
      return data.connection.state === 'connected' ? data : { ...data, connection: { state: 'connected' } }
    case 'away': {
      const since = data.connection.state === 'away' ? data.connection.since : event.at
      return { ...data, connection: { state: 'away', since, reason: event.reason } }
    }
  }
}

function later<T extends { revision: number }>(known: T | undefined, told: T): T {
  return known && known.revision > told.revision ? known : told
}

function byId(jobs: readonly JobSummary[]): Map<string, JobSummary> {
  return new Map(jobs.map(job => [job.job_id, job]))
}

function newestFirst(jobs: JobSummary[]): JobSummary[] {
  return jobs.sort((a, b) => compare(b.created_at, a.created_at) || compare(a.job_id, b.job_id))
}

function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0
}
