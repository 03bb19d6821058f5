/** Asks a peer again and again how a task stands there; the one timer on the normal path. Section 6. */
import { setTimeout as sleep } from 'node:timers/promises'
import { isTaskStatus, type TaskStatus } from '../protocol/values.js'
import { type PeerClient, PeerSilence } from './client.js'
import { pauseAfter } from './pause.js'

export interface Polling {
  peer: string
  taskId: string
  role: string
  traceId: string
  intervalMs: number
  signal: AbortSignal
  random: () => number
  /** The status, and the component's words where the peer passes them on. */
  onStatus: (status: TaskStatus, message: string | undefined) => void
  /** After every try, answered or not. */
  onTry: () => void
  /** The peer has said often enough in a row that it has no such task. */
  onDisowned: (message: string) => void
}

/** One such answer may come before the start has settled; so many in a row do not. */
const DISOWNED_AFTER = 3

/** Polls until aborted. */
export async function poll(client: PeerClient, polling: Polling): Promise<void> {
  const { peer, taskId, role, traceId, intervalMs, signal, random } = polling
  const body = JSON.stringify({ task_id: taskId, role })
  let silences = 0
  let refusals = 0
  while (!signal.aborted) {
    if (silences === 0) await sleep(intervalMs, undefined, { signal }).catch(() => undefined)
    else await client.pause(peer, Math.max(intervalMs, pauseAfter(silences, random())), signal)
    await client.turn(peer, signal)
    if (signal.aborted) return
    try {
      const answer = await client.post(peer, 'task/poll', body, traceId, signal)
      silences = 0
      const status = String(answer.data.status ?? '').toUpperCase()
      if (answer.success && isTaskStatus(status)) {
        refusals = 0
        const { reason } = answer.data
        polling.onStatus(status, typeof reason === 'string' ? reason : undefined)
      } else {
        refusals += 1
        if (refusals >= DISOWNED_AFTER) polling.onDisowned(answer.message)
      }
    } catch (error) {
      if (!(error instanceof PeerSilence)) throw error
      silences += 1
    }
    polling.onTry()
  }
}
