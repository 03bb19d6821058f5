/** Tells a peer one thing, however long it takes: tries, pauses, and doubts. */
import { setMaxListeners } from 'node:events'
import type { CallOutcome, Entry } from '../job/outbox.js'
import { type PeerClient, PeerSilence } from './client.js'

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
}

const FIRST_PAUSE_MS = 200
const LONGEST_PAUSE_MS = 30_000

/** How a call ended. A call is repeated only while its outcome is unknown; a repeat that is refused is not believed unasked. */
export async function deliver(client: PeerClient, delivery: Delivery): Promise<CallOutcome> {
  const { peer, traceId, signal, now } = delivery
  // Whether an earlier try may have arrived without our knowing.
  let doubtful = delivery.recovered
  if (delivery.recovered && delivery.entry().overtaken) return { kind: 'unknown', message: 'overtaken by a stop' }
  const either = AbortSignal.any([signal, delivery.overtaken])
  setMaxListeners(0, either)
  for (let tries = 0; ; tries += 1) {
    const entry = delivery.entry()
    try {
      const answer = await client.post(peer, entry.route, entry.body, traceId, signal)
      if (answer.success) return { kind: 'ok', data: answer.data }
      const refused = { kind: 'refused' as const, code: answer.code, message: answer.message || `code ${answer.code}` }
      return doubtful ? await believe(client, delivery, refused) : refused
    } catch (error) {
      if (!(error instanceof PeerSilence)) throw error
      signal.throwIfAborted()
      doubtful ||= error.sent
      if (delivery.entry().overtaken) {
        return doubtful
          ? { kind: 'unknown', message: error.message }
          : { kind: 'refused', code: 502, message: error.message }
      }
      if (now() >= entry.until) return { kind: 'expired', message: error.message }
    }
    await client.pause(peer, pauseAfter(tries, delivery.random()), either)
    signal.throwIfAborted()
    if (delivery.entry().overtaken)
      return doubtful
        ? { kind: 'unknown', message: 'overtaken by a stop' }
        : { kind: 'refused', code: 409, message: 'overtaken by a stop' }
  }
}

/** Growing pauses with jitter, in milliseconds: between half of it and the whole. */
export function pauseAfter(tries: number, random: number): number {
  const whole = Math.min(LONGEST_PAUSE_MS, FIRST_PAUSE_MS * 2 ** Math.min(tries, 20))
  return whole / 2 + (random * whole) / 2
}

/** Some peers refuse a repeat though the first try worked: ask how things stand before believing it. */
async function believe(
  client: PeerClient,
  { peer, traceId, signal, entry }: Delivery,
  refused: CallOutcome,
): Promise<CallOutcome> {
  const { route, body } = entry()
  const sent: unknown = JSON.parse(body)
  try {
    if (route === 'task/start') {
      const asked = JSON.stringify({ task_id: fieldOf(sent, 'task_id'), role: entry().role ?? '' })
      const answer = await client.post(peer, 'task/poll', asked, traceId, signal)
      if (answer.success && answer.data.status !== 'PENDING') return { kind: 'ok', data: {} }
    } else if (route === 'job/create' || route === 'job/create_all') {
      const answer = await client.get(peer, 'job/status_all', { job_id: fieldOf(sent, 'job_id') }, traceId, signal)
      if (answer.success) return { kind: 'ok', data: {} }
    }
  } catch (error) {
    if (!(error instanceof PeerSilence)) throw error
  }
  return refused
}

function fieldOf(body: unknown, name: string): string {
  if (typeof body !== 'object' || body === null) return ''
  const value: unknown = Reflect.get(body, name)
  return typeof value === 'string' ? value : ''
}
