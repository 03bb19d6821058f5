/** The words of the title, and the number that is left for the shell. */
import type { JobSummary } from '../protocol/view.js'
import type { JobsData } from './jobs-data.js'
import { symbols } from './symbols.js'
import type { UiState } from './ui-state.js'

/** Where one is: the program, the node, the open job. */
export function placeWords(nodeId: string | undefined, jobId: string | undefined): string {
  return ['isched', nodeId, jobId].filter(Boolean).join(` ${symbols.dot} `)
}

/** How many jobs there are, what they do, and whether the node answers. `shown` is how many the filter leaves. */
export function summaryWords({ jobs, connection }: JobsData, state: UiState, shown: number): string {
  const words: string[] = []
  if (jobs && state.screen === 'list') {
    words.push(state.filter === '' ? count(jobs.length) : `${shown} of ${count(jobs.length)}, "${state.filter}"`)
    const running = jobs.filter(job => job.status === 'RUNNING').length
    const asking = jobs.filter(job => job.awaiting_approval).length
    if (running > 0) words.push(`${running} running`)
    if (asking > 0) words.push(`${asking} to approve`)
  }
  if (state.screen === 'job' && state.taskFilter !== '') words.push(`tasks with "${state.taskFilter}"`)
  words.push(connection.state === 'connected' ? `${symbols.running} connected` : connection.state)
  return words.join(', ')
}

function count(jobs: number): string {
  return jobs === 1 ? '1 job' : `${jobs} jobs`
}

/** What the shell is told when one job was watched: 1 it failed or was stopped, 3 it was rejected, 0 otherwise. */
export function exitCode(job: Pick<JobSummary, 'outcome'> | undefined): number {
  switch (job?.outcome) {
    case 'failed':
    case 'stopped':
      return 1
    case 'rejected':
      return 3
    default:
      return 0
  }
}
