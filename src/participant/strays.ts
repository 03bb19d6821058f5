/** Instances that the runner has and no job here accounts for. */
import type { JobDocument } from '../job/document.js'
import { isFinalJob } from '../protocol/values.js'
import type { FoundInstance } from '../runner/runner.js'

/** Whether a found instance belongs to nothing that this node still has to do, and why. Undefined where it is accounted for. */
export function strayReason(found: FoundInstance, doc: JobDocument | undefined): string | undefined {
  if (doc?.participant === undefined) return `no job ${found.labels['isched.job'] ?? '(none named)'} is known here`
  const task = doc.participant.tasks[found.labels['isched.task'] ?? '']
  const instance = task?.instances[found.labels['isched.role'] ?? '']
  if (doc.participant.discarded.some(({ id }) => id === found.id)) return undefined
  if (task === undefined || instance === undefined) return 'its job has no such instance here'
  if (instance.id === found.id) return instance.phase === 'removed' ? 'it was removed, and is here again' : undefined
  if (instance.id !== undefined) return 'its job goes on with another instance'
  // Made, but not stored before the daemon ended: it is found by its name when it is prepared again.
  if (task.taskId === found.labels['isched.task_id'] && !isFinalJob(doc.participant.status)) return undefined
  return 'its job does not need it any more'
}
