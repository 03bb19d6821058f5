/** The lines of a task that are kept for the screen. */
import type { LogPage } from '../protocol/view.js'

export type LogLine = LogPage['lines'][number]

export interface LogBuffer {
  lines: readonly LogLine[]
  /** How many lines were here and have been dropped: the first line kept has this ordinal. */
  dropped: number
  /** Whether a page has come at all. */
  loaded: boolean
  /** No line will follow. */
  complete: boolean
  /** Why no lines come at the moment, in a sentence. */
  error?: string
}

export const NO_LINES: LogBuffer = { lines: [], dropped: 0, loaded: false, complete: false }

/** The most lines that are kept; who wants all of them asks `isched logs`. */
export const KEPT_LINES = 5000

/** The buffer with a page behind its lines. */
export function appendPage(buffer: LogBuffer, page: LogPage, kept = KEPT_LINES): LogBuffer {
  const lines = page.lines.length === 0 ? buffer.lines : [...buffer.lines, ...page.lines]
  const surplus = Math.max(0, lines.length - kept)
  return {
    lines: surplus === 0 ? lines : lines.slice(surplus),
    dropped: buffer.dropped + surplus,
    loaded: true,
    complete: page.complete,
  }
}
