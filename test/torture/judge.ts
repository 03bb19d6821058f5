/** The verdict: reads the ledger, the API and the engine, and nothing that belongs to the daemons. */
import type { Cluster } from './cluster.js'
import { judgeEnd } from './ends.js'
import type { Finding } from './finding.js'
import { leftovers } from './instances.js'
import type { LedgerLine } from './ledger.js'
import { judgeLog, type LogToRead } from './logs.js'
import type { Acknowledged } from './operator.js'
import { holderOf, type PlannedJob } from './plan.js'
import type { Random } from './random.js'
import { judgeHistory } from './rules.js'
import type { Views } from './settle.js'

export interface Case {
  cluster: Cluster
  /** Of every job that was seen. */
  plans: ReadonlyMap<string, PlannedJob>
  acknowledged: readonly Acknowledged[]
  /** Instances that were killed, as `job task role`. */
  killed: ReadonlySet<string>
  views: Views
  random: Random
}

/** So many logs are read at most. */
const LOGS = 400

export async function judge(given: Case): Promise<{ findings: Finding[]; logsRead: number }> {
  const { cluster, plans, acknowledged, killed, views, random } = given
  const findings: Finding[] = []
  cluster.ledger.look()
  const lines = byJob(cluster.ledger.lines)
  for (const each of acknowledged) {
    if (each.what === 'submitted' && !views.has(each.job))
      findings.push({
        kind: 'lost',
        job: each.job,
        node: each.node,
        text: `${each.node} had taken it, and nobody knows it`,
      })
  }
  for (const job of lines.keys())
    if (!plans.has(job)) findings.push({ kind: 'lost', job, text: 'instances of it ran, and nobody knows it' })
  const logs: LogToRead[] = []
  for (const [job, plan] of plans) {
    const history = {
      job,
      plan,
      lines: lines.get(job) ?? [],
      acknowledged: acknowledged.filter(each => each.job === job),
    }
    const mine = [...killed].flatMap(key => (key.startsWith(`${job} `) ? [key.slice(job.length + 1)] : []))
    findings.push(...judgeHistory(history))
    findings.push(...judgeEnd({ ...history, views: views.get(job) ?? new Map(), killed: new Set(mine) }))
    for (const { name: task, does } of plan.tasks) {
      for (const [role, behaviour] of Object.entries(does)) {
        const all = history.lines.filter(line => line.task === task && line.role === role)
        // Of one that was killed nobody knows what it had still to say.
        const written = mine.includes(`${task} ${role}`) ? all.filter(({ what }) => what !== 'end') : all
        const node = cluster.node(holderOf(plan, role))
        if (written.length > 0) logs.push({ job, task, role, node, does: behaviour, lines: written })
      }
    }
  }
  const sample = random.shuffled(logs).slice(0, LOGS)
  for (const log of sample) findings.push(...(await judgeLog(log)))
  for (const { id, node, job, task, role, phase } of await leftovers(cluster)) {
    const text = `${role} is still there: ${id} (${phase})`
    findings.push({ kind: 'left running', job, task, ...(node !== undefined && { node }), text })
  }
  return { findings, logsRead: sample.length }
}

function byJob(lines: readonly LedgerLine[]): Map<string, LedgerLine[]> {
  const grouped = new Map<string, LedgerLine[]>()
  for (const line of lines) {
    const group = grouped.get(line.job)
    if (group === undefined) grouped.set(line.job, [line])
    else group.push(line)
  }
  return grouped
}
