/** The protocol's words: statuses and their legal moves, roles, ids. Section 6 of the specification's reading. */

export const TASK_STATUSES = ['PENDING', 'READY', 'RUNNING', 'SUCCESS', 'FAILED'] as const
export type TaskStatus = (typeof TASK_STATUSES)[number]

export const JOB_STATUSES = ['PENDING', 'READY', 'RUNNING', 'FINISHED', 'REJECTED'] as const
export type JobStatus = (typeof JOB_STATUSES)[number]

export const LOG_LEVELS = ['debug', 'info', 'error'] as const
/** A threshold: `debug` is every line, `info` is info and above, `error` is errors only. */
export type LogLevel = (typeof LOG_LEVELS)[number]

export type SyncType = 'poll' | 'callback'
export type Edition = '1.0' | '1.2'

const TASK_RANK: Record<TaskStatus, number> = { PENDING: 0, READY: 1, RUNNING: 2, SUCCESS: 3, FAILED: 3 }

/** Whether a task is done for good: nothing moves it any more. */
export function isFinalTask(status: TaskStatus): boolean {
  return status === 'SUCCESS' || status === 'FAILED'
}

/** Whether a job is done for good. */
export function isFinalJob(status: JobStatus): boolean {
  return status === 'FINISHED' || status === 'REJECTED'
}

/** The later of two task statuses: a report that is late or repeated moves nothing back, and a final status stays. */
export function laterTask(current: TaskStatus, reported: TaskStatus): TaskStatus {
  return TASK_RANK[reported] > TASK_RANK[current] ? reported : current
}

/** Narrows any text to a task status. */
export function isTaskStatus(text: unknown): text is TaskStatus {
  return TASK_STATUSES.some(status => status === text)
}

/** Narrows any text to a job status. */
export function isJobStatus(text: unknown): text is JobStatus {
  return JOB_STATUSES.some(status => status === text)
}

/** Ids that come from a peer, before they touch a file name, a container name or a label. */
export const FOREIGN_ID = /^[A-Za-z0-9][A-Za-z0-9._-]{0,127}$/

/** {@link FOREIGN_ID} in words. */
export const ID_RULE = 'letters, digits, ".", "_" and "-", at most 128, beginning with a letter or digit'

/** What becomes a Kubernetes name at a peer that makes one of every id. */
export const KUBERNETES_NAME = /^[a-z0-9]([-a-z0-9]{0,61}[a-z0-9])?$/

/** One role of one node in a job, as components name it: `guest.0`. */
export type RoleKey = `${string}.${number}`

/** `guest`, 0 -> `guest.0` */
export function roleKey(role: string, index: number): RoleKey {
  return `${role}.${index}`
}

/** `guest.0` -> `guest`; a plain role stays as it is. */
export function plainRole(role: string): string {
  return role.replace(/\.\d+$/, '')
}
