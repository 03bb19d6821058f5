/** What is on the screen: the node's data as the person's choices, the filter and the terminal's size leave them. */
import type { JobSummary, JobView, TaskView } from '../protocol/view.js'
import { filterJobs, filterTasks } from './filter.js'
import type { JobsData } from './jobs-data.js'
import { type Area, HEAD_ROWS, jobRows, type Layout, layOut } from './layout.js'
import type { LogBuffer } from './log-lines.js'
import { currentJobId, currentTask, logTask, type Seen, type UiState } from './ui-state.js'
import type { Size } from './use-size.js'

export interface Picture {
  layout: Layout
  jobs: readonly JobSummary[]
  /** The job that is open or, in the list, chosen. */
  jobId: string | undefined
  summary: JobSummary | undefined
  view: JobView | undefined
  tasks: readonly TaskView[]
  chosen: TaskView | undefined
  /** The task whose log is shown, if the pane is. */
  logOf: TaskView | undefined
}

const NO_TASKS: readonly TaskView[] = []

/** Puts together what is shown. */
export function see(data: JobsData, state: UiState, size: Size): Picture {
  const away = data.connection.state === 'away'
  const layout = layOut(size, { screen: state.screen, logs: state.logs, away })
  const jobs = filterJobs(data.jobs ?? [], state.filter)
  const jobId = currentJobId(state, jobs)
  const view = data.view?.job_id === jobId ? data.view : undefined
  const all = view?.task_list ?? NO_TASKS
  const tasks = state.screen === 'job' ? filterTasks(all, state.taskFilter) : all
  return {
    layout,
    jobs,
    jobId,
    summary: data.jobs?.find(job => job.job_id === jobId),
    view,
    tasks,
    chosen: state.screen === 'job' ? currentTask(state, tasks) : undefined,
    logOf: layout.logs ? logTask(state, tasks) : undefined,
  }
}

/** What a key press has to know of the picture. */
export function seenOf({ layout, jobs, summary, view, tasks }: Picture, buffer: LogBuffer): Seen {
  const job = newer(view, summary)
  const seen = {
    jobs,
    tasks,
    page: layout.list
      ? layout.list.rows - 1
      : layout.job
        ? jobRows(layout.job.rows, HEAD_ROWS, layout.job.rows).tasks
        : 1,
    logsShown: layout.logs !== undefined,
    log: { from: buffer.dropped, to: buffer.dropped + buffer.lines.length, page: logRows(layout.logs) },
  }
  return job ? { ...seen, job } : seen
}

/** Of two reports of a job the one that says more recent things. */
export function newer(view: JobSummary | undefined, summary: JobSummary | undefined): JobSummary | undefined {
  if (!view || !summary) return view ?? summary
  return summary.revision > view.revision ? summary : view
}

function logRows(area: Area | undefined): number {
  return area ? area.rows - 1 : 0
}
