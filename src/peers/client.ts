/** Calls to other nodes: what is sent, and what their answers mean. All that knows got on this side of the daemon. */
import { Agent } from 'node:http'
import got, { type OptionsOfTextResponseBody, RequestError, type Response as ResponseOf } from 'got'
import type { PeerSettings } from '../config/settings.js'
import { type Answer, readAnswer } from '../protocol/envelope.js'
import { callHeaders } from '../protocol/headers.js'
import { own } from '../protocol/own.js'
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

/** What to ask of a route such as `task/poll`. */
export interface Look {
  method: 'GET' | 'POST' | 'OPTIONS'
  route: string
  query?: Record<string, string>
  body?: Record<string, string>
}

/** What came back. */
export interface Sighting {
  httpStatus: number
  /** The header of that name; empty where there is none. */
  allow: string
  text: string
  /** Absent for OPTIONS. */
  answer?: Answer
  /** Milliseconds for the round trip. */
  latencyMs: number
  /** Milliseconds by which the peer's clock is ahead; absent where it sends no Date. */
  clockDifferenceMs?: number
}

type Response = ResponseOf<string>

const PREFIX = '/v1/interconn/schedule/'

/** Request timeout, too early, too many requests, bad gateway, unavailable, gateway timeout: codes that ask for another try. */
const LATER: ReadonlySet<number> = new Set([408, 425, 429, 502, 503, 504])

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

  /** One exchange, measured, with whatever comes back: for who wants to know how a peer speaks. Throws PeerSilence. */
  async look(peer: string, { method, route, query, body }: Look, traceId: string): Promise<Sighting> {
    const began = performance.now()
    const {
      statusCode,
      headers,
      body: text,
    } = await this.#send(peer, `${PREFIX}${route}`, traceId, undefined, {
      method,
      ...(query && { searchParams: query }),
      ...(body && { allowGetBody: true, body: JSON.stringify(body), headers: { 'content-type': 'application/json' } }),
    })
    const latencyMs = Math.round((performance.now() - began) * 10) / 10
    // What answers OPTIONS is often not what answers the calls.
    const answer = method === 'OPTIONS' ? undefined : this.#answered(peer, statusCode, text)
    const seen = { httpStatus: statusCode, allow: headers.allow ?? '', text, latencyMs, ...(answer && { answer }) }
    const there = Date.parse(headers.date ?? '')
    if (Number.isNaN(there)) return seen
    // The header has whole seconds: within the one that it leaves open there is no difference to speak of.
    const ahead = there - (this.options.now ?? Date.now)()
    return { ...seen, clockDifferenceMs: ahead > 0 ? ahead : Math.min(0, ahead + 1000) }
  }

  /** A peer as the route table has it now. */
  row(peer: string): PeerSettings | undefined {
    return own(this.options.peers(), peer)
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

  /** A peer has called us: what waits for it is tried soon. */
  heard(peer: string): void {
    this.#circuits.get(peer)?.heard()
    this.#wake(peer)
  }

  #wake(peer: string): void {
    for (const wake of [...(this.#awaited.get(peer) ?? [])]) wake()
  }

  /** Resolves after `ms`, sooner when the peer has answered or called, or when aborted. */
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
    const readsBody = this.row(peer)?.preset === 'fate-flow'
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
    const { statusCode, body } = await this.#send(peer, path, traceId, signal, options)
    return this.#answered(peer, statusCode, body)
  }

  async #send(
    peer: string,
    path: string,
    traceId: string,
    signal: AbortSignal | undefined,
    options: OptionsOfTextResponseBody,
  ): Promise<Response> {
    const { self, timeoutMs, now = Date.now } = this.options
    const settings = this.row(peer)
    if (settings === undefined)
      throw this.#silent(peer, `no route to node "${peer}": it is not among this node's peers`, false)
    try {
      return await got(`${settings.address}${path}`, {
        ...options,
        headers: { ...options.headers, ...callHeaders(self, peer, traceId, now(), settings.headers) },
        agent: { http: this.#agent },
        timeout: { request: timeoutMs },
        retry: { limit: 0 },
        throwHttpErrors: false,
        followRedirect: false,
        ...(signal && { signal }),
      })
    } catch (error) {
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
    const passing = answer === undefined ? status >= 500 || status < 400 || LATER.has(status) : LATER.has(answer.code)
    if (passing) {
      const words = answer?.message || text.trim().slice(0, 200) || 'an empty answer'
      throw this.#silent(peer, `HTTP ${status}: ${words}`, true)
    }
    this.#sights.set(peer, { lastAnswerAt: (this.options.now ?? Date.now)() })
    this.#circuit(peer).answered()
    this.#wake(peer)
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
