import type { JobView } from '../protocol/view.js'
import { didYouMean } from '../yaml/suggest.js'
import { CliError, EXIT } from './exit.js'

/** The name of one of a job's tasks, as it was given. Throws a sentence where the job has no such task. */
export function knownTask(job: JobView, name: string): string {
  const names = job.task_list.map(task => task.name)
  if (names.includes(name)) return name
  const near = didYouMean(name, names)
  const hint = near === undefined ? `its tasks are ${names.join(', ')}.` : `did you mean "${near}"?`
  throw new CliError(`${job.job_id} has no task "${name}"; ${hint}`, EXIT.badInput)
}

/** The task that is meant where none is named: the one that failed, else the one that runs, else the only one. */
export function likelyTask(job: JobView): string {
  const { task_list: tasks } = job
  const failed = tasks.filter(task => task.parties.some(({ status }) => status === 'FAILED'))
  const running = tasks.filter(({ status }) => status === 'RUNNING')
  const [task] = [failed, running, tasks].find(group => group.length === 1) ?? []
  if (task !== undefined) return task.name
  throw new CliError(`Say which task with --task: ${tasks.map(({ name }) => name).join(', ')}.`, EXIT.badInput)
}
