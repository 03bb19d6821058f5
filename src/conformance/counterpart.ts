/** Our own door during a test: takes what the tested node sends us, keeps it, and answers as the test of a job wants it. */
import { once } from 'node:events'
import {
  createServer,
  type IncomingHttpHeaders,
  type IncomingMessage,
  type Server,
  type ServerResponse,
} from 'node:http'
import { setTimeout as sleep } from 'node:timers/promises'
import { readHeaders } from '../protocol/headers.js'
import { asObject, type JsonObject } from '../protocol/job.js'

/** A call of the tested node. */
export interface Incoming {
  method: string
  /** `job/create` */
  route: string
  body: JsonObject
  query: Record<string, string>
  headers: IncomingHttpHeaders
  /** Whom its headers name as the caller. */
  caller: string | undefined
}

/** What is answered: an envelope, or `cut` for no answer and the end of the connection. */
export type Reply = JsonObject | 'cut'

/** Answers a call; undefined where it is not for it to say. */
export type Answerer = (call: Incoming) => Reply | undefined

const PREFIX = '/v1/interconn/schedule/'
const LONGEST = 8 * 1024 * 1024
const LOOK_MS = 20

export class Counterpart {
  /** All that came, in order. */
  readonly calls: Incoming[] = []
  readonly #answerers: Answerer[] = []
  readonly #server: Server

  private constructor(successCode: number) {
    const done = { code: successCode, msg: 'success', data: {} }
    this.#server = createServer((request, response) => {
      this.#take(request, response, done).catch(() => request.socket.destroy())
    })
  }

  /** Listens. Rejects with a sentence where it cannot. */
  static async listen(host: string, port: number, successCode: number): Promise<Counterpart> {
    const counterpart = new Counterpart(successCode)
    counterpart.#server.listen(port, host)
    await once(counterpart.#server, 'listening')
    return counterpart
  }

  /** Asks this one first from now on. */
  answerWith(answerer: Answerer): void {
    this.#answerers.unshift(answerer)
  }

  /** The first call that is meant, waiting for it so many milliseconds; undefined where none came. */
  async seen(isMeant: (call: Incoming) => boolean, ms: number, signal: AbortSignal): Promise<Incoming | undefined> {
    for (const end = performance.now() + ms; ; await sleep(LOOK_MS, undefined, { signal })) {
      const found = this.calls.find(isMeant)
      if (found !== undefined || performance.now() >= end) return found
    }
  }

  async close(): Promise<void> {
    const closed = once(this.#server, 'close')
    this.#server.close()
    this.#server.closeAllConnections()
    await closed
  }

  async #take(request: IncomingMessage, response: ServerResponse, done: JsonObject): Promise<void> {
    const { pathname, searchParams } = new URL(request.url ?? '/', 'http://us')
    const call: Incoming = {
      method: request.method ?? '',
      route: pathname.replace(PREFIX, ''),
      body: asObject(parsed(await textOf(request))),
      query: Object.fromEntries(searchParams),
      headers: request.headers,
      caller: readHeaders(request.headers).caller,
    }
    this.calls.push(call)
    const reply = this.#answerers.map(answerer => answerer(call)).find(each => each !== undefined) ?? done
    if (reply === 'cut') {
      request.socket.destroy()
      return
    }
    response.setHeader('content-type', 'application/json')
    response.end(JSON.stringify(reply))
  }
}

/** A call in a line. */
export function inWords({ method, route, body, query }: Incoming): string {
  const asked = Object.keys(query).length > 0 ? `?${new URLSearchParams(query)}` : ''
  return `${method} ${route}${asked} ${JSON.stringify(body)}`
}

async function textOf(request: IncomingMessage): Promise<string> {
  let text = ''
  for await (const part of request.setEncoding('utf8')) {
    text += part
    if (text.length > LONGEST) throw new Error('the body is too long')
  }
  return text
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}
