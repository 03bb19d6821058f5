import { styleText } from 'node:util'
import type { JobStatus, TaskStatus } from '../protocol/values.js'
import type { JobSummary } from '../protocol/view.js'
import type { Output } from './io.js'

type Format = 'bold' | 'dim' | 'red' | 'green' | 'yellow' | 'cyan' | 'magenta'

/** Dresses a text in a colour, or leaves it as it is. */
export type Style = (format: Format, text: string) => string

/** Whether a stream gets colour: NO_COLOR and FORCE_COLOR decide, else whether it is a terminal. */
export function wantsColour(output: Output, env: Readonly<Record<string, string | undefined>>): boolean {
  if (env.NO_COLOR || env.FORCE_COLOR === '0' || env.FORCE_COLOR === 'false') return false
  if (env.FORCE_COLOR !== undefined) return true
  return output.isTTY === true && env.TERM !== 'dumb'
}

/** The style for a stream. */
export function styleFor(output: Output, env: Readonly<Record<string, string | undefined>>): Style {
  return wantsColour(output, env)
    ? (format, text) => styleText(format, text, { validateStream: false })
    : (_, text) => text
}

const COLOUR_OF_STATUS: Record<TaskStatus | JobStatus, Format> = {
  PENDING: 'dim',
  READY: 'yellow',
  RUNNING: 'cyan',
  SUCCESS: 'green',
  FAILED: 'red',
  FINISHED: 'green',
  REJECTED: 'red',
}

/** A task's or a job's status in its colour. */
export function styledStatus(style: Style, status: TaskStatus | JobStatus): string {
  return style(COLOUR_OF_STATUS[status], status)
}

/** A job's status and, once it has ended, how: `FINISHED failed`. */
export function styledJobStatus(style: Style, job: Pick<JobSummary, 'status' | 'outcome'>): string {
  if (job.outcome === undefined || job.outcome === 'rejected') return styledStatus(style, job.status)
  return style(job.outcome === 'succeeded' ? 'green' : 'red', `${job.status} ${job.outcome}`)
}
