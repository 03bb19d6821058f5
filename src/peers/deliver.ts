/** Tells a peer one thing, however long it takes: tries, pauses, and doubts. */
import { setMaxListeners } from 'node:events'
import type { CallOutcome, Entry } from '../job/outbox.js'
import type { Answer } from '../protocol/envelope.js'
import { type PeerClient, PeerSilence } from './client.js'
import { pauseAfter } from './pause.js'

export interface Delivery {
  peer: string
  traceId: string
  /** It may have been tried before this daemon started. */
  recovered: boolean
  /** The entry as it is stored now: a stop may have overtaken it meanwhile. */
  entry: () => Entry
  signal: AbortSignal
  /** Resolves when a stop has overtaken it. */
  overtaken: AbortSignal
  now: () => number
  random: () => number
  /** After every try, answered or not. */
  onTry: () => void
}

/** How a call ended. A call is repeated only while its outcome is unknown; a repeat that is refused is not believed unasked. */
export async function deliver(client: PeerClient, delivery: Delivery): Promise<CallOutcome> {
  const { peer, traceId, signal, now } = delivery
  // Whether an earlier try may have arrived without our knowing.
  let doubtful = delivery.recovered
  if (delivery.recovered && delivery.entry().overtaken) return { kind: 'unknown', message: 'overtaken by a stop' }
  const either = AbortSignal.any([signal, delivery.overtaken])
  setMaxListeners(0, either)
  for (let tries = 0; ; tries += 1) {
    await client.turn(peer, either)
    signal.throwIfAborted()
    const entry = delivery.entry()
    if (entry.overtaken) return given(doubtful, 'overtaken by a stop')
    try {
      if (doubtful && (await hasArrived(client, delivery))) return { kind: 'ok', data: {} }
      // A stop may have come, and been told, while the peer was asked.
      if (delivery.entry().overtaken) return given(doubtful, 'overtaken by a stop')
      const answer = await client.post(peer, entry.route, entry.body, traceId, signal)
      delivery.onTry()
      if (answer.success) return { kind: 'ok', data: answer.data }
      // A refused repeat is not believed unasked: the first try may have arrived meanwhile.
      if (doubtful && (await hasArrived(client, delivery))) return { kind: 'ok', data: {} }
      return { kind: 'refused', code: answer.code, message: answer.message || `code ${answer.code}, without a reason` }
    } catch (error) {
      if (!(error instanceof PeerSilence)) throw error
      signal.throwIfAborted()
      delivery.onTry()
      doubtful ||= error.sent
      if (delivery.entry().overtaken) return given(doubtful, error.message)
      if (now() >= entry.until) return { kind: 'expired', message: error.message }
    }
    await client.pause(peer, pauseAfter(tries, delivery.random()), either)
    signal.throwIfAborted()
  }
}

/** What an overtaken call comes to: unknown where it may have arrived, else as good as refused. */
function given(doubtful: boolean, message: string): CallOutcome {
  return doubtful ? { kind: 'unknown', message } : { kind: 'refused', code: 409, message }
}

/**
 * Whether a peer has taken already what is about to be said again: some refuse a repeat though the first try worked, and nothing
 * may be started twice. False also where there is no way to ask.
 */
async function hasArrived(client: PeerClient, { peer, traceId, signal, entry }: Delivery): Promise<boolean> {
  const { route, body, role } = entry()
  const sent: unknown = JSON.parse(body)
  switch (route) {
    case 'task/start': {
      const asked = JSON.stringify({ task_id: fieldOf(sent, 'task_id'), role: role ?? '' })
      const answer = await client.post(peer, 'task/poll', asked, traceId, signal)
      return answer.success && typeof answer.data.status === 'string' && answer.data.status.toUpperCase() !== 'PENDING'
    }
    case 'job/create':
    case 'job/create_all':
      return isKnown(await client.get(peer, 'job/status_all', { job_id: fieldOf(sent, 'job_id') }, traceId, signal))
    default:
      return false
  }
}

/** FATE-Flow answers with success, and nothing, about a job that it does not know. */
function isKnown({ success, data }: Answer): boolean {
  return success && ('status' in data || 'job_status' in data)
}

function fieldOf(body: unknown, name: string): string {
  if (typeof body !== 'object' || body === null) return ''
  const value: unknown = Reflect.get(body, name)
  return typeof value === 'string' ? value : ''
}
