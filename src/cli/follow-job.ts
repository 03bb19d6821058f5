/** Waiting for a job's end: told of each change by the event stream, asking where there is none. */
import { isFinalJob } from '../protocol/values.js'
import type { JobView } from '../protocol/view.js'
import type { JobSource } from '../tui/source.js'
import { CliError, EXIT } from './exit.js'

/** How often a daemon is asked that streams no events. */
const POLL_MS = 2_000

export interface FollowOptions {
  /** Every state of the job that was seen, the final one too. */
  onChange(job: JobView): void
  /** Told once each time that the daemon can't be reached any more. */
  onAway?(reason: string): void
  /** For how many milliseconds the daemon may be away before it is given up. */
  patienceMs: number
  signal: AbortSignal
}

/**
 * Answers the job as it ended. Rejects with the daemon's refusal (an unknown job), when the daemon stays away for longer than the
 * patience, and with the signal's reason.
 */
export function followJob(source: JobSource, jobId: string, options: FollowOptions): Promise<JobView> {
  const { onChange, onAway, patienceMs, signal } = options
  return new Promise((resolve, reject) => {
    const over = new AbortController()
    let awaySince: number | undefined
    let streaming = false
    let looking = false
    let changed = false

    const end = (settle: () => void) => {
      clearInterval(poll)
      signal.removeEventListener('abort', interrupt)
      over.abort()
      settle()
    }
    const interrupt = () => end(() => reject(signal.reason))

    const look = async () => {
      const job = await source.job(jobId, over.signal)
      awaySince = undefined
      if (over.signal.aborted) return
      onChange(job)
      if (isFinalJob(job.status)) end(() => resolve(job))
    }
    const fail = (error: unknown) => {
      if (over.signal.aborted) return
      if (!(error instanceof CliError) || error.exitCode !== EXIT.unreachable) return end(() => reject(error))
      if (awaySince === undefined) onAway?.(error.message)
      awaySince ??= Date.now()
      if (Date.now() - awaySince >= patienceMs) end(() => reject(error))
    }
    /** One look at a time; what changes meanwhile is seen by the next. */
    const lookAgain = async () => {
      changed = true
      if (looking) return
      looking = true
      while (changed && !over.signal.aborted) {
        changed = false
        await look().catch(fail)
      }
      looking = false
    }

    const poll = setInterval(() => {
      if (!streaming) void lookAgain()
    }, POLL_MS)
    if (signal.aborted) return interrupt()
    signal.addEventListener('abort', interrupt)
    source.events(event => {
      streaming = event.kind !== 'away'
      if (event.kind !== 'job' || event.job.job_id === jobId) void lookAgain()
    }, over.signal)
  })
}
