/** The participant's part of a job, as it is stored. */
import type { Outbox } from '../job/outbox.js'
import type { ComponentInfo } from '../protocol/component.js'
import type { JobStatus, TaskStatus } from '../protocol/values.js'
import type { Outcome } from '../protocol/view.js'
import type { Resources } from '../runner/runner.js'

/**
 * Where an instance stands with the runner:
 * `absent` -> `prepared` -> `starting` (stored before it is started) -> `running` -> `ended` -> `removed`.
 */
export type InstancePhase = 'absent' | 'prepared' | 'starting' | 'running' | 'ended' | 'removed'

export interface Instance {
  phase: InstancePhase
  status: TaskStatus
  /** The runner's id, from `prepared` on. */
  id?: string
  /** What its callback must carry. */
  token: string
  resources: Resources
  /** The component's or the node's own words. */
  message?: string
  exitCode?: number
  startedAt?: number
  endedAt?: number
  /** It is to end now; an exit after that says nothing. */
  stopping: boolean
  /** It is ended where it still runs then; milliseconds since 1970. */
  endBy?: number
  /** It has reported its end and may leave by itself until then; milliseconds since 1970. */
  leaveBy?: number
}

/** Milliseconds; absent where there is none. Section 8. */
export interface Deadlines {
  approvalMs?: number
  taskMs?: number
}

export interface ParticipantTask {
  /** The scheduler's, or until it has spoken the one that a scheduler of our kind would make. */
  taskId: string
  upstream: string[]
  /** task/start was taken. */
  ordered: boolean
  /** It was stopped, or lies downstream of one that was: it is not started any more. */
  barred: boolean
  /** Its remains are to be cleared away. */
  cleared: boolean
  /** Why it cannot run here, where that is so; task/start is refused with it. */
  obstacle?: string
  /** By role key: those of this node with a role in the task. */
  instances: Record<string, Instance>
  /** By plain role: the last status that was pushed. */
  pushed: Record<string, TaskStatus>
}

/** The component of a task as it was when the job was created. */
export interface PinnedComponent {
  imageUrl: string
  digest: string
  info: ComponentInfo
}

export interface ParticipantState {
  jobId: string
  status: JobStatus
  outcome?: Outcome
  reason: string
  self: string
  /** The node that created the job here: reports go to it. */
  reportsTo: string
  /** Whether task statuses are pushed: one for each role, one for the whole node, or none because the scheduler polls. */
  pushes: 'role' | 'node' | 'none'
  /** Whether tasks are prepared under the task id that a scheduler of our kind would make, before it has said it. */
  guessesTaskIds: boolean
  patienceMs: number
  graceMs: number
  /** How long an approval and an instance may take, in milliseconds; absent: for ever. Section 8. */
  deadlines: Deadlines
  /** The job counts as refused where nobody has decided by then; milliseconds since 1970. */
  approveBy?: number
  approval: 'PENDING' | 'READY' | 'REJECTED'
  /** job/start, or the first task/start, was taken. */
  jobStarted: boolean
  tasks: Record<string, ParticipantTask>
  /** By task. */
  components: Record<string, PinnedComponent>
  /** Instances to be removed that were prepared under a task id that turned out wrong. */
  discarded: { task: string; taskId: string; role: string; id: string }[]
  warnings: string[]
  outbox: Outbox
  finishedAt?: number
  /** This node's own operator has stopped it, and how the scheduler ends it is not known yet. */
  stoppedHere?: true
}

/** All that a participant needs to know to begin; made by admission.ts from the body, the registry and the runner. */
export interface ParticipantPlan {
  jobId: string
  self: string
  reportsTo: string
  pushes: 'role' | 'node' | 'none'
  guessesTaskIds: boolean
  patienceMs: number
  graceMs: number
  deadlines: Deadlines
  /** `auto` approves at once. */
  approval: 'auto' | 'manual'
  tasks: Record<
    string,
    {
      taskId: string
      upstream: string[]
      obstacle?: string
      instances: Record<string, { token: string; resources: Resources }>
    }
  >
  components: Record<string, PinnedComponent>
  warnings: string[]
}
