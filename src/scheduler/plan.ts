/** What a scheduler needs to know before it takes a job: who takes part in what, and how each node speaks. Section 4. */
import { inOrder, upstreamOf } from '../dag/graph.js'
import { ProtocolError } from '../protocol/envelope.js'
import { type JobBody, nodesOf, specOf, taskIdOf } from '../protocol/job.js'
import { type KnownComponent, outgoingBody } from '../protocol/outgoing.js'
import { own } from '../protocol/own.js'
import { KUBERNETES_NAME, plainRole, type RoleKey } from '../protocol/values.js'
import type { Deadlines, Manner, SchedulerPlan } from './state.js'

/** A peer as the route table has it. */
export interface KnownPeer extends Omit<Manner, 'disowns'> {
  preset: string
}

export interface PlanFacts {
  jobId: string
  self: string
  patienceMs: number
  deadlines: Deadlines
  peers: Record<string, KnownPeer>
  /** By task name, what this node's registry says of its component. */
  known: Record<string, KnownComponent | undefined>
}

/** The plan of a checked body. Throws ProtocolError 400 for a node without a route, and for what a peer cannot take. */
export function planJob(body: JobBody, facts: PlanFacts): SchedulerPlan {
  const { jobId, self, known, patienceMs, deadlines } = facts
  const spec = specOf(body)
  const nodes = Object.fromEntries(
    [...nodesOf(spec)].map(([node, roles]) => [node, { roles, manner: mannerOf(node, facts) }]),
  )
  const upstream = upstreamOf(spec.tasks)
  const tasks: SchedulerPlan['tasks'] = {}
  for (const name of inOrder(upstream)) {
    const roleList = spec.tasks.find(task => task.name === name)?.roleList ?? known[name]?.roleList
    const parties: Record<string, RoleKey[]> = {}
    for (const [node, { roles }] of Object.entries(nodes)) {
      const taking = roles.filter(role => roleList === undefined || roleList.includes(plainRole(role)))
      if (taking.length > 0) parties[node] = taking
    }
    tasks[name] = {
      taskId: taskIdOf(jobId, name),
      upstream: [...(upstream[name] ?? [])],
      rolesKnown: roleList !== undefined,
      parties,
    }
  }
  return {
    jobId,
    self,
    initiator: spec.initiator.nodeId,
    syncType: spec.syncType ?? 'poll',
    patienceMs,
    deadlines,
    nodes,
    tasks,
    body: outgoingBody(body, jobId, known),
  }
}

/** A node speaks to itself in events of its own: always confirmed, always pushed. */
const OWN_MANNER: Manner = { confirms: true, pushes: true, stop: 'job', disowns: false }

function mannerOf(node: string, { self, peers, jobId }: PlanFacts): Manner {
  if (node === self) return OWN_MANNER
  const peer = own(peers, node)
  if (peer === undefined) {
    const names = Object.keys(peers)
    throw new ProtocolError(
      400,
      `config.role: no route to node "${node}": it is not among this node's peers (${names.join(', ') || 'there are none'})`,
    )
  }
  if (peer.preset === 'kuscia' && !KUBERNETES_NAME.test(jobId)) {
    throw new ProtocolError(
      400,
      `job_id: "${jobId}" cannot be taken by ${node}, which makes Kubernetes names of ids: lower case letters, digits and "-", 63 characters at most`,
    )
  }
  const { confirms, pushes, stop } = peer
  return { confirms, pushes, stop, disowns: peer.preset === 'fate-flow' }
}
