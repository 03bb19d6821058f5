/** Work for a daemon whose power is about to go: jobs, decisions and registrations, and a note of all that it has answered. */
import { setTimeout as sleep } from 'node:timers/promises'
import type { Cluster } from '../torture/cluster.js'
import type { Acknowledged } from '../torture/operator.js'
import { bodyOf, holderOf, type PlannedJob, planJob } from '../torture/plan.js'
import type { Random } from '../torture/random.js'
import { Facts } from './facts.js'

const MOST_ALIVE = 6

export class Load {
  /** What the node under test has answered. */
  readonly facts = new Facts()
  /** By job id. */
  readonly plans = new Map<string, PlannedJob>()
  readonly acknowledged: Acknowledged[] = []
  readonly #planned = new Map<string, PlannedJob>()
  #registered = 0

  /** @param victim the node whose power is cut */
  constructor(
    private readonly cluster: Cluster,
    private readonly victim: string,
    private readonly random: Random,
  ) {
    cluster.ledger.onLine(({ what, job, task, role, detail }) => {
      const plan = this.plans.get(job)
      if (what !== 'told' || plan === undefined || holderOf(plan, role) !== victim) return
      const key = `${job} ${task} ${role}`
      // The first end counts.
      if ((detail === 'SUCCESS' || detail === 'FAILED') && !this.facts.reported.has(key))
        this.facts.reported.set(key, detail)
    })
  }

  /** Works until aborted; what gets no answer is no fact. */
  async run(signal: AbortSignal): Promise<void> {
    const loops = [this.#submit, this.#decide, this.#register, this.#look]
    await Promise.all(
      loops.map(async loop => {
        while (!signal.aborted) await loop.call(this, signal).catch(() => sleep(20))
      }),
    )
  }

  async #submit(signal: AbortSignal): Promise<void> {
    await sleep(50)
    const alive = [...this.plans.keys()].filter(job => !isOver(this.facts.told.get(job)?.status))
    if (alive.length >= MOST_ALIVE || signal.aborted) return
    const number = this.plans.size
    const setting = { nodes: this.cluster.ids, manual: this.cluster.manual, depth: 4 }
    const { stop: _stop, victim: _killed, ...plan } = planJob(this.random.fork(`job ${number}`), number, setting)
    this.#planned.set(plan.flowId, plan)
    const body = bodyOf(plan)
    const job = await this.cluster.node(plan.initiator).submit(body)
    if (plan.initiator === this.victim) this.facts.submitted.set(job, body)
    this.plans.set(job, plan)
    this.acknowledged.push({ what: 'submitted', job, flowId: plan.flowId, node: plan.initiator, at: Date.now() })
  }

  /** The plan of a job that was seen; also of one whose submission got no answer. */
  planOf(job: string, flowId: string): PlannedJob | undefined {
    const plan = this.plans.get(job) ?? this.#planned.get(flowId)
    if (plan !== undefined) this.plans.set(job, plan)
    return plan
  }

  /** The plan behind a flow. */
  planned(flowId: string): PlannedJob | undefined {
    return this.#planned.get(flowId)
  }

  async #decide(): Promise<void> {
    await sleep(30)
    for (const { job_id: job, flow_id: flowId, awaiting_approval: waits } of await this.cluster
      .life(this.victim)
      .jobs()) {
      if (!waits) continue
      const refused = this.planOf(job, flowId)?.refusedBy === this.victim
      const approval = refused ? 'REJECTED' : 'READY'
      await this.cluster
        .node(this.victim)
        .ask('POST', `/v1/isched/jobs/${job}/${refused ? 'reject' : 'approve'}`, { reason: 'not this one' })
      this.facts.decided.set(job, approval)
      this.acknowledged.push({ what: 'decided', job, node: this.victim, at: Date.now(), approval })
    }
  }

  async #register(): Promise<void> {
    await sleep(80)
    this.#registered += 1
    const name = `component-${this.#registered}`
    const key = { componentName: name, provider: 'test', version: '1.0.0' }
    const node = this.cluster.node(this.victim)
    await node.ask('POST', '/v1/platform/schedule/component/register', {
      imageUrl: 'isched-test/shell',
      component_info: { ...key, roleList: ['guest'], inputParam: [], inputData: [], outputData: [], result: [] },
    })
    this.facts.registered.add(name)
    if (this.#registered % 4 !== 0) return
    // From here on nobody knows, until it is answered.
    this.facts.registered.delete(name)
    await node.ask('POST', '/v1/isched/components/remove', key)
    this.facts.removed.add(name)
  }

  async #look(signal: AbortSignal): Promise<void> {
    await sleep(30)
    for (const job of this.plans.keys()) {
      if (signal.aborted) return
      const known = this.facts.told.get(job)
      const settled = known?.task_list.every(({ parties }) =>
        parties.every(({ instance }) => instance?.removed !== false),
      )
      if (isOver(known?.status) && settled) continue
      this.facts.note(await this.cluster.node(this.victim).job(job))
    }
  }
}

function isOver(status: string | undefined): boolean {
  return status === 'FINISHED' || status === 'REJECTED'
}
