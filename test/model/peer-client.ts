/** The client for other nodes, over the model's network in place of HTTP; its circuit is the real one. */

import type { PeerSettings } from '../../src/config/settings.js'
import { Circuit } from '../../src/peers/circuit.js'
import { PeerClient, type PeerSight, PeerSilence } from '../../src/peers/client.js'
import type { Answer } from '../../src/protocol/envelope.js'
import type { Life } from './life.js'
import { PEER_TIMEOUT_MS } from './network.js'

export class ModelClient extends PeerClient {
  readonly #circuitOf = new Map<string, Circuit>()
  readonly #sightOf = new Map<string, PeerSight>()
  readonly #pausing = new Map<string, Set<() => void>>()

  constructor(
    private readonly life: Life,
    private readonly self: string,
    peers: Record<string, PeerSettings>,
  ) {
    super({ self, peers: () => peers, timeoutMs: PEER_TIMEOUT_MS })
  }

  override post(peer: string, route: string, body: string, _trace: string, signal?: AbortSignal): Promise<Answer> {
    return this.#exchange(peer, route, body, signal)
  }

  override get(
    peer: string,
    route: string,
    query: Record<string, string>,
    _trace: string,
    signal?: AbortSignal,
  ): Promise<Answer> {
    return this.#exchange(peer, route, JSON.stringify(query), signal)
  }

  override sight(peer: string): PeerSight {
    return this.#sightOf.get(peer) ?? {}
  }

  override async turn(peer: string, signal: AbortSignal): Promise<void> {
    await this.#circuit(peer).turn(signal)
    if (signal.aborted) this.#circuit(peer).abandoned()
  }

  override async pause(peer: string, ms: number, signal: AbortSignal): Promise<void> {
    if (signal.aborted) return
    const pausing = this.#pausing.get(peer) ?? new Set()
    this.#pausing.set(peer, pausing)
    await new Promise<void>(resolve => {
      const done = (): void => {
        clearTimeout(timer)
        pausing.delete(done)
        signal.removeEventListener('abort', done)
        resolve()
      }
      const timer = setTimeout(done, ms)
      pausing.add(done)
      signal.addEventListener('abort', done, { once: true })
    })
  }

  async #exchange(peer: string, route: string, text: string, signal?: AbortSignal): Promise<Answer> {
    await this.life.moment(`calls ${peer} ${route}`)
    const { world } = this.life
    if (this.life.alive) world.rules.tells(this.self, peer, route, text)
    if (!this.life.alive) return new Promise(() => undefined)
    try {
      const answer = await world.network.request(peer, { from: this.self, route, text }, signal, () => this.life.alive)
      await this.life.moment(`has the answer of ${peer} to ${route}`)
      this.#sightOf.set(peer, { lastAnswerAt: world.clock.now })
      this.#circuit(peer).answered()
      for (const wake of [...(this.#pausing.get(peer) ?? [])]) wake()
      return answer
    } catch (error) {
      if (signal?.aborted) this.#circuit(peer).abandoned()
      else if (error instanceof PeerSilence) {
        const troubleSince = this.sight(peer).troubleSince ?? world.clock.now
        this.#sightOf.set(peer, { ...this.sight(peer), trouble: error.message, troubleSince })
        this.#circuit(peer).silent()
      }
      throw error
    }
  }

  #circuit(peer: string): Circuit {
    const circuit =
      this.#circuitOf.get(peer) ??
      new Circuit(
        () => this.life.world.clock.now,
        () => 0.5,
      )
    this.#circuitOf.set(peer, circuit)
    return circuit
  }
}
