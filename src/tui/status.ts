/** How a status looks: a symbol and a word, and a tone that says it again in colour. */

import type { TaskStatus } from '../protocol/values.js'
import type { JobSummary, PartyView, TaskView } from '../protocol/view.js'
import { symbols } from './symbols.js'

export type Tone = 'good' | 'bad' | 'busy' | 'ask' | 'quiet' | 'plain'

export interface Look {
  symbol: string
  word: string
  tone: Tone
}

const TASK_LOOK: Record<TaskStatus, Omit<Look, 'word'>> = {
  PENDING: { symbol: symbols.pending, tone: 'quiet' },
  READY: { symbol: symbols.ready, tone: 'plain' },
  RUNNING: { symbol: symbols.running, tone: 'busy' },
  SUCCESS: { symbol: symbols.success, tone: 'good' },
  FAILED: { symbol: symbols.failed, tone: 'bad' },
}

/** A task's status over all its parties; `stopped` where it was stopped by name, whatever its status. */
export function taskLook(task: Pick<TaskView, 'status' | 'stopped'>): Look {
  if (task.stopped && task.status !== 'SUCCESS') return { symbol: symbols.stopped, word: 'stopped', tone: 'quiet' }
  return { ...TASK_LOOK[task.status], word: task.status }
}

/** One party's status; `unknown` where this node cannot know it. */
export function partyLook(party: Pick<PartyView, 'status'> | undefined): Look {
  if (!party) return { symbol: ' ', word: '', tone: 'quiet' }
  if (!party.status) return { symbol: symbols.unknown, word: 'unknown', tone: 'quiet' }
  return { ...TASK_LOOK[party.status], word: party.status }
}

/** A job's status, with the look of its outcome where it has one. */
export function jobLook(job: Pick<JobSummary, 'status' | 'outcome' | 'awaiting_approval'>): Look {
  switch (job.status) {
    case 'PENDING':
      return job.awaiting_approval
        ? { symbol: symbols.unknown, word: 'PENDING', tone: 'ask' }
        : { symbol: symbols.pending, word: 'PENDING', tone: 'quiet' }
    case 'READY':
      return { symbol: symbols.ready, word: 'READY', tone: 'plain' }
    case 'RUNNING':
      return { symbol: symbols.running, word: 'RUNNING', tone: 'busy' }
    case 'REJECTED':
      return { symbol: symbols.failed, word: 'REJECTED', tone: 'bad' }
    case 'FINISHED':
      if (job.outcome === 'succeeded') return { symbol: symbols.success, word: 'FINISHED', tone: 'good' }
      if (job.outcome === 'stopped') return { symbol: symbols.stopped, word: 'FINISHED', tone: 'quiet' }
      return { symbol: symbols.failed, word: 'FINISHED', tone: 'bad' }
  }
}

/** How a job ended or, before that, whether it waits for this node's operator. */
export function outcomeWord(job: Pick<JobSummary, 'outcome' | 'awaiting_approval'>): string {
  return job.outcome ?? (job.awaiting_approval ? 'approve?' : '')
}

/** Done of all, as a bar of so many columns and in numbers: `████░░░░ 3/10`. */
export function progress(tasks: JobSummary['tasks'], columns: number): string {
  const numbers = `${tasks.success}/${tasks.total}`
  const length = Math.max(0, columns - 1 - Math.max(5, numbers.length))
  const full = tasks.total === 0 ? 0 : Math.floor((tasks.success / tasks.total) * length)
  return `${symbols.full.repeat(full)}${symbols.empty.repeat(length - full)} ${numbers}`
}

/** The properties of Ink's Text for a tone. */
export function inTone(tone: Tone): { color?: string; dimColor?: boolean; bold?: boolean } {
  switch (tone) {
    case 'good':
      return { color: 'green' }
    case 'bad':
      return { color: 'red' }
    case 'busy':
      return { color: 'cyan' }
    case 'ask':
      return { color: 'yellow', bold: true }
    case 'quiet':
      return { dimColor: true }
    case 'plain':
      return {}
  }
}
