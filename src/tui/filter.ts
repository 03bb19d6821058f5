/** Which jobs and tasks a filter leaves. */
import type { JobSummary, TaskView } from '../protocol/view.js'
import { jobLook, outcomeWord, taskLook } from './status.js'

/** The jobs in which every word of the filter occurs: in its ids, status, outcome, roles or nodes, in capitals or not. */
export function filterJobs(jobs: readonly JobSummary[], filter: string): readonly JobSummary[] {
  return matching(jobs, filter, job => [
    job.job_id,
    job.flow_id,
    jobLook(job).word,
    outcomeWord(job),
    job.initiator,
    job.scheduler,
    ...job.roles,
    ...job.parts,
  ])
}

/** The tasks in which every word of the filter occurs: in its name, component or status. */
export function filterTasks(tasks: readonly TaskView[], filter: string): readonly TaskView[] {
  return matching(tasks, filter, task => [task.name, task.component, taskLook(task).word])
}

function matching<T>(items: readonly T[], filter: string, textsOf: (item: T) => string[]): readonly T[] {
  const words = filter.toLowerCase().split(/\s+/).filter(Boolean)
  if (words.length === 0) return items
  return items.filter(item => {
    const text = textsOf(item).join(' ').toLowerCase()
    return words.every(word => text.includes(word))
  })
}
