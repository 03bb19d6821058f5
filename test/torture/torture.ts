/** A torture, from the first daemon's start to the verdict. */
import { setTimeout as sleep } from 'node:timers/promises'
import type { RunnerKind } from '../helpers/daemon.js'
import { Chaos, type ChaosCounts } from './chaos.js'
import { Cluster } from './cluster.js'
import type { Finding } from './finding.js'
import { killInstance } from './instances.js'
import { judge } from './judge.js'
import type { LedgerLine } from './ledger.js'
import type { Recovery } from './life.js'
import { Operator } from './operator.js'
import { type PlannedJob, planJob } from './plan.js'
import { Random } from './random.js'
import { settle, type Views } from './settle.js'
import { Standing } from './standing.js'

export interface TortureOptions {
  nodes: number
  /** At least so many; more are submitted while there are kills left. */
  jobs: number
  kills: number
  seed: string
  runner: RunnerKind
  /** For so long nothing may move, after all is healed, before what lives is taken for stuck. */
  patienceMs: number
  /** Leaves the folder with the daemons' logs also when all is well. */
  keep?: boolean
  progress: (sentence: string) => void
  signal: AbortSignal
}

export interface Report {
  options: TortureOptions
  findings: Finding[]
  tookMs: number
  jobs: number
  outcomes: Record<string, number>
  /** Instances that were started. */
  starts: number
  logsRead: number
  kills: number
  chaos: ChaosCounts
  instancesKilled: number
  stops: number
  approvals: number
  unansweredCommands: number
  /** Requests between the nodes, by what became of them. */
  network: Record<string, number>
  recoveries: Recovery[]
  /** Where the daemons' logs are; absent where they are gone. */
  folder?: string
}

const MOST_AT_ONCE = 6
const TICK_MS = 300
const SAY_EVERY_MS = 5000

/** Runs one, and clears up behind it. Throws where the torture itself could not go on, and when it was interrupted. */
export async function torture(options: TortureOptions): Promise<Report> {
  const random = new Random(`${options.seed}`)
  const cluster = await Cluster.open({ nodes: options.nodes, runner: options.runner, random: random.fork('cluster') })
  let bad = true
  try {
    const report = await new Torture(options, cluster, random).run()
    bad = report.findings.length > 0
    return { ...report, ...((bad || options.keep) && { folder: cluster.folder }) }
  } catch (error) {
    if (options.signal.aborted) bad = false
    else options.progress(`the daemons' logs are in ${cluster.folder}`)
    throw error
  } finally {
    await cluster.close({ keep: bad || options.keep === true })
  }
}

class Torture {
  readonly #began = Date.now()
  readonly #jobs: PlannedJob[] = []
  readonly #findings: Finding[] = []
  readonly #ids = new Map<string, PlannedJob>()
  readonly #under = new Set<Promise<unknown>>()
  readonly #killed = new Set<string>()
  readonly #triggered = new Set<string>()
  readonly #deciding = new Set<string>()
  /** Began before anybody had said which job it belongs to. */
  #early: LedgerLine[] = []
  readonly #ending = new AbortController()
  readonly #signal: AbortSignal
  readonly #standing: Standing
  readonly #operator: Operator
  readonly #chaos: Chaos
  #broken: Error | undefined
  #submitting = 0
  #saidAt = 0

  constructor(
    private readonly options: TortureOptions,
    private readonly cluster: Cluster,
    private readonly random: Random,
  ) {
    this.#signal = AbortSignal.any([options.signal, this.#ending.signal])
    this.#standing = new Standing(cluster, flowId => this.#planOf(flowId))
    this.#operator = new Operator(cluster, this.#signal)
    const onFault = (error: Error): void => {
      this.#findings.push({ kind: 'fault', text: error.message })
    }
    this.#chaos = new Chaos(cluster, random.fork('chaos'), onFault, this.#signal)
    cluster.ledger.onLine(line => this.#onLine(line))
  }

  async run(): Promise<Report> {
    const { cluster, options } = this
    try {
      await cluster.start()
      const conducting = this.#conduct()
      await Promise.race([this.#chaos.run(options.kills, () => this.#someLiving()), conducting])
      options.progress(`${cluster.kills} kills done; everything is healed, and all jobs are waited for`)
      await cluster.heal()
      await this.#allSubmitted()
      const { views, findings } = await settle({
        cluster,
        standing: this.#standing,
        planOf: flowId => this.#planOf(flowId),
        patienceMs: options.patienceMs,
        signal: options.signal,
        busy: () => this.#under.size > 0,
      })
      this.#rethrow()
      for (const job of views.keys()) this.#planOfJob(job)
      const verdict = await judge({
        cluster,
        plans: this.#ids,
        acknowledged: this.#operator.acknowledged,
        killed: this.#killed,
        views,
        random: this.random.fork('sample'),
      })
      return this.#report([...this.#findings, ...findings, ...verdict.findings], views, verdict.logsRead)
    } finally {
      this.#ending.abort(new Error('the torture is over'))
      await Promise.allSettled(this.#under)
    }
  }

  /** Submits, approves, and says how far it is, until the end. */
  async #conduct(): Promise<void> {
    const { jobs, kills } = this.options
    while (!this.#signal.aborted) {
      this.#rethrow()
      await this.#standing.look()
      this.#say()
      for (const line of this.#early.splice(0)) this.#onLine(line)
      for (const node of this.cluster.manual) this.#decide(node)
      const living = this.#living()
      const due = this.#jobs.length < jobs && this.cluster.kills >= (this.#jobs.length * kills) / jobs
      const starved = living === 0 && (this.cluster.kills < kills || this.#jobs.length < jobs)
      if ((due && living < MOST_AT_ONCE) || starved) this.#submit()
      await sleep(TICK_MS, undefined, { signal: this.#signal }).catch(() => undefined)
    }
    this.#signal.throwIfAborted()
  }

  #living(): number {
    return this.#standing.living().length + this.#submitting
  }

  #submit(): void {
    const { nodes, jobs, kills } = this.options
    const number = this.#jobs.length
    // A task takes a second or so, and somebody is killed about as often.
    const depth = Math.min(10, Math.max(3, Math.round(kills / jobs)))
    const setting = { nodes: this.cluster.ids.slice(0, nodes), manual: this.cluster.manual, depth }
    const plan = planJob(this.random.fork(`job ${number}`), number, setting)
    this.#jobs.push(plan)
    this.#submitting += 1
    this.#do(
      this.#operator.submit(plan).finally(() => {
        this.#submitting -= 1
      }),
    )
  }

  #decide(node: string): void {
    for (const { job_id: id, flow_id: flowId } of this.#standing.awaiting(node)) {
      const key = `${node} ${id}`
      if (this.#deciding.has(key)) continue
      this.#deciding.add(key)
      const refused = this.#planOf(flowId)?.refusedBy === node
      this.#do(
        this.#operator.decide(id, node, refused ? 'REJECTED' : 'READY').finally(() => this.#deciding.delete(key)),
      )
    }
  }

  /** What was planned for the moment at which an instance has begun. */
  #onLine(line: LedgerLine): void {
    if (line.what !== 'start') return
    const plan = this.#planOfJob(line.job)
    const key = `${line.job} ${line.task} ${line.role}`
    if (plan === undefined) this.#early.push(line)
    if (plan === undefined || this.#triggered.has(key)) return
    this.#triggered.add(key)
    const isAt = (moment: { task: string; role: string } | undefined): boolean =>
      moment?.task === line.task && moment.role === line.role
    const { stop, victim } = plan
    if (stop !== undefined && isAt(stop)) this.#do(this.#stop(line.job, stop))
    if (victim !== undefined && isAt(victim)) {
      this.#do(
        sleep(victim.afterMs, undefined, { signal: this.#signal }).then(async () => {
          this.#killed.add(key)
          await killInstance(this.cluster, line)
        }),
      )
    }
  }

  async #stop(job: string, stop: NonNullable<PlannedJob['stop']>): Promise<void> {
    await sleep(stop.afterMs, undefined, { signal: this.#signal })
    const stopping = this.#operator.stop(job, stop.at, stop.named)
    const { kills } = stop
    if (kills !== undefined) {
      await sleep(kills.afterMs, undefined, { signal: this.#signal })
      await this.#chaos.kill(kills.node)
    }
    await stopping
  }

  #do(work: Promise<unknown>): void {
    const under = work
      .catch((error: unknown) => {
        if (!this.#signal.aborted) this.#broken ??= error instanceof Error ? error : new Error(String(error))
      })
      .finally(() => this.#under.delete(under))
    this.#under.add(under)
  }

  #rethrow(): void {
    if (this.#broken !== undefined) throw this.#broken
  }

  #planOf(flowId: string): PlannedJob | undefined {
    return this.#jobs[Number(/^torture-(\d+)$/.exec(flowId)?.[1] ?? Number.NaN)]
  }

  /** The plan of a job that was seen; also of one whose submission was not acknowledged. */
  #planOfJob(job: string): PlannedJob | undefined {
    const known = this.#ids.get(job)
    if (known !== undefined) return known
    const [seen] = this.#standing.seen.get(job)?.values() ?? []
    const acknowledged = this.#operator.acknowledged.find(each => each.what === 'submitted' && each.job === job)
    const flowId = seen?.flow_id ?? (acknowledged?.what === 'submitted' ? acknowledged.flowId : '')
    const plan = this.#planOf(flowId)
    if (plan !== undefined) this.#ids.set(job, plan)
    return plan
  }

  async #someLiving(): Promise<void> {
    while (this.#standing.living().length === 0) {
      this.#rethrow()
      await sleep(50, undefined, { signal: this.#signal })
    }
  }

  async #allSubmitted(): Promise<void> {
    while (this.#jobs.length < this.options.jobs || this.#submitting > 0) {
      this.#rethrow()
      await sleep(100, undefined, { signal: this.#signal })
    }
  }

  #say(): void {
    const now = Date.now()
    if (now - this.#saidAt < SAY_EVERY_MS) return
    this.#saidAt = now
    const { seen } = this.#standing
    const living = this.#standing.living().length
    this.options.progress(
      [
        minutes(now - this.#began),
        `kills ${this.cluster.kills} of ${this.options.kills}`,
        `jobs ${seen.size - living} ended, ${living} alive`,
        `instances started ${this.cluster.ledger.lines.filter(({ what }) => what === 'start').length}`,
      ].join('   '),
    )
  }

  #report(findings: Finding[], views: Views, logsRead: number): Report {
    const { cluster } = this
    const outcomes: Record<string, number> = {}
    for (const [job, byNode] of views) {
      const { outcome = 'none' } = byNode.get(this.#planOfJob(job)?.scheduler ?? '') ?? {}
      outcomes[outcome] = (outcomes[outcome] ?? 0) + 1
    }
    const network: Record<string, number> = {}
    for (const { counts } of cluster.links.values())
      for (const [name, count] of Object.entries(counts)) network[name] = (network[name] ?? 0) + count
    const { acknowledged } = this.#operator
    const count = (what: string): number => acknowledged.filter(each => each.what === what).length
    return {
      options: this.options,
      findings,
      tookMs: Date.now() - this.#began,
      jobs: this.#standing.seen.size,
      outcomes,
      starts: cluster.ledger.lines.filter(({ what }) => what === 'start').length,
      logsRead,
      kills: cluster.kills,
      chaos: this.#chaos.counts,
      instancesKilled: this.#killed.size,
      stops: count('stopped'),
      approvals: count('decided'),
      unansweredCommands: this.#operator.unanswered,
      network,
      recoveries: [...cluster.lives.values()].flatMap(({ recoveries }) => recoveries),
    }
  }
}

/** 75000 -> `1:15` */
export function minutes(ms: number): string {
  const seconds = Math.round(ms / 1000)
  return `${Math.floor(seconds / 60)}:${String(seconds % 60).padStart(2, '0')}`
}
