/** The plan of a run, for the operator who is to allow it. */
import type { TestedRole } from '../case.js'
import { obstacleTo, type Plan, type RolePlan } from '../plan.js'

type Style = (format: 'bold' | 'dim', text: string) => string

const PARTS: Record<TestedRole, string> = {
  participant: 'as participant: isched is the initiator and the scheduler of its jobs',
  scheduler: 'as scheduler: isched hands it jobs as their initiator, and is the participant that it schedules',
}

/** What will be done: who is called, with which jobs and, in the long form, each case. */
export function planLines(plan: Plan, calledAt: string | undefined, style: Style, isLong: boolean): string[] {
  const { nodeId, url, edition, ourId } = plan.tested
  return [
    `${style('bold', `Node ${nodeId}`)} at ${url} is tested in edition ${edition}.`,
    calledAt === undefined
      ? `To it isched is the node "${ourId}": a node that takes calls from its peers alone must have that among them. It cannot call back: see --listen.`
      : `To it isched is the node "${ourId}" at ${calledAt}: its route table must have that.`,
    ...plan.roles.flatMap(role => ['', ...roleLines(role, plan, style, isLong)]),
  ]
}

function roleLines(role: RolePlan, plan: Plan, style: Style, isLong: boolean): string[] {
  const { as, cases, jobs } = role
  const tried = cases.filter(each => obstacleTo(each, plan) === undefined)
  const made = [...jobs.values()].filter(job => obstacleTo(job, plan) === undefined)
  const idWidth = Math.max(0, ...made.map(({ id }) => id.length))
  const caseWidth = Math.max(...cases.map(({ id }) => id.length))
  const stop = as === 'scheduler' ? 'job/stop_all' : 'job/stop'
  const title = style('bold', `${PARTS[as][0]?.toUpperCase()}${PARTS[as].slice(1)}`)
  if (made.length === 0) return [title, ...untriedLines(role, plan)]
  return [
    title,
    `${tried.length} of ${cases.length} cases; the jobs are all stopped in the end (${stop}):`,
    ...made.map(({ id, about }) => `  ${id.padEnd(idWidth)}  ${about}`),
    ...(isLong ? ['', ...tried.map(({ id, does }) => `  ${id.padEnd(caseWidth)}  ${does}`)] : []),
    ...approvalLines(role, plan),
    ...untriedLines(role, plan),
  ]
}

/** What a person at the node has to do meanwhile. */
function approvalLines({ as, jobs }: RolePlan, plan: Plan): string[] {
  const running = ['runs', 'stops'].flatMap(label => jobs.get(label) ?? [])
  const ids = running.filter(job => obstacleTo(job, plan) === undefined).map(({ id }) => id)
  return as === 'participant' && ids.length > 0
    ? [`Where a person approves jobs at the node, ${ids.join(' and ')} need it while the test waits.`]
    : []
}

function untriedLines({ cases }: RolePlan, plan: Plan): string[] {
  const groups = new Map<string, number>()
  for (const each of cases) {
    const why = obstacleTo(each, plan)
    if (why !== undefined) groups.set(why, (groups.get(why) ?? 0) + 1)
  }
  return [...groups].map(([why, count]) => `${count} are not tried: ${why}.`)
}
