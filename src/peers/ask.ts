/** Asks a scheduler that may end a job without a word whether it has. Section 2, `status_all`. */
import { setTimeout as sleep } from 'node:timers/promises'
import { statusAnswerSchema } from '../protocol/calls.js'
import { type PeerClient, PeerSilence } from './client.js'

export interface Asking {
  peer: string
  jobId: string
  /** How many tasks the job has. */
  tasks: number
  traceId: string
  intervalMs: number
  signal: AbortSignal
  /** It is over; `good` where every task ended well. */
  onOver: (good: boolean) => void
}

/** Asks until it has an answer that says so, or is aborted. */
export async function ask(client: PeerClient, asking: Asking): Promise<void> {
  const { peer, jobId, tasks, traceId, intervalMs, signal, onOver } = asking
  while (!signal.aborted) {
    await sleep(intervalMs, undefined, { signal }).catch(() => undefined)
    await client.turn(peer, signal)
    if (signal.aborted) return
    try {
      const answer = await client.get(peer, 'job/status_all', { job_id: jobId }, traceId, signal)
      const over = answer.success ? endSaid(answer.data, tasks) : undefined
      if (over === undefined) continue
      onOver(over === 'good')
      return
    } catch (error) {
      if (!(error instanceof PeerSilence)) throw error
    }
  }
}

/**
 * What an answer to `status_all` says of a job's end; undefined where it says none. Kuscia leaves `job_status` out, and lists
 * only the tasks that it has started; FATE-Flow says SUCCESS or FAILED of a job, too.
 */
export function endSaid(data: Record<string, unknown>, tasks: number): 'good' | 'bad' | undefined {
  const { job_status: job, status = {} } = statusAnswerSchema.parse(data)
  const statuses = Object.values(status)
  if (job === 'PENDING' || job === 'READY' || job === 'RUNNING') return undefined
  if (statuses.length >= tasks && statuses.every(each => each === 'SUCCESS')) return 'good'
  return job !== undefined || statuses.includes('FAILED') ? 'bad' : undefined
}
