/** What the person at the screen has chosen, opened and begun to type. */

import type { LogLevel } from '../protocol/values.js'
import type { JobSummary, TaskView } from '../protocol/view.js'

export interface UiState {
  screen: 'list' | 'job'
  /** The job chosen in the list, or open; absent means the first. Kept by id: it stays chosen while others come and go. */
  jobId?: string
  filter: string
  /** The task chosen in the job; absent means the whole job. */
  taskName?: string
  taskFilter: string
  /** Whether the log pane is open; absent means where there is room beside the tasks. */
  logs?: boolean
  level: LogLevel
  focus: 'tasks' | 'logs'
  /** The ordinal of the first log line shown; absent means that the last lines are followed. */
  logTop?: number
  /** Columns by which log lines are moved to the left. */
  shift: number
  prompt?: Prompt
  help: boolean
  notice?: Notice
}

export type Prompt =
  | { kind: 'filter'; text: string; before: string }
  | { kind: 'stop'; jobId: string; taskName?: string }
  | { kind: 'approve'; jobId: string }
  | { kind: 'reject'; jobId: string; text: string }

/** A sentence about what was just done or couldn't be; it goes with the next key. */
export interface Notice {
  text: string
  variant: 'success' | 'error' | 'info'
}

/** What a key press wants done beside changing the state. */
export type Effect =
  | { kind: 'quit'; code: number }
  | { kind: 'redraw' }
  | { kind: 'stop'; jobId: string; taskName?: string }
  | { kind: 'approve'; jobId: string }
  | { kind: 'reject'; jobId: string; reason: string }

/** What is on the screen while a key is pressed. */
export interface Seen {
  /** As the filter leaves them. */
  jobs: readonly JobSummary[]
  /** The chosen or open job, as far as it is known. */
  job?: JobSummary
  tasks: readonly TaskView[]
  /** Rows of the list, or of the tasks. */
  page: number
  logsShown: boolean
  /** The ordinals of the log lines that are here, the second not included, and the rows of the pane. */
  log: { from: number; to: number; page: number }
}

/** The state to begin with: the list, or one job. */
export function initialState(jobId?: string): UiState {
  const state: UiState = {
    screen: 'list',
    filter: '',
    taskFilter: '',
    level: 'info',
    focus: 'tasks',
    shift: 0,
    help: false,
  }
  return jobId === undefined ? state : { ...state, screen: 'job', jobId }
}

/** The id of the job that is open or, in the list, chosen: the first where the chosen one isn't there any more. */
export function currentJobId(state: UiState, jobs: readonly JobSummary[]): string | undefined {
  if (state.screen === 'job') return state.jobId
  const chosen = jobs.find(job => job.job_id === state.jobId) ?? jobs[0]
  return chosen?.job_id
}

/** The chosen task where it is on the screen. */
export function currentTask(state: UiState, tasks: readonly TaskView[]): TaskView | undefined {
  return tasks.find(task => task.name === state.taskName)
}

/** The task whose log is shown: the chosen one or, for the whole job, the one that runs, or that failed. */
export function logTask(state: UiState, tasks: readonly TaskView[]): TaskView | undefined {
  return (
    currentTask(state, tasks) ??
    tasks.findLast(task => task.status === 'RUNNING') ??
    tasks.findLast(task => task.status === 'FAILED')
  )
}
