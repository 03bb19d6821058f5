/** The routes of a listener, and what is answered to calls for which there is none. */
import Router from '@koa/router'
import type { Caller } from '../job/context.js'
import { ProtocolError } from '../protocol/envelope.js'
import type { AboutTable, RawTable } from './openapi/about.js'
import type { CallMiddleware, CallState } from './state.js'

/** What a handler is given (`values` stand in the path or the query), and answers: the `data` of the envelope. */
export type Handler = (input: unknown, caller: Caller, values: Record<string, string>) => Promise<unknown>

export interface Route {
  method: 'GET' | 'POST'
  path: string
  handle: Handler
}

/** A route that answers something else than an envelope. */
export interface RawRoute {
  method: 'GET' | 'POST'
  path: string
  respond: CallMiddleware
  /** Is answered without what the listener else asks for. */
  open?: true
}

/** The routes of a table, each with its handler: none may be missing, and none be more. */
export function served<T extends AboutTable>(table: T, handlers: { [Name in keyof T]: Handler }): Route[] {
  const names: (keyof T)[] = Object.keys(table)
  return names.flatMap(name => {
    const about = table[name]
    return about === undefined ? [] : [{ method: about.method, path: about.path, handle: handlers[name] }]
  })
}

/** The same for routes without an envelope. */
export function servedRaw<T extends RawTable>(table: T, responders: { [Name in keyof T]: CallMiddleware }): RawRoute[] {
  const names: (keyof T)[] = Object.keys(table)
  return names.flatMap(name => {
    const about = table[name]
    if (about === undefined) return []
    const { method, path, open } = about
    return [{ method, path, respond: responders[name], ...(open && { open }) }]
  })
}

/** Calls the handler of the route that a call names; 404 and 405 in the envelope else. */
export function routes(table: readonly (Route | RawRoute)[]): { missing: CallMiddleware; router: Router<CallState> } {
  const router = new Router<CallState>()
  for (const route of table) {
    const { method, path } = route
    if ('respond' in route) {
      router.register(path, [method.toLowerCase()], route.respond)
      continue
    }
    const { handle } = route
    router.register(path, [method.toLowerCase()], async ctx => {
      ctx.body =
        (await handle(ctx.state.input, ctx.state.caller, {
          ...Object.fromEntries(ctx.URL.searchParams),
          ...ctx.params,
        })) ?? {}
    })
  }
  const missing: CallMiddleware = async (ctx, next) => {
    const { path } = router.match(ctx.path, ctx.method)
    if (path.length === 0)
      throw new ProtocolError(404, `there is no route ${ctx.path} on this listener`, { httpStatus: 404 })
    const matching = table.filter(route => path.some(layer => layer.path === route.path))
    // What a route names word for word is no value of another's parameter: there is no job called `check`.
    const literal = matching.filter(route => route.path === ctx.path)
    const allowed = (literal.length > 0 ? literal : matching).map(({ method }) => method)
    if (allowed.some(method => method === ctx.method)) return next()
    ctx.set('allow', allowed.join(', '))
    throw new ProtocolError(405, `${ctx.path} takes ${allowed.join(' or ')}, not ${ctx.method}`, { httpStatus: 405 })
  }
  return { missing, router }
}
