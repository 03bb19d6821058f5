/** A task's log, as the specification's two routes and isched's own answer it. Section 7, "Logs". */
import type { NodeContext } from '../job/context.js'
import type { JobDocument } from '../job/document.js'
import { read } from '../job/incoming.js'
import { iso } from '../job/view.js'
import type { TaskLogs } from '../logs/logs.js'
import { renderLog } from '../logs/render.js'
import type { Instance } from '../participant/state.js'
import { logLineQuerySchema, logQuerySchema } from '../protocol/calls.js'
import { ProtocolError } from '../protocol/envelope.js'
import type { LogPage } from '../protocol/view.js'
import { logPageQuerySchema } from './openapi/own.js'

/** The longest that a caller is kept waiting for more lines, in seconds. */
const LONGEST_WAIT_S = 30
/** A page of isched's own route, unless it asks for less. */
const PAGE = 1000

interface Found {
  jobId: string
  taskId: string
  instances: Record<string, Instance>
}

export class LogService {
  constructor(
    private readonly node: Pick<NodeContext, 'jobs'>,
    private readonly logs: TaskLogs,
  ) {}

  /** GET task/get_log_line: how many lines get_log would page through. */
  async countLines(input: unknown): Promise<number> {
    const { task_id: id, log_level: level } = read(logLineQuerySchema, input)
    const { jobId, taskId } = await this.#taskById(id)
    return this.logs.count(jobId, taskId, level)
  }

  /** GET task/get_log: the lines as one text. */
  async text(input: unknown): Promise<string> {
    const { task_id: id, log_level: level, start, length } = read(logQuerySchema, input)
    const { jobId, taskId, instances } = await this.#taskById(id)
    const lines = await this.logs.page(jobId, taskId, { level, start, ...(typeof length === 'number' && { length }) })
    return renderLog(lines, Object.keys(instances).length > 1)
  }

  /** GET /v1/isched/logs: a page with its lines' numbers; with `wait`, as soon as there is one. */
  async page(input: unknown): Promise<LogPage> {
    const query = read(logPageQuerySchema, input)
    const found = await this.#find(query.job_id, query.task_name)
    const { jobId, taskId } = found
    const chosen = { level: query.level, ...(query.role && { role: query.role }) }
    const end = Date.now() + Math.min(query.wait, LONGEST_WAIT_S) * 1000
    for (;;) {
      // Complete is asked before the lines are read, so that no line comes after it.
      const complete = await this.#isComplete(found)
      const seen = await this.logs.count(jobId, taskId, 'debug')
      const lines =
        query.tail !== undefined && query.start === undefined
          ? await this.logs.tail(jobId, taskId, { ...chosen, lines: query.tail })
          : await this.logs.page(jobId, taskId, { ...chosen, start: query.start ?? 1, length: query.length ?? PAGE })
      const last = lines.at(-1)
      const next = last !== undefined ? last.n + 1 : query.start !== undefined ? Math.max(1, query.start) : 1
      const left = end - Date.now()
      if (lines.length > 0 || left <= 0 || complete || this.node.jobs.closed !== undefined) {
        const more =
          complete &&
          lines.length > 0 &&
          (await this.logs.page(jobId, taskId, { ...chosen, start: next, length: 1 })).length > 0
        return { lines: lines.map(line => ({ ...line, at: iso(line.at) })), next, complete: complete && !more }
      }
      await this.#news(found, seen, left)
    }
  }

  /** Resolves when there are more lines than `seen`, when the task has ended here, and after `ms`. */
  async #news({ jobId, taskId }: Found, seen: number, ms: number): Promise<void> {
    const over = new AbortController()
    const patience = setTimeout(() => over.abort(), ms)
    await Promise.race([
      this.logs.waitForMore(jobId, taskId, seen, over.signal).catch(() => undefined),
      this.node.jobs.until(jobId, doc => this.#ended(doc, taskId), ms),
    ])
    clearTimeout(patience)
    over.abort()
  }

  async #isComplete({ jobId, taskId }: Found): Promise<boolean> {
    const doc = await this.node.jobs.get(jobId)
    return doc === undefined || this.#ended(doc, taskId)
  }

  /** Every instance has ended, or none will begin. */
  #ended(doc: JobDocument, taskId: string): boolean {
    const task = Object.values(doc.participant?.tasks ?? {}).find(each => each.taskId === taskId)
    const over = doc.participant?.status === 'FINISHED' || doc.participant?.status === 'REJECTED'
    return Object.values(task?.instances ?? {}).every(({ phase }) =>
      over ? phase !== 'running' && phase !== 'starting' : phase === 'ended' || phase === 'removed',
    )
  }

  async #taskById(taskId: string): Promise<Found> {
    const jobId = this.node.jobs.jobOfTask(taskId)
    if (jobId === undefined) throw new ProtocolError(404, `no task "${taskId}" is known here`)
    return this.#find(jobId, taskId)
  }

  /** By name or id, within a job or over all of them. */
  async #find(jobId: string | undefined, named: string): Promise<Found> {
    const inJob = jobId ?? this.node.jobs.jobOfTask(named)
    if (inJob === undefined) throw new ProtocolError(400, `job_id: missing; "${named}" is no task id`)
    const doc = await this.node.jobs.get(inJob)
    if (doc === undefined) throw new ProtocolError(404, `no job "${inJob}" is known here`)
    const tasks = Object.entries(doc.participant?.tasks ?? {})
    const found = tasks.find(([name, { taskId }]) => name === named || taskId === named)
    if (found === undefined) {
      const names = tasks.map(([name]) => name)
      throw new ProtocolError(
        404,
        names.length === 0
          ? `job ${inJob} runs nothing here`
          : `job ${inJob} has no task "${named}" (${names.join(', ')})`,
      )
    }
    return { jobId: inJob, taskId: found[1].taskId, instances: found[1].instances }
  }
}
