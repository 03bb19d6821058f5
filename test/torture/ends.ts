/** What must hold of a job's end: the same at every node, and what the ledger tells of it. Pure. */

import { withDownstream } from '../../src/dag/graph.js'
import { combined } from '../../src/protocol/combined.js'
import { plainRole, type TaskStatus } from '../../src/protocol/values.js'
import type { JobView, Outcome, PartyView } from '../../src/protocol/view.js'
import type { Finding } from './finding.js'
import type { LedgerLine } from './ledger.js'
import { endsWell, holderOf, knownAt } from './plan.js'
import { type JobHistory, started } from './rules.js'

export interface JobEnd extends JobHistory {
  /** As each node shows it in the end. */
  views: Map<string, JobView>
  /** Instances that were killed behind isched's back, as `task role`. */
  killed: ReadonlySet<string>
}

/** What a job's end has against it. */
export function judgeEnd(end: JobEnd): Finding[] {
  return [...agreement(end), ...outcome(end), ...partiesAgree(end), ...partiesAndLedger(end), ...otherBranches(end)]
}

function agreement({ job, plan, views }: JobEnd): Finding[] {
  const ends = knownAt(plan).flatMap(node => {
    const view = views.get(node)
    return view === undefined ? [] : [{ node, end: `${view.status} (${view.outcome})`, reason: view.reason }]
  })
  if (new Set(ends.map(({ end }) => end)).size <= 1) return []
  const text = ends.map(({ node, end, reason }) => `${node}: ${end}${reason && `, ${reason}`}`).join('; ')
  return [{ kind: 'at odds', job, text: `the nodes do not agree on the job's end: ${text}` }]
}

/** Only what was done to a job may have kept it from its end. */
function outcome(end: JobEnd): Finding[] {
  const { job, plan, views } = end
  const view = views.get(plan.scheduler)
  if (view === undefined) return []
  const possible = possibleOutcomes(end)
  if (view.outcome !== undefined && possible.has(view.outcome)) return []
  const text = `the job ended as ${view.outcome} (${view.reason}), and could only end as ${[...possible].join(' or ')}`
  return [{ kind: 'at odds', job, node: plan.scheduler, text }]
}

function possibleOutcomes({ plan, lines, acknowledged, killed }: JobEnd): Set<Outcome> {
  if (acknowledged.some(each => each.what === 'decided' && each.approval === 'REJECTED')) {
    // A stop may have come first.
    return new Set(['rejected', ...(plan.stop === undefined ? [] : (['stopped'] as const))])
  }
  const possible = new Set<Outcome>()
  const failed = lines.some(line => endsBadly(line)) || killed.size > 0
  const fails = plan.tasks.some(({ does }) => Object.values(does).some(each => !endsWell(each)))
  const stopped = acknowledged.some(({ what }) => what === 'stopped')
  if (failed) possible.add('failed')
  if (!fails) possible.add('succeeded')
  if (stopped) possible.add('stopped')
  if (plan.refusedBy !== undefined && possible.size === 0) possible.add('rejected')
  return possible
}

function endsBadly({ what, detail }: LedgerLine): boolean {
  return (what === 'end' && detail !== 0) || (what === 'telling' && detail === 'FAILED')
}

/** What the scheduler has of each party is what that says itself: by role, as a report is, over all its indexes at the node. */
function partiesAgree({ job, plan, views }: JobEnd): Finding[] {
  const findings: Finding[] = []
  for (const { name: task, does } of plan.tasks) {
    for (const party of new Set(Object.keys(does).map(role => `${plainRole(role)} ${holderOf(plan, role)}`))) {
      const [plain = '', node = ''] = party.split(' ')
      const roles = Object.keys(does).filter(role => plainRole(role) === plain && holderOf(plan, role) === node)
      const statusAt = (where: string): TaskStatus => {
        const view = views.get(where)
        return combined(
          roles.map(role => (view === undefined ? undefined : ownParty(view, task, role))?.status ?? 'PENDING'),
        )
      }
      const own = statusAt(node)
      const seen = statusAt(plan.scheduler)
      if (own === seen) continue
      const text = `${plain} is ${own} at ${node} itself, and ${seen} at the scheduler ${plan.scheduler}`
      findings.push({ kind: 'at odds', job, task, node, text })
    }
  }
  return findings
}

/** Each party's own word is what the ledger says. */
function partiesAndLedger(end: JobEnd): Finding[] {
  const { job, plan, views } = end
  const began = started(end)
  const findings: Finding[] = []
  for (const { name: task, does } of plan.tasks) {
    for (const role of Object.keys(does)) {
      const node = holderOf(plan, role)
      const view = views.get(node)
      const own = view && ownParty(view, task, role)
      const say = (kind: Finding['kind'], text: string): void => void findings.push({ kind, job, task, node, text })
      const sentence = began.has(`${task} ${role}`)
        ? againstLedger(end, task, role, own)
        : own?.status === 'SUCCESS'
          ? 'it never ran'
          : undefined
      if (sentence !== undefined)
        say('at odds', `${role} is ${own?.status} (${own?.message ?? 'no message'}), and ${sentence}`)
    }
  }
  return findings
}

/** What the ledger has against a party's status. */
function againstLedger(
  { lines, killed, acknowledged }: JobEnd,
  task: string,
  role: string,
  party: Party | undefined,
): string | undefined {
  const mine = lines.filter(line => line.task === task && line.role === role)
  const end = mine.find(({ what }) => what === 'end')
  const told = mine.filter(({ what }) => what === 'told').map(({ detail }) => detail)
  const telling = mine.filter(({ what }) => what === 'telling').map(({ detail }) => detail)
  const final = (words: unknown[]): unknown => words.find(word => word === 'SUCCESS' || word === 'FAILED')
  const disturbed =
    killed.has(`${task} ${role}`) ||
    acknowledged.some(({ what }) => what === 'stopped') ||
    lines.some(endsBadly) ||
    killed.size > 0
  const status = party?.status
  if (status === 'SUCCESS' && end?.detail !== 0 && final(telling) !== 'SUCCESS') return 'it did not end well'
  if (status === 'FAILED' && !disturbed) return 'nothing was done to the job'
  if (!disturbed && final(told) !== undefined && status !== final(told))
    return `it has been answered to its report ${final(told)}`
  if (status !== 'SUCCESS' && status !== 'FAILED') return 'it has run'
  const exitCode = party?.instance?.exit_code
  const stays = mine.some(({ what }) => what === 'asked to leave') || killed.has(`${task} ${role}`)
  if (end !== undefined && exitCode !== undefined && !stays && exitCode !== end.detail && final(telling) === undefined)
    return `its exit code is ${end.detail}, shown as ${exitCode}`
  return undefined
}

/** What does not follow from a task that was stopped by name goes on. */
function otherBranches({ job, plan, views, lines, acknowledged, killed }: JobEnd): Finding[] {
  const named = acknowledged.flatMap(each => (each.what === 'stopped' ? [each.named] : []))
  const view = views.get(plan.scheduler)
  if (named.includes(undefined) || named.length === 0 || killed.size > 0 || lines.some(endsBadly)) return []
  if (view?.outcome !== 'stopped' && view?.outcome !== 'succeeded') return []
  const upstream = Object.fromEntries(plan.tasks.map(({ name, after }) => [name, after]))
  const stopped = new Set(named.flatMap(name => [...withDownstream(upstream, name ?? '')]))
  return view.task_list.flatMap(({ name: task, status }) =>
    stopped.has(task) || status === 'SUCCESS'
      ? []
      : [
          {
            kind: 'at odds' as const,
            job,
            task,
            text: `it does not follow from what was stopped (${named.join(', ')}), and is ${status}`,
          },
        ],
  )
}

type Party = Pick<PartyView, 'status' | 'message' | 'instance'>

function ownParty(view: JobView, task: string, role: string): Party | undefined {
  // A stop that overtook the job's creation is all that such a node knows of it.
  if (view.task_list.length === 0) return { status: 'PENDING' }
  return view.task_list.find(({ name }) => name === task)?.parties.find(party => party.role === role)
}
