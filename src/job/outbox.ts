/**
 * What one part of a job has to tell other nodes, in order for each peer, until it is acknowledged. Pure: the bodies lie
 * in the job's document and are resent byte for byte.
 */
import type { Outstanding } from './commands.js'

/** The routes that are told rather than asked. */
export type CallRoute =
  | 'job/create_all'
  | 'job/create'
  | 'job/start'
  | 'task/start'
  | 'job/stop_all'
  | 'job/stop'
  | 'job/audit_confirm'
  | 'task/callback'
  | 'task/stop'

export interface Entry {
  id: number
  route: CallRoute
  /** JSON text. */
  body: string
  /** The task it is about. */
  task?: string
  /** A role that the peer holds in it, to ask with. */
  role?: string
  /** A stop came after it: the try under way is waited for, and no other is made. */
  overtaken?: true
  /** Milliseconds since 1970: patience ends then. */
  until: number
}

export interface Outbox {
  /** The id of the next entry. */
  next: number
  peers: Record<string, Entry[]>
}

/** How a call ended, after all its tries. */
export type CallOutcome =
  | { kind: 'ok'; data: Record<string, unknown> }
  /** A definite no, in the peer's words. */
  | { kind: 'refused'; code: number; message: string }
  /** Whether it arrived is not known: it was overtaken before an answer came. */
  | { kind: 'unknown'; message: string }
  /** Patience ended. */
  | { kind: 'expired'; message: string }

export function emptyOutbox(): Outbox {
  return { next: 1, peers: {} }
}

/** Puts a call behind what the peer has yet to hear. */
export function post(
  outbox: Outbox,
  peer: string,
  call: Omit<Entry, 'id' | 'body'> & { body: Record<string, unknown> },
): Entry {
  const entry: Entry = { ...call, id: outbox.next, body: JSON.stringify(call.body) }
  outbox.next += 1
  const queue = outbox.peers[peer]
  if (queue === undefined) outbox.peers[peer] = [entry]
  else queue.push(entry)
  return entry
}

/**
 * Makes way for a stop: drops what was never tried, and lets what is being tried end with its present try. `concerns`
 * says which entries the stop makes void. Answers what was dropped.
 */
export function makeWay(outbox: Outbox, peer: string, concerns: (entry: Entry) => boolean): Entry[] {
  const queue = outbox.peers[peer] ?? []
  const dropped: Entry[] = []
  // Found out before anything is marked: a mark lets the next one pass for the first.
  const underWay = queue.map((_entry, place) => isUnderWay(queue, place))
  const kept = queue.filter((entry, place) => {
    if (!concerns(entry)) return true
    if (underWay[place]) {
      entry.overtaken = true
      return true
    }
    dropped.push(entry)
    return false
  })
  if (kept.length > 0) outbox.peers[peer] = kept
  else delete outbox.peers[peer]
  return dropped
}

/** Takes an answered entry out; undefined where it is gone already. */
export function settle(outbox: Outbox, peer: string, id: number): Entry | undefined {
  const queue = outbox.peers[peer] ?? []
  const place = queue.findIndex(entry => entry.id === id)
  if (place < 0) return undefined
  const [entry] = queue.splice(place, 1)
  if (queue.length === 0) delete outbox.peers[peer]
  return entry
}

/** Whether anything of this route is still to be told to the peer. */
export function isPending(outbox: Outbox, peer: string, route: CallRoute): boolean {
  return outbox.peers[peer]?.some(entry => entry.route === route) ?? false
}

/** One call for each peer: the first that no stop has overtaken; beside it those overtaken, until their try has ended. */
export function outboxCommands(part: 'initiator' | 'scheduler' | 'participant', outbox: Outbox): Outstanding {
  const commands: Outstanding = {}
  for (const [peer, queue] of Object.entries(outbox.peers)) {
    for (const [place, entry] of queue.entries()) {
      if (!isUnderWay(queue, place)) continue
      commands[`call:${part}:${peer}:${entry.id}`] = { type: 'call', part, peer, entry }
    }
  }
  return commands
}

/** Under way are the overtaken ones and the first of the rest. */
function isUnderWay(queue: readonly Entry[], place: number): boolean {
  return queue[place]?.overtaken === true || queue.findIndex(entry => entry.overtaken !== true) === place
}
