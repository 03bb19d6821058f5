/** What the cases of one role share: the node, our own door, the jobs, and what earlier cases have seen. */
import { setTimeout as sleep } from 'node:timers/promises'
import type { JsonObject } from '../protocol/job.js'
import { type Edition, isFinalTask, type TaskStatus } from '../protocol/values.js'
import type { TestComponent } from './bodies.js'
import type { Need, TestedRole } from './case.js'
import type { Counterpart } from './counterpart.js'
import { SUCCESS_CODE, statusOf } from './judge.js'
import { Part } from './part.js'
import type { Exchange, Probe } from './probe.js'

/** What is tested, as the operator says it. */
export interface Tested {
  /** `http://host:port`, without a slash at its end. */
  url: string
  nodeId: string
  edition: Edition
  /** The parts of it that are tested. */
  as: readonly TestedRole[]
  /** The role that it holds in the jobs that it takes part in. */
  role: string
  /** Who isched is, to it. */
  ourId: string
  /** The two roles that isched holds in the jobs that the node schedules. */
  ourRoles: readonly [string, string]
  component?: TestComponent
  longComponent?: TestComponent
}

/** In milliseconds. */
export interface Pace {
  /** For what takes its time: a component's run, a confirmation, the end of a job. */
  timeoutMs: number
  /** For an answer. */
  callMs: number
  pollMs: number
  /** For what must not happen; there are schedulers that look every two seconds. */
  settleMs: number
}

export function paceFor(timeoutMs: number): Pace {
  return {
    timeoutMs,
    callMs: Math.min(timeoutMs, 10_000),
    pollMs: Math.min(500, timeoutMs / 60),
    settleMs: Math.min(3_000, timeoutMs),
  }
}

/** A job of the test. */
export interface TestJob {
  id: string
  /** What it is for, as the plan says it. */
  about: string
  needs: readonly Need[]
  body: JsonObject
  /** The ids that its tasks are started under, by their names. */
  taskIds: Record<string, string>
}

/** What was seen of a task until it ended, or the time was over. */
export interface Watch {
  /** Each status once for each time that it changed. */
  seen: TaskStatus[]
  last: Exchange
}

export interface WorldOptions {
  tested: Tested
  pace: Pace
  node: Probe
  us: Counterpart | undefined
  /** By label. */
  jobs: ReadonlyMap<string, TestJob>
  signal: AbortSignal
}

export class World {
  readonly tested: Tested
  readonly pace: Pace
  readonly node: Probe
  /** Our own door, where there is one. */
  readonly us: Counterpart | undefined
  readonly signal: AbortSignal
  /** Whether it has confirmed the first job. */
  confirms = false
  /** Watches by task id. */
  readonly watches = new Map<string, Watch>()
  /** Ids of jobs that it may have. */
  readonly made = new Set<string>()
  readonly #jobs: ReadonlyMap<string, TestJob>
  readonly #parts = new Map<string, Part>()

  constructor({ tested, pace, node, us, jobs, signal }: WorldOptions) {
    this.tested = tested
    this.pace = pace
    this.node = node
    this.us = us
    this.signal = signal
    this.#jobs = jobs
  }

  job(label: string): TestJob {
    const job = this.#jobs.get(label)
    if (job === undefined) throw new Error(`no job "${label}" is planned`)
    return job
  }

  taskId(label: string, task: string): string {
    const id = this.job(label).taskIds[task]
    if (id === undefined) throw new Error(`no task "${task}" is planned in "${label}"`)
    return id
  }

  /** Our part in a job that it schedules. */
  part(label: string): Part {
    const { us, tested } = this
    if (us === undefined) throw new Error('nothing of ours listens')
    const part =
      this.#parts.get(label) ?? new Part(us, this.job(label).id, tested.ourRoles, SUCCESS_CODE[tested.edition])
    this.#parts.set(label, part)
    return part
  }

  /** Hands over a job; from now on it will be stopped at the end. */
  create(label: string, route: 'job/create' | 'job/create_all' = 'job/create'): Promise<Exchange> {
    const { id, body } = this.job(label)
    this.made.add(id)
    return this.node.post(route, body)
  }

  startJob(label: string): Promise<Exchange> {
    return this.node.post('job/start', { job_id: this.job(label).id })
  }

  startTask(label: string, task: string): Promise<Exchange> {
    const body = { job_id: this.job(label).id, task_id: this.taskId(label, task), task_name: task }
    return this.node.post('task/start', body)
  }

  stopJob(label: string, task?: string): Promise<Exchange> {
    return this.node.post('job/stop', { job_id: this.job(label).id, ...(task !== undefined && { task_name: task }) })
  }

  poll(label: string, task: string, role = this.tested.role, headers?: Record<string, string>): Promise<Exchange> {
    const body = { task_id: this.taskId(label, task), role }
    return this.node.post('task/poll', body, headers === undefined ? {} : { headers })
  }

  /** Polls a task until it has ended, or satisfies, or the time is over. */
  async watch(label: string, task: string, satisfied: (status: TaskStatus) => boolean = isFinalTask): Promise<Watch> {
    const seen: TaskStatus[] = []
    for (const end = performance.now() + this.pace.timeoutMs; ; await this.pause(this.pace.pollMs)) {
      const last = await this.poll(label, task)
      const status = statusOf(last)
      if (status !== undefined && status !== seen.at(-1)) seen.push(status)
      const isOver = status !== undefined && (isFinalTask(status) || satisfied(status))
      if (isOver || performance.now() >= end) {
        const watch = { seen, last }
        this.watches.set(this.taskId(label, task), watch)
        return watch
      }
    }
  }

  /** Whether it confirms that it takes part, within the time. */
  async confirmation(label: string, ms: number): Promise<boolean> {
    const { id } = this.job(label)
    const call = await this.us?.seen(
      ({ route, body }) => route === 'job/audit_confirm' && body.job_id === id,
      ms,
      this.signal,
    )
    return call !== undefined
  }

  async pause(ms: number): Promise<void> {
    await sleep(ms, undefined, { signal: this.signal })
  }
}
