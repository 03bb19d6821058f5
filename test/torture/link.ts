/** The network between two nodes: an HTTP proxy in front of a peer's interconn listener, for the calls of one other node. */
import { once, setMaxListeners } from 'node:events'
import { type Agent, createServer, type IncomingMessage, request, type Server, type ServerResponse } from 'node:http'
import type { Socket } from 'node:net'
import { setTimeout as sleep } from 'node:timers/promises'
import type { Random } from './random.js'

const WEIGHTS = {
  pass: 850,
  delay: 60,
  /** It never arrives. */
  lose: 20,
  /** It arrives, the answer does not. */
  loseAnswer: 25,
  /** The answer comes when nobody waits for it any more. */
  holdAnswer: 8,
  /** Arrives twice at once. */
  double: 20,
  /** Arrives once more, when it has long been answered. */
  doubleLate: 12,
  /** What stands between answers in the peer's place. */
  badGateway: 5,
}
type Treatment = keyof typeof WEIGHTS

export type Cut = 'reset' | 'silent'

export type Counts = Record<Treatment | 'cut' | 'away', number>

interface Reply {
  status: number
  headers: IncomingMessage['headers']
  body: Buffer
}

export class Link {
  readonly counts: Counts = {
    pass: 0,
    delay: 0,
    lose: 0,
    loseAnswer: 0,
    holdAnswer: 0,
    double: 0,
    doubleLate: 0,
    badGateway: 0,
    cut: 0,
    away: 0,
  }
  /** How the line is cut; undefined while it is whole. */
  cut: Cut | undefined
  /** Passes everything on as it is. */
  calm = false
  readonly #server: Server
  readonly #sockets = new Set<Socket>()
  readonly #closing = new AbortController()

  /** @param patienceMs for so long a node waits for an answer */
  constructor(
    private readonly random: Random,
    private readonly target: string,
    private readonly patienceMs: number,
    private readonly agent: Agent,
  ) {
    setMaxListeners(0, this.#closing.signal)
    this.#server = createServer((incoming, response) => {
      this.#serve(incoming, response).catch(() => response.destroy())
    })
    this.#server.on('connection', socket => {
      this.#sockets.add(socket)
      socket.on('close', () => this.#sockets.delete(socket))
    })
  }

  async listen(port: number): Promise<void> {
    this.#server.listen(port, '127.0.0.1')
    await once(this.#server, 'listening')
  }

  async close(): Promise<void> {
    this.#closing.abort()
    for (const socket of this.#sockets) socket.destroy()
    this.#server.close()
    await once(this.#server, 'close')
  }

  async #serve(incoming: IncomingMessage, response: ServerResponse): Promise<void> {
    const body = await readAll(incoming)
    // Drawn in any case: the n-th call of this line meets the n-th decision.
    const treatment = this.random.weighted(WEIGHTS)
    const delayMs = this.random.between(20, 700)
    if (this.cut !== undefined) {
      this.counts.cut += 1
      // Silence: the connection stands, and nothing comes.
      if (this.cut === 'silent') await this.#pause(4 * this.patienceMs)
      response.destroy()
      return
    }
    const chosen = this.calm ? 'pass' : treatment
    this.counts[chosen] += 1
    const reply = await this.#treat(chosen, incoming, body, delayMs)
    if (reply === undefined) response.destroy()
    else response.writeHead(reply.status, reply.headers).end(reply.body)
  }

  /** What the caller is answered; undefined where its connection breaks. */
  async #treat(
    treatment: Treatment,
    incoming: IncomingMessage,
    body: Buffer,
    delayMs: number,
  ): Promise<Reply | undefined> {
    const passOn = () => this.#passOn(incoming, body)
    switch (treatment) {
      case 'pass':
        return passOn()
      case 'delay':
        await this.#pause(delayMs)
        return passOn()
      case 'lose':
        return undefined
      case 'loseAnswer':
        await passOn()
        return undefined
      case 'holdAnswer': {
        const reply = await passOn()
        await this.#pause(this.patienceMs + delayMs)
        return reply
      }
      case 'double': {
        const [, second] = await Promise.all([passOn(), passOn()])
        return second
      }
      case 'doubleLate':
        this.#pause(4 * delayMs).then(passOn, () => undefined)
        return passOn()
      case 'badGateway':
        return { status: 502, headers: { 'content-type': 'text/plain' }, body: Buffer.from('the peer is away') }
    }
  }

  /** The peer's answer; undefined where it is away. */
  #passOn(incoming: IncomingMessage, body: Buffer): Promise<Reply | undefined> {
    return new Promise(resolve => {
      const away = (): void => {
        this.counts.away += 1
        resolve(undefined)
      }
      const { connection: _connection, host: _host, ...headers } = incoming.headers
      const outgoing = request(
        new URL(incoming.url ?? '/', this.target),
        { method: incoming.method, headers, agent: this.agent, signal: this.#closing.signal },
        answer => {
          readAll(answer).then(text => {
            const { connection: _answered, 'transfer-encoding': _coded, ...rest } = answer.headers
            resolve({ status: answer.statusCode ?? 500, headers: rest, body: text })
          }, away)
        },
      )
      outgoing.on('error', away)
      outgoing.end(body)
    })
  }

  async #pause(ms: number): Promise<void> {
    await sleep(ms, undefined, { signal: this.#closing.signal })
  }
}

async function readAll(message: IncomingMessage): Promise<Buffer> {
  const chunks: Buffer[] = []
  for await (const chunk of message) chunks.push(chunk)
  return Buffer.concat(chunks)
}
