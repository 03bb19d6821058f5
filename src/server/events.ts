/** Changes of jobs as server-sent events, with catch-up for who was away. */
import { randomBytes } from 'node:crypto'
import { PassThrough } from 'node:stream'
import type { JobSummary } from '../protocol/view.js'
import type { CallMiddleware } from './state.js'

/** How many changes can be caught up on; who missed more reads everything again. */
const KEPT = 1000
/** Often enough that a few lost ones don't look like a daemon that is gone. */
const HEARTBEAT_MS = 5_000

interface Sent {
  number: number
  summary: JobSummary
}

export class EventStream {
  /** Another run of the daemon counts anew, and its numbers mean other things. */
  readonly #run = randomBytes(4).toString('hex')
  readonly #kept: Sent[] = []
  readonly #listeners = new Set<PassThrough>()
  #number = 0

  /** Tells everyone who listens. */
  publish(summary: JobSummary): void {
    this.#number += 1
    const sent = { number: this.#number, summary }
    this.#kept.push(sent)
    if (this.#kept.length > KEPT) this.#kept.shift()
    for (const listener of this.#listeners) {
      // Who does not read is let go, and catches up when it comes again.
      if (listener.writableLength > 1024 * 1024) listener.destroy()
      else listener.write(this.#text(sent))
    }
  }

  /** GET /v1/isched/events */
  middleware(path: string): CallMiddleware {
    return async (ctx, next) => {
      if (ctx.path !== path || ctx.method !== 'GET') return next()
      const stream = new PassThrough()
      ctx.req.socket.setNoDelay(true)
      ctx.respond = false
      ctx.res.writeHead(200, {
        'content-type': 'text/event-stream',
        'cache-control': 'no-store',
        connection: 'keep-alive',
      })
      stream.pipe(ctx.res)
      stream.write(this.#catchUp(ctx.get('last-event-id')))
      const heartbeat = setInterval(() => stream.write(': here\n\n'), HEARTBEAT_MS)
      this.#listeners.add(stream)
      const end = (): void => {
        clearInterval(heartbeat)
        this.#listeners.delete(stream)
        stream.destroy()
      }
      ctx.res.on('close', end)
      stream.on('close', () => {
        end()
        ctx.res.destroy()
      })
    }
  }

  /** Ends every stream. */
  close(): void {
    for (const listener of this.#listeners) listener.destroy()
  }

  #catchUp(lastId: string): string {
    const [run, text = ''] = lastId.split('-')
    const last = Number(text)
    const oldest = this.#kept[0]?.number ?? this.#number + 1
    const isKnown = run === this.#run && Number.isInteger(last) && last >= oldest - 1 && last <= this.#number
    if (isKnown)
      return `: caught up\n\n${this.#kept
        .filter(({ number }) => number > last)
        .map(sent => this.#text(sent))
        .join('')}`
    return `id: ${this.#run}-${this.#number}\nevent: reset\ndata: {}\n\n`
  }

  #text({ number, summary }: Sent): string {
    return `id: ${this.#run}-${number}\nevent: job\ndata: ${JSON.stringify(summary)}\n\n`
  }
}
