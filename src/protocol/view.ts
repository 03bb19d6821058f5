/**
 * What the platform listener answers on isched's own routes, under `/v1/isched/`. They are not the specification's: the
 * command line, the screen and an operator's scripts (`-o json`) read them. Names are the protocol's, as on the wire.
 *
 * | route | answers in `data` |
 * |---|---|
 * | GET  /v1/isched/node | NodeView |
 * | GET  /v1/isched/jobs?status=&flow_id=&limit= | { jobs: JobSummary[] }, newest first |
 * | GET  /v1/isched/jobs/:job_id | JobView |
 * | POST /v1/isched/jobs/check, a body as for create_all | { problems: Problem[] }, and nothing is stored |
 * | GET  /v1/isched/jobs/:job_id/body | { body }: as it was submitted, for `isched retry` |
 * | POST /v1/isched/jobs/:job_id/approve | {} |
 * | POST /v1/isched/jobs/:job_id/reject { reason } | {} |
 * | GET  /v1/isched/logs?job_id=&task_name=&role=&level=&start=&length=&tail=&wait= | LogPage |
 * | GET  /v1/isched/components | { components: ComponentView[] } |
 * | POST /v1/isched/components/remove { componentName, provider?, version? } | { removed: n } |
 * | GET  /v1/isched/peers | { peers: PeerView[] } |
 * | POST /v1/isched/peers/check { node_id } | PeerCheck |
 * | GET  /v1/isched/doctor | { findings: Finding[] } |
 * | GET  /v1/isched/events (server-sent events; `Last-Event-ID` to catch up) | events `job` (a JobSummary) and `reset` (read everything again) |
 */
import type { Edition, JobStatus, LogLevel, TaskStatus } from './values.js'

/** How a job ended, which the protocol's status does not say. */
export type Outcome = 'succeeded' | 'failed' | 'stopped' | 'rejected'

export interface NodeView {
  node_id: string
  inst_id: string
  version: string
  pid: number
  /** ISO 8601 */
  started_at: string
  runner: {
    kind: 'docker' | 'process'
    describe: string
    running: number
    waiting: number
    capacity: { instances: number | null; cpu: number | null; memory: number | null }
  }
  approval: 'auto' | 'manual'
  scheduler: string
  listeners: { platform: string; interconn: string; callback: string[] }
  /** Set while the daemon takes no new work, with the reason in a sentence (a full disk). */
  closed?: string
  jobs: Record<JobStatus, number>
}

export interface JobSummary {
  job_id: string
  flow_id: string
  old_job_id: string
  status: JobStatus
  /** Only when the status is final. */
  outcome?: Outcome
  /** A sentence: why it was rejected, failed or stopped, or what it waits for. */
  reason: string
  /** Whether it waits for this node's operator. */
  awaiting_approval: boolean
  /** The parts that this node plays. */
  parts: ('initiator' | 'scheduler' | 'participant')[]
  initiator: string
  scheduler: string
  /** The roles that this node holds, as `guest.0`. */
  roles: string[]
  tasks: { total: number; success: number; failed: number; running: number }
  /** ISO 8601 */
  created_at: string
  updated_at: string
  finished_at?: string
  /** Grows with every stored change of the job. */
  revision: number
}

export interface TaskView {
  task_id: string
  name: string
  component: string
  status: TaskStatus
  /** Was stopped by name, or lies downstream of one that was. */
  stopped: boolean
  upstream: string[]
  /** One for every role that takes part, as far as this node knows them. */
  parties: PartyView[]
  started_at?: string
  finished_at?: string
}

export interface PartyView {
  node_id: string
  /** `guest.0` */
  role: string
  /** Absent where this node cannot know it: only the scheduler sees the status of the others. */
  status?: TaskStatus
  /** The component's or the node's own words. */
  message?: string
  /** Only for instances of this node. */
  instance?: { name: string; exit_code?: number; started_at?: string; finished_at?: string; removed: boolean }
}

export interface JobView extends JobSummary {
  trace_id: string
  sync_type: 'poll' | 'callback'
  /** In an order in which no task stands before one of its upstream tasks. */
  task_list: TaskView[]
  nodes: NodeInJob[]
  warnings: string[]
}

export interface NodeInJob {
  node_id: string
  roles: string[]
  approval?: 'PENDING' | 'READY' | 'REJECTED'
  reason?: string
  /** What is being sent to it and has not been acknowledged: `unreachable for 3m, retrying: connect ECONNREFUSED`. */
  trouble?: string
}

/** A mistake in a body, as lint, submit and the server say it. */
export interface Problem {
  severity: 'error' | 'warning'
  /** Where: `dag.components[1].input[0].key`; empty for the whole. */
  path: (string | number)[]
  /** What is wrong, and what would be right. */
  message: string
}

export interface LogPage {
  lines: { n: number; role: string; level: LogLevel; stream: 'stdout' | 'stderr'; at: string; text: string }[]
  /** The `start` that continues after these lines. */
  next: number
  /** No line will follow: every instance of the task here has ended and its lines are all here. */
  complete: boolean
}

export interface ComponentView {
  componentName: string
  title: string
  provider: string
  version: string
  imageUrl: string
  roleList: string[]
  /** `registered` through the API, or the file in the components folder. */
  source: string
  /** Whether the image is here, in a sentence where not. */
  problem?: string
  component_info: Record<string, unknown>
}

export interface PeerView {
  node_id: string
  address: string
  preset: string
  edition: Edition
  success_code: 0 | 200
  confirms: boolean
  pushes: boolean
  stop: 'job' | 'task'
  /** How the headers to it are spelled. */
  headers?: 'hyphens' | 'underscores'
  /** What was last seen of it. */
  last_answer_at?: string
  trouble?: string
}

export interface PeerCheck {
  node_id: string
  reachable: boolean
  /** Milliseconds for one round trip. */
  latency_ms?: number
  /** Milliseconds by which its clock is ahead of ours, from its Date header. */
  clock_difference_ms?: number
  detail: string
  /** The preset that it speaks as; absent where it is like none. */
  speaks?: 'isched' | 'fate-flow' | 'kuscia'
  /** The edition that it answers in, and its code for success, where they showed. */
  edition?: Edition
  success_code?: 0 | 200
  /** By route, `task/start`; unknown where asking could change something. */
  routes?: Record<string, 'served' | 'missing' | 'unknown'>
  /** Whether a call may be repeated, in a sentence. */
  repeats?: string
  /** The setting that fits it better than the present one, in a sentence. */
  recommendation?: string
}

/** One thing that was looked at, and how it is. */
export interface Finding {
  /** `engine`, `disk`, `state`, `components`, `work`, or `peer hospital-b`, `clock hospital-b`. */
  what: string
  state: 'well' | 'doubtful' | 'ill'
  /** What was seen, in a sentence. */
  detail: string
  /** What to do; only where it is not well. */
  advice?: string
}
