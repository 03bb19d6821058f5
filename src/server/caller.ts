import { readHeaders } from '../protocol/headers.js'
import type { CallMiddleware } from './state.js'

/** Finds out who calls and under which trace, and gives the trace id back. Section 3, "Headers". */
export function caller(): CallMiddleware {
  return async (ctx, next) => {
    const { caller: node, traceId } = readHeaders(ctx.req.headers)
    ctx.state.caller = { node, traceId }
    ctx.set('x-trace-id', traceId)
    await next()
  }
}
