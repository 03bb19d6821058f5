/** Waits, once nothing is disturbed any more, until every job has ended everywhere and nothing is left to be done for it. */
import { setTimeout as sleep } from 'node:timers/promises'
import { isFinalJob } from '../../src/protocol/values.js'
import type { JobView } from '../../src/protocol/view.js'
import type { Cluster } from './cluster.js'
import type { Finding } from './finding.js'
import { knownAt, type PlannedJob } from './plan.js'
import type { Standing } from './standing.js'

export interface Settling {
  cluster: Cluster
  standing: Standing
  planOf: (flowId: string) => PlannedJob | undefined
  patienceMs: number
  signal: AbortSignal
  /** Whether somebody is still at the command line. */
  busy: () => boolean
}

/** By job and node; a node that does not know a job is missing. */
export type Views = Map<string, Map<string, JobView>>

const LOOK_EVERY_MS = 300

/** The last views of all jobs, and what stood in the way of their end when patience ended. */
export async function settle(settling: Settling): Promise<{ views: Views; findings: Finding[] }> {
  const { cluster, standing, planOf, patienceMs, signal, busy } = settling
  const views: Views = new Map()
  const settled = new Set<string>()
  const began = Date.now()
  for (;;) {
    await standing.look()
    const findings: Finding[] = []
    for (const [job, byNode] of standing.seen) {
      const [summary] = byNode.values()
      const plan = summary && planOf(summary.flow_id)
      const seenBy = views.get(job) ?? new Map<string, JobView>()
      views.set(job, seenBy)
      for (const node of plan === undefined ? byNode.keys() : knownAt(plan)) {
        if (settled.has(`${job} ${node}`)) continue
        const view = await cluster
          .node(node)
          .job(job)
          .catch(() => undefined)
        if (view !== undefined) seenBy.set(node, view)
        const obstacle = obstacleIn(view, node)
        if (obstacle === undefined) settled.add(`${job} ${node}`)
        else findings.push({ job, node, ...obstacle })
      }
    }
    if (findings.length === 0 && !busy()) return { views, findings }
    if (Date.now() - Math.max(began, standing.changedAt) > patienceMs) return { views, findings }
    await sleep(LOOK_EVERY_MS, undefined, { signal })
  }
}

/** What is still to happen to a job at a node. */
function obstacleIn(view: JobView | undefined, node: string): Pick<Finding, 'kind' | 'text' | 'task'> | undefined {
  if (view === undefined) return { kind: 'lost', text: `${node} does not know the job` }
  if (!isFinalJob(view.status)) return { kind: 'stuck', text: `the job is ${view.status}: ${view.reason}` }
  for (const { node_id: peer, trouble } of view.nodes)
    if (trouble !== undefined) return { kind: 'stuck', text: `${peer} has still to be told something: ${trouble}` }
  for (const { name: task, parties } of view.task_list) {
    for (const { node_id: party, role, status, instance } of parties) {
      if (status === 'RUNNING' || status === 'READY')
        return { kind: 'stuck', task, text: `the job is over, and ${role} at ${party} is ${status}` }
      if (instance?.removed === false)
        return { kind: 'stuck', task, text: `the instance of ${role} (${instance.name}) was not removed` }
    }
  }
  return undefined
}
