/** What must hold of the ledger: every instance once, in the order of the graph, nothing after a stop, and the plan's ends. Pure. */
import type { Finding } from './finding.js'
import type { LedgerLine } from './ledger.js'
import type { Acknowledged } from './operator.js'
import { holderOf, type PlannedJob } from './plan.js'

/** All that the ledger and the operator know of one job. */
export interface JobHistory {
  job: string
  plan: PlannedJob
  /** In the order of the ledger. */
  lines: LedgerLine[]
  acknowledged: Acknowledged[]
}

/** A start that was under way when a stop was answered may still show; later ones may not. */
const UNDER_WAY_MS = 15_000

/** What the ledger says of a job against the rules. */
export function judgeHistory(history: JobHistory): Finding[] {
  return [...doubled(history), ...outOfOrder(history), ...unwanted(history), ...refusedReports(history)]
}

/** The instances that began, as `task role`. */
export function started({ lines }: Pick<JobHistory, 'lines'>): Set<string> {
  return new Set(lines.filter(({ what }) => what === 'start').map(({ task, role }) => `${task} ${role}`))
}

function doubled({ job, plan, lines }: JobHistory): Finding[] {
  const counts = new Map<string, LedgerLine[]>()
  for (const line of lines) {
    if (line.what !== 'start') continue
    const key = `${line.task} ${line.role}`
    counts.set(key, [...(counts.get(key) ?? []), line])
  }
  return [...counts.values()].flatMap(starts => {
    const [first] = starts
    if (first === undefined || starts.length === 1) return []
    const { task, role } = first
    const text = `${role} was started ${starts.length} times (pids ${starts.map(({ pid }) => pid).join(', ')})`
    return [{ kind: 'doubled' as const, job, task, node: holderOf(plan, role), text }]
  })
}

function outOfOrder({ job, plan, lines }: JobHistory): Finding[] {
  const endedWell = new Set<string>()
  const endedBadly = new Set<string>()
  const findings: Finding[] = []
  for (const { what, task, role, detail } of lines) {
    const key = `${task} ${role}`
    if (what === 'telling' && detail === 'FAILED' && !endedWell.has(key)) endedBadly.add(key)
    if ((what === 'telling' && detail === 'SUCCESS') || (what === 'end' && detail === 0))
      if (!endedBadly.has(key)) endedWell.add(key)
    if (what !== 'start') continue
    const planned = plan.tasks.find(({ name }) => name === task)
    const node = holderOf(plan, role)
    if (planned?.does[role] === undefined) {
      findings.push({ kind: 'out of order', job, task, node, text: `${role} was started, and holds no role in it` })
      continue
    }
    for (const above of planned.after) {
      for (const party of Object.keys(plan.tasks.find(({ name }) => name === above)?.does ?? {})) {
        if (endedWell.has(`${above} ${party}`)) continue
        const text = `${role} was started before ${above} had ended well for ${party} at ${holderOf(plan, party)}`
        findings.push({ kind: 'out of order', job, task, node, text })
      }
    }
  }
  return findings
}

/** Starts at a node that had answered a stop of all, and starts of what was refused. */
function unwanted({ job, plan, lines, acknowledged }: JobHistory): Finding[] {
  return acknowledged.flatMap((each): Finding[] => {
    if (each.what === 'stopped' && each.named === undefined) {
      const late = lines.filter(
        ({ what, role, at }) => what === 'start' && at > each.at + UNDER_WAY_MS && holderOf(plan, role) === each.node,
      )
      return late.map(({ task, role }) => ({
        kind: 'out of order',
        job,
        task,
        node: each.node,
        text: `${role} was started long after ${each.node} had answered that the job is stopped`,
      }))
    }
    if (each.what === 'decided' && each.approval === 'REJECTED' && started({ lines }).size > 0)
      return [{ kind: 'out of order', job, node: each.node, text: `${each.node} refused the job, and it ran` }]
    return []
  })
}

function refusedReports({ job, plan, lines }: JobHistory): Finding[] {
  return lines.flatMap(({ what, task, role, detail }) =>
    what === 'refused'
      ? [
          {
            kind: 'at odds' as const,
            job,
            task,
            node: holderOf(plan, role),
            text: `the report of ${role} was refused: ${detail}`,
          },
        ]
      : [],
  )
}
