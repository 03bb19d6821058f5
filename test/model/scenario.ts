/** A case: who there is, what is submitted, what components and people do, and what goes wrong. Plain values, so that it shrinks. */

export const ROLES = ['guest', 'host', 'arbiter'] as const
export type RoleName = (typeof ROLES)[number]

/** The components of every case: who takes part in them. */
export const COMPONENTS: Record<string, readonly RoleName[]> = {
  all: ['guest', 'host', 'arbiter'],
  pair: ['guest', 'host'],
  solo: ['guest'],
}

export interface NodeSpec {
  kind: 'isched' | 'fate-flow' | 'kuscia'
  approval: 'auto' | 'manual'
  /** Instances at once. */
  capacity: number
  /** A component that this node does not know. */
  lacks?: string
}

/** What one instance does. Times in milliseconds after its start. */
export interface Behaviour {
  /** `vanish`: somebody removes its container. */
  end: 'exit' | 'hang' | 'vanish'
  after: number
  exitCode: number
  callbacks: { at: number; status: 'RUNNING' | 'SUCCESS' | 'FAILED' }[]
  /** How it takes a request to end: at once, after its grace, or as a success. */
  onStop: 'leaves' | 'stays' | 'succeeds'
}

export interface TaskSpec {
  component: string
  /** Indexes of tasks before this one. */
  after: number[]
}

export interface JobSpec {
  submitAt: number
  initiator: number
  scheduler: number
  roles: Record<RoleName, number[]>
  syncType: 'callback' | 'poll'
  tasks: TaskSpec[]
  /** By task and role key, in turn; see {@link behaviourOf}. */
  behaviours: Behaviour[]
}

export type Action = { at: number; node: number; job: number } & (
  | { type: 'stop' }
  | { type: 'stopTask'; task: number }
  | { type: 'decide'; approval: 'READY' | 'REJECTED' }
)

export interface Scenario {
  nodes: NodeSpec[]
  jobs: JobSpec[]
  actions: Action[]
  /** After so many dealings with disk, engine and network the node dies, and comes back after `downMs`. */
  crashes: { node: number; after: number; downMs: number }[]
  /** A node that nobody reaches, and that reaches nobody. */
  cuts: { node: number; from: number; ms: number }[]
  /** A node that goes at a moment, and never comes back. */
  loss?: { node: number; at: number }
  deadlines: { taskMs?: number; approvalMs?: number; silentPeerMs?: number }
  /** What becomes of every message and operation, in turn; see chaos.ts. */
  chaos: number[]
}

export const nodeId = (index: number): string => `n${index}`
export const jobId = (index: number): string => `job-${index}`
export const taskName = (index: number): string => `t${index}`

/** Every role key of a job with its node, in the order of the roles. */
export function holders({ roles }: JobSpec): { key: string; role: RoleName; node: number }[] {
  return ROLES.flatMap(role => roles[role].map((node, index) => ({ key: `${role}.${index}`, role, node })))
}

/** Those of them that take part in a task. */
export function takingPart(job: JobSpec, task: number): { key: string; role: RoleName; node: number }[] {
  const roleList = COMPONENTS[job.tasks[task]?.component ?? ''] ?? []
  return holders(job).filter(({ role }) => roleList.includes(role))
}

export function behaviourOf(job: JobSpec, task: number, key: string): Behaviour {
  const place = holders(job).findIndex(holder => holder.key === key)
  const quick: Behaviour = { end: 'exit', after: 10, exitCode: 0, callbacks: [], onStop: 'leaves' }
  return job.behaviours[(task * 5 + place) % Math.max(1, job.behaviours.length)] ?? quick
}

/** Whether an instance that behaves so ends well by itself. */
export function endsWell({ end, exitCode, callbacks }: Behaviour): boolean {
  return end === 'exit' && exitCode === 0 && callbacks.every(({ status }) => status !== 'FAILED')
}

/** The body of platform/create_all. */
export function bodyOf(job: JobSpec, index: number): Record<string, unknown> {
  const initiator = nodeId(job.initiator)
  const role = ROLES.find(each => job.roles[each].includes(job.initiator)) ?? 'guest'
  return {
    job_id: jobId(index),
    dag: {
      version: '2.0.0',
      components: job.tasks.map((task, at) => ({
        name: taskName(at),
        componentName: task.component,
        provider: 'model',
        version: '1.0.0',
        input: task.after.map(above => ({ key: `${taskName(above)}.out`, type: 'dataset' })),
        output: [{ key: 'out', type: 'dataset' }],
      })),
    },
    config: {
      version: '2.0.0',
      initiator: { role, node_id: initiator },
      role: Object.fromEntries(ROLES.map(each => [each, job.roles[each].map(nodeId)])),
      job_params: { common: { scheduler: nodeId(job.scheduler), sync_type: job.syncType } },
      task_params: { common: {} },
    },
  }
}
