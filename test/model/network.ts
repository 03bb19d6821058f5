/** Between the nodes: loses, doubles, delays and reorders, as fate has it. */

import { PeerSilence } from '../../src/peers/client.js'
import { type Answer, readAnswer } from '../../src/protocol/envelope.js'
import type { World } from './world.js'

/** A request on one of the interconn routes. */
export interface Call {
  from: string
  route: string
  /** The body, or for a GET its query, as JSON. */
  text: string
}

/** A node as the others see it. */
export interface Peer {
  id: string
  /** Whether anybody listens. */
  up: boolean
  /** A stranger's software: nothing is known of what it does with requests that come after their sender has given up. */
  foreign: boolean
  /** The envelope of its answer; never settles where it dies over it. */
  receive: (call: Call) => Promise<unknown>
}

/** How long a caller waits for an answer. */
export const PEER_TIMEOUT_MS = 2000

export class Network {
  readonly #peers = new Map<string, Peer>()
  readonly #cut = new Set<string>()
  /** Requests that have still to arrive. */
  onTheirWay = 0

  constructor(private readonly world: World) {}

  join(peer: Peer): void {
    this.#peers.set(peer.id, peer)
  }

  cut(id: string, ms: number): void {
    this.#cut.add(id)
    this.world.clock.after(ms, () => this.#cut.delete(id))
  }

  /** Resolves with the answer, as a client reads it; rejects with PeerSilence. `alive` says whether the caller lives. */
  request(to: string, call: Call, signal: AbortSignal | undefined, alive: () => boolean): Promise<Answer> {
    const { clock, chaos } = this.world
    return new Promise((resolve, reject) => {
      const done = (settle: () => void): void => {
        timeout.done = true
        signal?.removeEventListener('abort', aborted)
        if (alive()) settle()
      }
      const aborted = (): void => done(() => reject(new PeerSilence('given up', true)))
      const timeout = clock.after(PEER_TIMEOUT_MS, () => done(() => reject(new PeerSilence('no answer in time', true))))
      if (signal?.aborted) return aborted()
      signal?.addEventListener('abort', aborted, { once: true })

      const peer = this.#peers.get(to)
      const { lost, mute, delayMs, againMs } = chaos.passage()
      if (lost || peer === undefined) return this.world.say(() => `${call.from} -> ${to} ${call.route}: lost`)
      const inTime = peer.foreign ? Math.min(delayMs, PEER_TIMEOUT_MS / 2) : delayMs
      this.#arrives(peer, call, inTime, answer => {
        if (mute || answer === undefined) return
        clock.after(chaos.delay(), () => {
          if (this.#isCut(call.from, to)) return
          if (answer === 'refused') return done(() => reject(new PeerSilence('connect ECONNREFUSED', false)))
          const read = readAnswer(answer)
          const passing = read === undefined || read.code === 502 || read.code === 503
          done(() => (passing ? reject(new PeerSilence(read?.message ?? 'not there', true)) : resolve(read)))
        })
      })
      if (againMs !== undefined)
        this.#arrives(peer, call, peer.foreign ? inTime + 20 : inTime + againMs, () => undefined)
    })
  }

  #arrives(peer: Peer, call: Call, delayMs: number, answered: (answer: unknown) => void): void {
    this.onTheirWay += 1
    this.world.clock.after(delayMs, () => {
      this.onTheirWay -= 1
      if (this.#isCut(call.from, peer.id)) return
      if (!peer.up) return answered('refused')
      void peer.receive(call).then(answer => {
        this.world.say(
          () => `${call.from} -> ${peer.id} ${call.route} ${short(call.text)}: ${short(JSON.stringify(answer))}`,
        )
        if (call.route === 'task/start' && readAnswer(answer)?.success === false) {
          const { job_id: job, task_name: task }: Record<string, string> = JSON.parse(call.text)
          this.world.refusedStarts.add(`${peer.id} ${job} ${task}`)
        }
        answered(answer)
      })
    })
  }

  #isCut(one: string, other: string): boolean {
    return this.#cut.has(one) || this.#cut.has(other)
  }
}

/** What a trace shows of a body. */
function short(text: string): string {
  return text
    .replace(/"(dag|config)":.*/s, '...')
    .replaceAll('"', '')
    .slice(0, 140)
}
