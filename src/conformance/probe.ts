/**
 * Raw calls to the node that is tested, each kept with its answer. It is not the client of the daemon, which is lenient on purpose:
 * here what came is what is looked at.
 */
import got, { RequestError, TimeoutError } from 'got'
import type { JsonObject } from '../protocol/job.js'

/** One call, and what came of it. */
export interface Exchange {
  method: string
  /** `job/create` */
  route: string
  /** The call in a line: method, route and body. */
  sent: string
  /** The answer in a line: HTTP status and body, or why there is none. */
  came: string
  /** Absent where no answer came. */
  httpStatus?: number
  /** The body where it is JSON. */
  json?: unknown
  /** It broke the rules itself, so that its answer need not be an envelope. */
  isOdd?: true
}

export interface CallOptions {
  query?: Record<string, string>
  /** Instead of those that name us as the caller. */
  headers?: Record<string, string>
  /** The body as it is sent. */
  text?: string
  /** It is no call of the protocol: its answer need not be an envelope. */
  isOdd?: true
}

export interface ProbeOptions {
  /** `http://host:port`, without a slash at its end. */
  url: string
  /** Those that every call has. */
  headers: () => Record<string, string>
  /** Milliseconds for an answer. */
  timeoutMs: number
  signal: AbortSignal
}

/** The node can't be reached, or does not answer any more: nothing that follows would mean anything. */
export class Unreachable extends Error {
  override name = 'Unreachable'
}

/** After so many calls in a row that were waited for in vain no more are made. */
const MOST_SILENCES = 5

const PREFIX = '/v1/interconn/schedule/'

/** Nothing was sent. */
const NOT_SENT = new Set(['ECONNREFUSED', 'ENOTFOUND', 'EAI_AGAIN', 'EHOSTUNREACH', 'ENETUNREACH', 'EHOSTDOWN'])

/** So much of an answer is kept. */
const LONGEST = 4_000

export class Probe {
  /** All that was called, in order. */
  readonly exchanges: Exchange[] = []
  #silences = 0

  constructor(private readonly options: ProbeOptions) {}

  post(route: string, body: JsonObject, options: CallOptions = {}): Promise<Exchange> {
    return this.call('POST', route, { ...options, text: JSON.stringify(body) })
  }

  get(route: string, query: Record<string, string>, options: CallOptions = {}): Promise<Exchange> {
    return this.call('GET', route, { ...options, query })
  }

  /** One call, never repeated. Throws {@link Unreachable}, and the signal's reason when aborted. */
  async call(
    method: 'GET' | 'POST',
    route: string,
    { query, headers, text, isOdd }: CallOptions = {},
  ): Promise<Exchange> {
    const { url, timeoutMs, signal } = this.options
    const search = query === undefined ? '' : `?${new URLSearchParams(query)}`
    const sent = `${method} ${route}${search}${text === undefined ? '' : ` ${text}`}`
    const about = { method, route, sent, ...(isOdd && { isOdd }) }
    signal.throwIfAborted()
    const exchange = await this.#exchange(about, () =>
      got(`${url}${PREFIX}${route}${search}`, {
        method,
        headers: {
          ...(headers ?? this.options.headers()),
          ...(text !== undefined && { 'content-type': 'application/json' }),
        },
        ...(text !== undefined && { body: text, allowGetBody: true }),
        timeout: { request: timeoutMs },
        retry: { limit: 0 },
        throwHttpErrors: false,
        followRedirect: false,
        signal,
      }),
    )
    this.exchanges.push(exchange)
    return exchange
  }

  async #exchange(
    about: Pick<Exchange, 'method' | 'route' | 'sent' | 'isOdd'>,
    send: () => Promise<{ statusCode: number; body: string }>,
  ): Promise<Exchange> {
    try {
      const { statusCode: httpStatus, body } = await send()
      this.#silences = 0
      const words = body.trim() === '' ? 'an empty body' : body.trim().slice(0, LONGEST)
      return { ...about, httpStatus, came: `HTTP ${httpStatus} ${words}`, json: parsed(body) }
    } catch (error) {
      this.options.signal.throwIfAborted()
      const words = error instanceof Error ? error.message.replace(/\s+/g, ' ') : String(error)
      if (error instanceof RequestError && NOT_SENT.has(error.code)) throw new Unreachable(words, { cause: error })
      this.#silences = error instanceof TimeoutError ? this.#silences + 1 : 0
      if (this.#silences >= MOST_SILENCES) throw new Unreachable(`${MOST_SILENCES} calls in a row had no answer`)
      return { ...about, came: `no answer: ${words}` }
    }
  }
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}
