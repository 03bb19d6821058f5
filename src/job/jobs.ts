/** All jobs that this node knows: those that live, and an index of all. */
import type { Slots } from '../participant/slots.js'
import { ProtocolError } from '../protocol/envelope.js'
import type { JobStatus } from '../protocol/values.js'
import type { JobSummary } from '../protocol/view.js'
import type { DocumentProblem, Documents } from '../store/documents.js'
import { JobActor, type Perform } from './actor.js'
import { isOver, type JobDocument } from './document.js'
import { type JobEvent, outstanding } from './machine.js'
import { summaryOf } from './view.js'

export interface JobsOptions {
  store: Documents<JobDocument>
  perform: Perform
  slots: Slots
  now: () => number
  /** After every stored change of any job. */
  onStored: (summary: JobSummary, doc: JobDocument) => void
  onFault: (error: unknown, doing: string) => void
}

/** What is kept in memory of every job. */
interface Indexed {
  summary: JobSummary
  taskIds: string[]
}

/** How long after a failed write new work is tried again, in milliseconds. */
const RETRY_MS = 1000

export class Jobs {
  readonly #actors = new Map<string, JobActor>()
  readonly #index = new Map<string, Indexed>()
  readonly #jobByTask = new Map<string, string>()
  #closed: string | undefined
  /** When new work is tried again after a write has failed. */
  #nextTry = Number.POSITIVE_INFINITY

  constructor(private readonly options: JobsOptions) {}

  /** Reads what is stored and takes up again what lives, unless `examine` throws. Answers what could not be read. */
  async load(examine: (living: JobDocument[]) => void = () => undefined): Promise<DocumentProblem[]> {
    const living: JobDocument[] = []
    const problems = await this.options.store.readAll((_id, doc) => {
      if (!isOver(doc) || Object.keys(outstanding(doc)).length > 0) living.push(doc)
      this.#note(doc)
    })
    const byAge = [...this.#index].sort(([, a], [, b]) => (a.summary.created_at < b.summary.created_at ? -1 : 1))
    this.#index.clear()
    for (const [jobId, indexed] of byAge) this.#index.set(jobId, indexed)
    examine(living)
    for (const doc of living) this.#actorOf(doc.jobId).resume(doc)
    return problems
  }

  /** Why no new work is taken; undefined when it is. */
  get closed(): string | undefined {
    return this.#closed
  }

  /** The last stored state of a job; undefined when it isn't known here. */
  async get(jobId: string): Promise<JobDocument | undefined> {
    return this.#actors.get(jobId)?.doc ?? (this.#index.has(jobId) ? await this.options.store.read(jobId) : undefined)
  }

  /** Whether a job is known here. */
  has(jobId: string): boolean {
    return this.#index.has(jobId)
  }

  /** The scheduler of record of a job, or of a task's job; undefined where neither is known here. */
  schedulerOf(jobId: string | undefined, taskId: string | undefined): string | undefined {
    const id = jobId ?? (taskId === undefined ? undefined : this.#jobByTask.get(taskId))
    return id === undefined ? undefined : this.#index.get(id)?.summary.scheduler
  }

  /** The job that a task belongs to here. */
  jobOfTask(taskId: string): string | undefined {
    return this.#jobByTask.get(taskId)
  }

  /** The jobs that still go on here. */
  living(): JobDocument[] {
    return [...this.#actors.values()].flatMap(({ doc }) => (doc !== undefined && !isOver(doc) ? [doc] : []))
  }

  /** How many there are in each status. */
  countByStatus(): Record<JobStatus, number> {
    const counts: Record<JobStatus, number> = { PENDING: 0, READY: 0, RUNNING: 0, FINISHED: 0, REJECTED: 0 }
    for (const { summary } of this.#index.values()) counts[summary.status] += 1
    return counts
  }

  /** Every job, newest first. */
  summaries(): JobSummary[] {
    return [...this.#index.values()].map(({ summary }) => summary).reverse()
  }

  /** Stores what an event makes of a job; answers the stored state. Throws ProtocolError. */
  async apply(jobId: string, event: JobEvent): Promise<JobDocument> {
    if (event.part === 'job') this.#refuseNewWork()
    const actor = await this.#awake(jobId, event.part === 'job')
    try {
      return await actor.apply(event)
    } finally {
      this.#letSleep(jobId, actor)
    }
  }

  /** The stored state once it satisfies `wanted`, or what it is after `ms`. */
  async until(jobId: string, wanted: (doc: JobDocument) => boolean, ms: number): Promise<JobDocument | undefined> {
    const actor = this.#actors.get(jobId)
    return actor === undefined ? this.get(jobId) : await actor.until(wanted, ms)
  }

  /** Stores what is under way, and lets go of everything. */
  async close(): Promise<void> {
    this.#closed = 'this node is stopping'
    this.#nextTry = Number.POSITIVE_INFINITY
    await Promise.all([...this.#actors.values()].map(actor => actor.close()))
  }

  /** While writes fail, new work is what finds out whether they still do: one piece of it at a time. */
  #refuseNewWork(): void {
    if (this.#closed === undefined) return
    const now = this.options.now()
    if (now < this.#nextTry) throw new ProtocolError(503, `no new work is taken: ${this.#closed}`, { httpStatus: 503 })
    this.#nextTry = now + RETRY_MS
  }

  async #awake(jobId: string, mayBegin: boolean): Promise<JobActor> {
    const known = this.#actors.get(jobId)
    if (known !== undefined) return known
    if (!this.#index.has(jobId)) {
      if (!mayBegin) throw new ProtocolError(404, `no job "${jobId}" is known here`)
      return this.#actorOf(jobId)
    }
    const doc = await this.options.store.read(jobId)
    // Others may have woken it, and let it sleep again, while it was read.
    const isOld = doc !== undefined && doc.revision < (this.#index.get(jobId)?.summary.revision ?? 0)
    if (isOld || this.#actors.has(jobId)) return this.#awake(jobId, mayBegin)
    const actor = this.#actorOf(jobId)
    if (doc !== undefined) actor.resume(doc)
    return actor
  }

  #actorOf(jobId: string): JobActor {
    const known = this.#actors.get(jobId)
    if (known !== undefined) return known
    const { store, perform, slots, now, onFault } = this.options
    const actor = new JobActor({
      jobId,
      perform,
      slots,
      now,
      onFault,
      store: async doc => {
        await store.write(jobId, doc)
        if (this.#closed !== undefined && !this.#closed.endsWith('stopping')) this.#closed = undefined
      },
      onStored: doc => {
        this.options.onStored(this.#note(doc), doc)
        this.#letSleep(jobId, actor)
      },
      onIdle: () => this.#letSleep(jobId, actor),
      onWriteFailed: error => {
        if (this.#closed === undefined) this.#nextTry = this.options.now() + RETRY_MS
        this.#closed ??= error.message
        onFault(error, `writing job ${jobId}`)
      },
    })
    this.#actors.set(jobId, actor)
    return actor
  }

  /** A job that is over, and has nothing left to do, is read from the disk when it is asked for. */
  #letSleep(jobId: string, actor: JobActor): void {
    setImmediate(() => {
      if (this.#actors.get(jobId) !== actor || !actor.idle) return
      if (actor.doc === undefined || (isOver(actor.doc) && Object.keys(outstanding(actor.doc)).length === 0))
        this.#actors.delete(jobId)
    })
  }

  #note(doc: JobDocument): JobSummary {
    const summary = summaryOf(doc)
    const before = this.#index.get(doc.jobId)
    const taskIds = taskIdsOf(doc)
    for (const id of before?.taskIds ?? [])
      if (!taskIds.includes(id) && this.#jobByTask.get(id) === doc.jobId) this.#jobByTask.delete(id)
    for (const id of taskIds) if (!this.#jobByTask.has(id)) this.#jobByTask.set(id, doc.jobId)
    this.#index.set(doc.jobId, { summary, taskIds })
    return summary
  }
}

function taskIdsOf({ schedulerPart, participant }: JobDocument): string[] {
  const ids = [...Object.values(schedulerPart?.tasks ?? {}), ...Object.values(participant?.tasks ?? {})].map(
    ({ taskId }) => taskId,
  )
  return [...new Set(ids)]
}
