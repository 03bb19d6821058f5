/** Keeps the jobs of a torture coming, and has done to each what was planned for it. */
import { setTimeout as sleep } from 'node:timers/promises'
import type { Chaos } from './chaos.js'
import type { Cluster } from './cluster.js'
import { killInstance } from './instances.js'
import type { LedgerLine } from './ledger.js'
import type { Operator } from './operator.js'
import { type PlannedJob, type PlannedStop, planJob } from './plan.js'
import type { Random } from './random.js'
import { Standing } from './standing.js'

export interface Conducting {
  cluster: Cluster
  operator: Operator
  chaos: Chaos
  random: Random
  /** At least so many; more are submitted while there are kills left. */
  jobs: number
  kills: number
  signal: AbortSignal
  /** Is called again and again. */
  tick: () => void
}

const MOST_AT_ONCE = 6
const TICK_MS = 300

export class Conductor {
  readonly standing: Standing
  /** Of every job that was seen; also of those whose submission was not acknowledged. */
  readonly plans = new Map<string, PlannedJob>()
  /** Instances that were killed behind isched's back, as `job task role`. */
  readonly killed = new Set<string>()
  readonly #planned: PlannedJob[] = []
  readonly #under = new Set<Promise<void>>()
  /** Instances whose beginning was taken notice of. */
  readonly #begun = new Set<string>()
  /** Began before anybody had said which job it belongs to. */
  #early: LedgerLine[] = []
  readonly #deciding = new Set<string>()
  #submitting = 0
  #broken: Error | undefined

  constructor(private readonly given: Conducting) {
    this.standing = new Standing(given.cluster, flowId => this.planOf(flowId))
    given.cluster.ledger.onLine(line => this.#onLine(line))
  }

  /** Somebody is still at the command line. */
  get busy(): boolean {
    return this.#under.size > 0
  }

  planOf(flowId: string): PlannedJob | undefined {
    return this.#planned[Number(/^torture-(\d+)$/.exec(flowId)?.[1] ?? Number.NaN)]
  }

  /** Submits and decides until it is ended; throws where that was refused. */
  async run(): Promise<void> {
    const { cluster, jobs, kills, signal, tick } = this.given
    while (!signal.aborted) {
      this.rethrow()
      await this.standing.look()
      tick()
      for (const line of this.#early.splice(0)) this.#onLine(line)
      for (const node of cluster.manual) this.#decide(node)
      const living = this.standing.living().length + this.#submitting
      const due = this.#planned.length < jobs && cluster.kills >= (this.#planned.length * kills) / jobs
      const starved = living === 0 && (cluster.kills < kills || this.#planned.length < jobs)
      if ((due && living < MOST_AT_ONCE) || starved) this.#submit()
      await sleep(TICK_MS, undefined, { signal }).catch(() => undefined)
    }
    signal.throwIfAborted()
  }

  /** Resolves when there is a job to disturb. */
  async someLiving(): Promise<void> {
    while (this.standing.living().length === 0) await this.#wait(50)
  }

  async allSubmitted(): Promise<void> {
    while (this.#planned.length < this.given.jobs || this.#submitting > 0) await this.#wait(100)
  }

  /** Resolves when nobody is at the command line any more. */
  async idle(): Promise<void> {
    await Promise.allSettled(this.#under)
  }

  rethrow(): void {
    if (this.#broken !== undefined) throw this.#broken
  }

  /** The plan of a job by its id. */
  planOfJob(job: string): PlannedJob | undefined {
    const known = this.plans.get(job)
    if (known !== undefined) return known
    const [seen] = this.standing.seen.get(job)?.values() ?? []
    const plan = this.planOf(seen?.flow_id ?? this.given.operator.flowOf(job) ?? '')
    if (plan !== undefined) this.plans.set(job, plan)
    return plan
  }

  #submit(): void {
    const { cluster, operator, random, jobs, kills } = this.given
    const number = this.#planned.length
    // A task takes a second or so, and somebody is killed about as often.
    const depth = Math.min(10, Math.max(3, Math.round(kills / jobs)))
    const plan = planJob(random.fork(`job ${number}`), number, { nodes: cluster.ids, manual: cluster.manual, depth })
    this.#planned.push(plan)
    this.#submitting += 1
    this.#do(async () => {
      const job = await operator.submit(plan)
      this.#submitting -= 1
      const { stop } = plan
      if (stop?.early) this.#do(() => this.#stop(job, stop))
    })
  }

  #decide(node: string): void {
    for (const { job_id: id, flow_id: flowId } of this.standing.awaiting(node)) {
      const key = `${node} ${id}`
      if (this.#deciding.has(key)) continue
      this.#deciding.add(key)
      const refused = this.planOf(flowId)?.refusedBy === node
      this.#do(async () => {
        await this.given.operator.decide(id, node, refused ? 'REJECTED' : 'READY')
        this.#deciding.delete(key)
      })
    }
  }

  /** What was planned for the moment at which an instance has begun. */
  #onLine(line: LedgerLine): void {
    if (line.what !== 'start') return
    const plan = this.planOfJob(line.job)
    if (plan === undefined) {
      this.#early.push(line)
      return
    }
    const key = `${line.job} ${line.task} ${line.role}`
    if (this.#begun.has(key)) return
    this.#begun.add(key)
    const isAt = (moment: { task: string; role: string } | undefined): boolean =>
      moment?.task === line.task && moment.role === line.role
    const { stop, victim } = plan
    if (stop !== undefined && !stop.early && isAt(stop)) this.#do(() => this.#stop(line.job, stop))
    if (victim !== undefined && isAt(victim)) {
      this.#do(async () => {
        await this.#pause(victim.afterMs)
        this.killed.add(key)
        await killInstance(this.given.cluster, line, victim)
      })
    }
  }

  async #stop(job: string, { at, named, afterMs, kills }: PlannedStop): Promise<void> {
    await this.#pause(afterMs)
    const stopping = this.given.operator.stop(job, at, named)
    if (kills !== undefined) {
      await this.#pause(kills.afterMs)
      await this.given.chaos.kill(kills.node)
    }
    await stopping
  }

  #do(work: () => Promise<void>): void {
    const under = work()
      .catch((error: unknown) => {
        if (!this.given.signal.aborted) this.#broken ??= error instanceof Error ? error : new Error(String(error))
      })
      .finally(() => this.#under.delete(under))
    this.#under.add(under)
  }

  #pause(ms: number): Promise<void> {
    return sleep(ms, undefined, { signal: this.given.signal })
  }

  async #wait(ms: number): Promise<void> {
    this.rethrow()
    await this.#pause(ms)
  }
}
