/** A Koa application of one listener: the same few concerns, in one visible list. */
import Koa from 'koa'
import { body } from './body.js'
import { caller } from './caller.js'
import { type EnvelopeOptions, envelope } from './envelope.js'
import { type RawRoute, type Route, routes } from './routes.js'
import type { CallMiddleware, CallState } from './state.js'

export interface ApplicationOptions extends EnvelopeOptions {
  routes: readonly (Route | RawRoute)[]
  /** Lets in or throws; before the body is read. */
  gate?: CallMiddleware
  /** Routes that answer something else than an envelope. */
  raw?: CallMiddleware[]
}

export function application({ routes: table, gate, raw = [], ...options }: ApplicationOptions): Koa<CallState> {
  const app = new Koa<CallState>()
  const { missing, router } = routes(table)
  const middleware: CallMiddleware[] = [
    caller(),
    envelope(options),
    ...(gate ? [unlessOpen(gate, table)] : []),
    ...raw,
    ...body(),
    missing,
  ]
  for (const each of middleware) app.use(each)
  app.use(router.routes())
  // What breaks after the answer has begun is the connection's end, not ours.
  app.on('error', error => options.log.debug({ err: error }, 'a connection broke'))
  return app
}

/** The gate, but for the routes that need none. */
function unlessOpen(gate: CallMiddleware, table: readonly (Route | RawRoute)[]): CallMiddleware {
  const open = table.filter(route => 'open' in route && route.open)
  return (ctx, next) =>
    open.some(({ method, path }) => method === ctx.method && path === ctx.path) ? next() : gate(ctx, next)
}
