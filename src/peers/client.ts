/** Calls to other nodes: what is sent, and what their answers mean. All that knows got on this side of the daemon. */
import { Agent } from 'node:http'
import got, { type OptionsOfTextResponseBody, RequestError } from 'got'
import type { PeerSettings } from '../config/settings.js'
import { type Answer, readAnswer } from '../protocol/envelope.js'
import { callHeaders } from '../protocol/headers.js'
import { Circuit } from './circuit.js'

/** A call that got no answer to rely on. `sent` is false where it cannot have reached the peer. */
export class PeerSilence extends Error {
  override name = 'PeerSilence'
  constructor(
    message: string,
    readonly sent: boolean,
  ) {
    super(message)
  }
}

export interface PeerClientOptions {
  self: string
  /** The route table as it is now. */
  peers: () => Record<string, PeerSettings>
  timeoutMs: number
  now?: () => number
  random?: () => number
}

/** What was last seen of a peer. */
export interface PeerSight {
  lastAnswerAt?: number
  trouble?: string
  troubleSince?: number
}

const PREFIX = '/v1/interconn/schedule/'

/** Refused connections and unknown names: nothing was sent. */
const NOT_SENT = new Set(['ECONNREFUSED', 'ENOTFOUND', 'EAI_AGAIN', 'EHOSTUNREACH', 'ENETUNREACH', 'EHOSTDOWN'])

export class PeerClient {
  readonly #agent = new Agent({ keepAlive: true, maxFreeSockets: 4 })
  readonly #sights = new Map<string, PeerSight>()
  readonly #awaited = new Map<string, Set<() => void>>()
  readonly #circuits = new Map<string, Circuit>()

  constructor(private readonly options: PeerClientOptions) {}

  /** Posts a body, as it is, to a route such as `task/start`. Throws PeerSilence. */
  post(peer: string, route: string, body: string, traceId: string, signal?: AbortSignal): Promise<Answer> {
    return this.#call(peer, `${PREFIX}${route}`, traceId, signal, {
      method: 'POST',
      body,
      headers: { 'content-type': 'application/json' },
    })
  }

  /** Asks a route with a query; FATE-Flow reads nothing but a body. Throws PeerSilence. */
  get(
    peer: string,
    route: string,
    query: Record<string, string>,
    traceId: string,
    signal?: AbortSignal,
  ): Promise<Answer> {
    return this.#call(peer, `${PREFIX}${route}`, traceId, signal, this.#asking(peer, query))
  }

  /** One round trip, measured: how long it took, and how far the peer's clock is ahead (its Date header has whole seconds). */
  async probe(
    peer: string,
    jobId: string,
    traceId: string,
  ): Promise<{ answer: Answer; latencyMs: number; clockDifferenceMs?: number }> {
    const began = performance.now()
    const asking = this.#asking(peer, { job_id: jobId })
    const { answer, date } = await this.#exchange(peer, `${PREFIX}job/status_all`, traceId, undefined, asking)
    const latencyMs = Math.round((performance.now() - began) * 10) / 10
    const there = Date.parse(date ?? '')
    if (Number.isNaN(there)) return { answer, latencyMs }
    const here = (this.options.now ?? Date.now)()
    // Within the second that the header leaves open there is no difference to speak of.
    const ahead = there - here
    return { answer, latencyMs, clockDifferenceMs: ahead > 0 ? ahead : Math.min(0, ahead + 1000) }
  }

  /** What was last seen of a peer. */
  sight(peer: string): PeerSight {
    return this.#sights.get(peer) ?? {}
  }

  /**
   * Resolves when a call to the peer may be tried: at once while it answers; of those that wait for one that is away, one at a
   * time, with growing pauses. Also resolves when aborted.
   */
  async turn(peer: string, signal: AbortSignal): Promise<void> {
    await this.#circuit(peer).turn(signal)
    if (signal.aborted) this.#circuit(peer).abandoned()
  }

  /** Resolves after `ms`, sooner when the peer has answered somebody, or when aborted. */
  async pause(peer: string, ms: number, signal: AbortSignal): Promise<void> {
    if (signal.aborted) return
    const waiting = this.#awaited.get(peer) ?? new Set()
    this.#awaited.set(peer, waiting)
    await new Promise<void>(resolve => {
      const done = (): void => {
        clearTimeout(timer)
        waiting.delete(done)
        signal.removeEventListener('abort', done)
        resolve()
      }
      const timer = setTimeout(done, ms)
      waiting.add(done)
      signal.addEventListener('abort', done, { once: true })
    })
  }

  close(): void {
    this.#agent.destroy()
  }

  #asking(peer: string, query: Record<string, string>): OptionsOfTextResponseBody {
    const readsBody = this.options.peers()[peer]?.preset === 'fate-flow'
    const body = { allowGetBody: true, body: JSON.stringify(query), headers: { 'content-type': 'application/json' } }
    return { method: 'GET', searchParams: query, ...(readsBody && body) }
  }

  async #call(
    peer: string,
    path: string,
    traceId: string,
    signal: AbortSignal | undefined,
    options: OptionsOfTextResponseBody,
  ): Promise<Answer> {
    return (await this.#exchange(peer, path, traceId, signal, options)).answer
  }

  async #exchange(
    peer: string,
    path: string,
    traceId: string,
    signal: AbortSignal | undefined,
    options: OptionsOfTextResponseBody,
  ): Promise<{ answer: Answer; date: string | undefined }> {
    const { self, peers, timeoutMs, now = Date.now } = this.options
    const settings = peers()[peer]
    if (settings === undefined)
      throw this.#silent(peer, `no route to node "${peer}": it is not among this node's peers`, false)
    try {
      const response = await got(`${settings.address}${path}`, {
        ...options,
        headers: { ...options.headers, ...callHeaders(self, peer, traceId, now()) },
        agent: { http: this.#agent },
        timeout: { request: timeoutMs },
        retry: { limit: 0 },
        throwHttpErrors: false,
        followRedirect: false,
        ...(signal && { signal }),
      })
      return { answer: this.#answered(peer, response.statusCode, response.body), date: response.headers.date }
    } catch (error) {
      if (error instanceof PeerSilence) throw error
      // A call that we gave up says nothing of the peer.
      if (signal?.aborted) {
        this.#circuit(peer).abandoned()
        throw new PeerSilence(reasonOf(error), true)
      }
      const code = error instanceof RequestError ? error.code : undefined
      throw this.#silent(peer, reasonOf(error), !(code !== undefined && NOT_SENT.has(code)))
    }
  }

  #answered(peer: string, status: number, text: string): Answer {
    const answer = readAnswer(parse(text))
    // Overloaded, or in front of one that is away: to be tried again.
    const passing = answer === undefined ? status >= 500 || status < 400 : answer.code === 502 || answer.code === 503
    if (passing) {
      const words = answer?.message || text.trim().slice(0, 200) || 'an empty answer'
      throw this.#silent(peer, `HTTP ${status}: ${words}`, true)
    }
    this.#sights.set(peer, { lastAnswerAt: (this.options.now ?? Date.now)() })
    this.#circuit(peer).answered()
    for (const wake of [...(this.#awaited.get(peer) ?? [])]) wake()
    return answer ?? { success: false, code: status, message: `HTTP ${status}: ${text.trim().slice(0, 200)}`, data: {} }
  }

  #circuit(peer: string): Circuit {
    const { now = Date.now, random = Math.random } = this.options
    const circuit = this.#circuits.get(peer) ?? new Circuit(now, random)
    this.#circuits.set(peer, circuit)
    return circuit
  }

  #silent(peer: string, message: string, sent: boolean): PeerSilence {
    const before = this.#sights.get(peer) ?? {}
    const troubleSince = before.troubleSince ?? (this.options.now ?? Date.now)()
    this.#sights.set(peer, { ...before, trouble: message, troubleSince })
    this.#circuit(peer).silent()
    return new PeerSilence(message, sent)
  }
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}

function reasonOf(error: unknown): string {
  return error instanceof Error ? error.message.replace(/\s+/g, ' ') : String(error)
}
