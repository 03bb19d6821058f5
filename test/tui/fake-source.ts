/** A node in memory, which a test drives: what the screen asks of it, and what it was told. */

import type { LogLevel, TaskStatus } from '../../src/protocol/values.js'
import type { JobSummary, JobView, LogPage, PartyView, TaskView } from '../../src/protocol/view.js'
import type { JobSource, LogQuery, SourceEvent } from '../../src/tui/source.js'

export const CREATED = '2026-01-01T12:00:00.000Z'

/** A job's summary; the id is `job-` and the letters given, filled up to the length of a real one. */
export function summary(letters: string, change: Partial<JobSummary> = {}): JobSummary {
  return {
    job_id: jobId(letters),
    flow_id: '',
    old_job_id: '',
    status: 'RUNNING',
    reason: '',
    awaiting_approval: false,
    parts: ['participant'],
    initiator: 'node-a',
    scheduler: 'node-b',
    roles: ['guest.0'],
    tasks: { total: 4, success: 1, failed: 0, running: 1 },
    created_at: CREATED,
    updated_at: CREATED,
    revision: 1,
    ...change,
  }
}

export function jobId(letters: string): string {
  return `job-${letters.padEnd(32, '0')}`
}

/** A task with a party for each role, all of the task's status. */
export function task(name: string, upstream: string[] = [], change: Partial<TaskView> = {}, roles = ROLES): TaskView {
  const status: TaskStatus = change.status ?? 'PENDING'
  return {
    task_id: `task-${name}`,
    name,
    component: `${name}-component`,
    status,
    stopped: false,
    upstream,
    parties: roles.map((role): PartyView => ({ node_id: NODES[role] ?? 'node-z', role, status })),
    ...change,
  }
}

const ROLES = ['guest.0', 'host.0', 'arbiter.0']
const NODES: Record<string, string> = { 'guest.0': 'node-a', 'host.0': 'node-b', 'arbiter.0': 'node-c' }

/** A job with a diamond of four tasks: the first done, the second running. */
export function view(letters: string, change: Partial<JobView> = {}): JobView {
  return {
    ...summary(letters),
    trace_id: 'trace',
    sync_type: 'callback',
    task_list: [
      task('intersect', [], { status: 'SUCCESS', started_at: CREATED, finished_at: '2026-01-01T12:01:05.000Z' }),
      task('left', ['intersect'], { status: 'RUNNING', started_at: '2026-01-01T12:01:05.000Z' }),
      task('right', ['intersect'], { status: 'READY' }),
      task('evaluate', ['left', 'right']),
    ],
    nodes: [
      { node_id: 'node-a', roles: ['guest.0'], approval: 'READY' },
      { node_id: 'node-b', roles: ['host.0'], approval: 'READY' },
      { node_id: 'node-c', roles: ['arbiter.0'], trouble: 'unreachable for 3m, retrying: connect ECONNREFUSED' },
    ],
    warnings: [],
    ...change,
  }
}

const RANK: Record<LogLevel, number> = { debug: 0, info: 1, error: 2 }

export interface FakeNode extends JobSource {
  /** Its jobs; a job without a view is known by its summary alone. */
  jobs: Map<string, JobSummary>
  views: Map<string, JobView>
  /** What was asked of it and changes something, in words. */
  readonly told: string[]
  /** What was read of it, in words. */
  readonly asked: string[]
  /** Keeps the job and says so to who listens. */
  put(job: JobView | JobSummary): void
  /** Adds lines to a task's log, at a level. */
  log(taskName: string, level: LogLevel, ...texts: string[]): void
  /** No line will follow. */
  endLog(): void
  emit(event: SourceEvent): void
  /** Refuses every question with this sentence, until it is called without one. */
  refuse(sentence?: string): void
  /** How many listen to its events. */
  readonly listeners: Set<(event: SourceEvent) => void>
}

/** A node that answers at once; it says `connected` by itself unless it is made `silent`. */
export function fakeNode(jobs: (JobView | JobSummary)[] = [], { silent = false } = {}): FakeNode {
  const lines: LogPage['lines'] = []
  const logOf = new Map<string, LogPage['lines']>()
  let ended = false
  let refusal: string | undefined
  const wake = new Set<() => void>()
  const told: string[] = []
  const asked: string[] = []

  const check = () => {
    if (refusal !== undefined) throw new Error(refusal)
  }
  const node: FakeNode = {
    jobs: new Map(),
    views: new Map(),
    told,
    asked,
    listeners: new Set(),
    put(job) {
      node.jobs.set(job.job_id, job)
      if ('task_list' in job) node.views.set(job.job_id, job)
      node.emit({ kind: 'job', job })
    },
    log(taskName, level, ...texts) {
      const log = logOf.get(taskName) ?? []
      logOf.set(taskName, log)
      for (const text of texts) {
        log.push({ n: log.length + 1, role: 'guest.0', level, stream: 'stdout', at: CREATED, text })
      }
      for (const each of [...wake]) each()
    },
    endLog() {
      ended = true
      for (const each of [...wake]) each()
    },
    emit(event) {
      for (const each of [...node.listeners]) each(event)
    },
    refuse(sentence) {
      refusal = sentence
    },
    async listJobs() {
      asked.push('list')
      check()
      return [...node.jobs.values()]
    },
    async job(id) {
      asked.push(`job ${id}`)
      check()
      const found = node.views.get(id)
      if (!found) throw new Error(`There is no job ${id} here.`)
      return found
    },
    async logs(query, signal) {
      asked.push(
        `logs ${query.taskName} ${query.level} ${query.start === undefined ? `tail ${query.tail}` : `from ${query.start}`}`,
      )
      check()
      const page = pageOf(logOf.get(query.taskName) ?? lines, query, ended)
      if (page.lines.length > 0 || page.complete || !query.waitSeconds) return page
      await new Promise<void>((resolve, reject) => {
        const done = () => {
          wake.delete(done)
          resolve()
        }
        wake.add(done)
        signal?.addEventListener('abort', () => {
          wake.delete(done)
          reject(new Error('aborted'))
        })
      })
      return pageOf(logOf.get(query.taskName) ?? lines, query, ended)
    },
    async stop(id, taskName) {
      check()
      told.push(taskName === undefined ? `stop ${id}` : `stop ${id} ${taskName}`)
    },
    async approve(id) {
      check()
      told.push(`approve ${id}`)
    },
    async reject(id, reason) {
      check()
      told.push(`reject ${id}: ${reason}`)
    },
    events(onEvent, signal) {
      node.listeners.add(onEvent)
      signal.addEventListener('abort', () => node.listeners.delete(onEvent))
      if (!silent) queueMicrotask(() => onEvent({ kind: 'connected' }))
    },
  }
  for (const job of jobs) node.put(job)
  return node
}

function pageOf(all: LogPage['lines'], query: LogQuery, complete: boolean): LogPage {
  const level = all.filter(line => RANK[line.level] >= RANK[query.level])
  const from = query.start === undefined ? Math.max(0, level.length - (query.tail ?? level.length)) : query.start - 1
  return { lines: level.slice(from), next: level.length + 1, complete }
}
