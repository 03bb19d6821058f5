/** The scheduler's part of a job, as it is stored. */
import type { Outbox } from '../job/outbox.js'
import type { JsonObject } from '../protocol/job.js'
import type { JobStatus, RoleKey, SyncType, TaskStatus } from '../protocol/values.js'
import type { Outcome } from '../protocol/view.js'

/** How a peer speaks, as the route table said when the job was created. */
export interface Manner {
  /** Whether it sends audit_confirm; where not, a successful answer to create is its approval. */
  confirms: boolean
  /** Whether it pushes task statuses. */
  pushes: boolean
  /** `task`: job/stop stops the whole job there whatever it names, so tasks are stopped one by one. */
  stop: 'job' | 'task'
  /** Whether it takes a start also of a task in which it has no role, and then knows nothing of it. */
  disowns: boolean
}

export interface NodeState {
  roles: RoleKey[]
  manner: Manner
  /** job/create was acknowledged. */
  created: boolean
  approval: 'PENDING' | 'READY' | 'REJECTED'
  /** It said no itself, and so needs no stop; not where its answer did not come in time. */
  refused?: true
  reason?: string
  /** Since when it does not answer; only kept where silence has a deadline. */
  silentSince?: number
}

export interface PartyState {
  /** Whether task/start was put on its way, and acknowledged. */
  start: 'none' | 'posted' | 'accepted'
  /** By role key. */
  roles: Record<string, { status: TaskStatus; message?: string }>
}

export interface TaskState {
  taskId: string
  upstream: string[]
  /** Whether the component is known here, so that `parties` holds those with a role in it and nobody else. */
  rolesKnown: boolean
  /** Stopped by name, or downstream of such a one: it is not started any more, and its failure is not the job's. */
  stopped: boolean
  parties: Record<string, PartyState>
  startedAt?: number
  finishedAt?: number
  /** It counts as failed where it has not ended by then. */
  endBy?: number
}

/** Milliseconds; absent where there is none. Section 8. */
export interface Deadlines {
  approvalMs?: number
  taskMs?: number
  silentPeerMs?: number
}

export interface SchedulerState {
  jobId: string
  status: JobStatus
  outcome?: Outcome
  reason: string
  /** This node's own id. */
  self: string
  initiator: string
  syncType: SyncType
  /** How long things may take, in milliseconds; absent: for ever. Section 8. */
  deadlines: Deadlines
  /** Milliseconds that an unanswered call, and a silent party after the end, are waited for. */
  patienceMs: number
  nodes: Record<string, NodeState>
  /** In an order in which no task stands before one of its upstream tasks. */
  tasks: Record<string, TaskState>
  outbox: Outbox
  finishedAt?: number
  /** Approvals that are not there by then count as refused; milliseconds since 1970. */
  approveBy?: number
  /** Set at the end while parties have yet to report theirs: they are silent after that time. */
  settleUntil?: number
}

/** All that a scheduler needs to know to begin; made by plan.ts from the body, the route table and the registry. */
export interface SchedulerPlan {
  jobId: string
  self: string
  initiator: string
  syncType: SyncType
  patienceMs: number
  deadlines: Deadlines
  nodes: Record<string, { roles: RoleKey[]; manner: Manner }>
  tasks: Record<string, { taskId: string; upstream: string[]; rolesKnown: boolean; parties: Record<string, RoleKey[]> }>
  /** The body of job/create. */
  body: JsonObject
}
