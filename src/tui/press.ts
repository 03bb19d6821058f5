/** What a key does: the state after it, and what is to be done. */
import { isFinalJob, isFinalTask, LOG_LEVELS } from '../protocol/values.js'
import type { Key } from './keys.js'
import { answer } from './prompt.js'
import { currentJobId, type Effect, type Notice, type Seen, type UiState } from './ui-state.js'

export interface Pressed {
  state: UiState
  effect?: Effect
}

/** Columns by which an arrow moves log lines aside. */
const SHIFT = 20

/** Applies one key. `seen` is what the person saw when pressing it. */
export function press(before: UiState, key: Key, seen: Seen): Pressed {
  const { notice: _seen, ...state } = before
  if (key.name === 'interrupt') return { state, effect: { kind: 'quit', code: 130 } }
  if (key.name === 'redraw') return { state, effect: { kind: 'redraw' } }
  if (state.prompt) return answer(state, state.prompt, key)
  if (state.help) return { state: { ...state, help: false } }

  const word = key.name === 'character' ? key.text : key.name
  switch (word) {
    case 'q':
      return { state, effect: { kind: 'quit', code: 0 } }
    case '?':
      return { state: { ...state, help: true } }
    case '/': {
      const text = state.screen === 'list' ? state.filter : state.taskFilter
      return { state: { ...state, focus: 'tasks', prompt: { kind: 'filter', text, before: text } } }
    }
    case 's':
      return { state: askStop(state, seen) }
    case 'a':
    case 'r':
      return { state: askApproval(state, seen, word) }
  }
  if (state.screen === 'list') return { state: inList(state, word, seen) }
  if (state.focus === 'logs' && seen.logsShown) return { state: inLogs(state, word, seen) }
  return { state: inJob(state, word, seen) }
}

function inList(state: UiState, word: string, seen: Seen): UiState {
  const ids = seen.jobs.map(job => job.job_id)
  const id = currentJobId(state, seen.jobs)
  switch (word) {
    case 'enter':
    case 'right':
      return id === undefined ? state : openJob(state, id)
    case 'escape':
      return { ...state, filter: '' }
  }
  const at = moved(word, id === undefined ? 0 : ids.indexOf(id), ids.length, seen.page)
  const chosen = at === undefined ? undefined : ids[at]
  return chosen === undefined ? state : { ...state, jobId: chosen }
}

/** The job's screen, with nothing left over from the job that was open before. */
function openJob(state: UiState, jobId: string): UiState {
  const { taskName: _task, logTop: _top, ...rest } = state
  return { ...rest, screen: 'job', jobId, taskFilter: '', focus: 'tasks', shift: 0 }
}

function inJob(state: UiState, word: string, seen: Seen): UiState {
  switch (word) {
    case 'escape':
    case 'left':
      if (word === 'escape' && state.taskFilter !== '') return { ...state, taskFilter: '' }
      return { ...state, screen: 'list', focus: 'tasks' }
    case 'l':
      return { ...state, logs: !seen.logsShown, focus: 'tasks' }
    case 'enter':
    case 'right':
      return { ...state, logs: true, focus: 'logs' }
    case 'tab':
      return seen.logsShown ? { ...state, focus: 'logs' } : state
    case 'v':
      return nextLevel(state)
  }
  // The whole job stands before its tasks.
  const at = seen.tasks.findIndex(task => task.name === state.taskName) + 1
  const to = moved(word, at, seen.tasks.length + 1, seen.page)
  if (to === undefined || to === at) return state
  const { taskName: _before, logTop: _top, ...rest } = state
  const chosen = seen.tasks[to - 1]
  return chosen ? { ...rest, taskName: chosen.name, shift: 0 } : { ...rest, shift: 0 }
}

function inLogs(state: UiState, word: string, { log }: Seen): UiState {
  switch (word) {
    case 'escape':
    case 'tab':
      return { ...state, focus: 'tasks' }
    case 'l':
      return { ...state, logs: false, focus: 'tasks' }
    case 'v':
      return nextLevel(state)
    case 'left':
      return { ...state, shift: Math.max(0, state.shift - SHIFT) }
    case 'right':
      return { ...state, shift: state.shift + SHIFT }
  }
  const last = Math.max(log.from, log.to - log.page)
  const at = Math.min(Math.max(state.logTop ?? last, log.from), last)
  const to = moved(word, at - log.from, last - log.from + 1, log.page)
  if (to === undefined) return state
  const { logTop: _before, ...following } = state
  // At the end it follows again.
  return to + log.from >= last ? following : { ...following, logTop: to + log.from }
}

function nextLevel(state: UiState): UiState {
  const { logTop: _top, ...rest } = state
  const at = LOG_LEVELS.indexOf(state.level)
  return { ...rest, level: LOG_LEVELS[(at + 1) % LOG_LEVELS.length] ?? state.level }
}

/** Where a key of movement leads among `count` items, or nothing where it is no such key. */
function moved(word: string, at: number, count: number, page: number): number | undefined {
  const to = target(word, at, count, Math.max(1, page - 1))
  return to === undefined ? undefined : Math.max(0, Math.min(count - 1, to))
}

function target(word: string, at: number, count: number, page: number): number | undefined {
  switch (word) {
    case 'up':
    case 'k':
      return at - 1
    case 'down':
    case 'j':
      return at + 1
    case 'page up':
      return at - page
    case 'page down':
    case ' ':
      return at + page
    case 'home':
    case 'g':
      return 0
    case 'end':
    case 'G':
      return count - 1
    default:
      return undefined
  }
}

function askStop(state: UiState, seen: Seen): UiState {
  const { job } = seen
  if (!job) return state
  if (isFinalJob(job.status)) return tell(state, `Nothing to stop: the job is ${job.status}.`)
  const task = state.screen === 'job' ? seen.tasks.find(({ name }) => name === state.taskName) : undefined
  if (!task) return { ...state, prompt: { kind: 'stop', jobId: job.job_id } }
  if (isFinalTask(task.status)) return tell(state, `Nothing to stop: the task ${task.name} is ${task.status}.`)
  return { ...state, prompt: { kind: 'stop', jobId: job.job_id, taskName: task.name } }
}

function askApproval(state: UiState, { job }: Seen, word: 'a' | 'r'): UiState {
  if (!job) return state
  if (!job.awaiting_approval) return tell(state, 'This job does not wait for an approval here.')
  const { job_id: jobId } = job
  return { ...state, prompt: word === 'a' ? { kind: 'approve', jobId } : { kind: 'reject', jobId, text: '' } }
}

function tell(state: UiState, text: string): UiState {
  const notice: Notice = { text, variant: 'info' }
  return { ...state, notice }
}
