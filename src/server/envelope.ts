/** Every answer in its envelope, success in the caller's edition and errors as a code with a sentence. Section 3. */
import type { Logger } from 'pino'
import { BodyError } from '../job/check.js'
import { type Envelope, ProtocolError } from '../protocol/envelope.js'
import type { CallMiddleware } from './state.js'

export interface EnvelopeOptions {
  log: Logger
  /** The success code that a caller takes, by its node id and by what it sent. */
  successCode: (caller: string | undefined, input: unknown) => number
}

/** Puts what a handler left in `ctx.body` into the envelope, and turns what it threw into one. */
export function envelope({ log, successCode }: EnvelopeOptions): CallMiddleware {
  return async (ctx, next) => {
    const began = performance.now()
    try {
      await next()
      if (ctx.respond === false || ctx.body instanceof Uint8Array || typeof ctx.body === 'string') return
      const data = ctx.body ?? {}
      ctx.status = 200
      ctx.body = { code: successCode(ctx.state.caller.node, ctx.state.input), msg: 'success', data }
    } catch (error) {
      const failure = asProtocolError(error)
      ctx.status = failure.details.httpStatus ?? 200
      const body: Envelope = { code: failure.code, msg: failure.message, data: failure.details.data ?? {} }
      ctx.body = body
      if (failure.code === 500)
        log.error({ err: error, trace: ctx.state.caller?.traceId, path: ctx.path }, 'a fault of ours')
    } finally {
      log.debug(
        {
          trace: ctx.state.caller?.traceId,
          caller: ctx.state.caller?.node,
          method: ctx.method,
          path: ctx.path,
          status: ctx.status,
          ms: Math.round(performance.now() - began),
          ...said(ctx.body),
        },
        'answered',
      )
    }
  }
}

function said(body: unknown): { code?: unknown; msg?: unknown } {
  if (typeof body !== 'object' || body === null || !('code' in body)) return {}
  return { code: body.code, ...('msg' in body && { msg: body.msg }) }
}

function asProtocolError(error: unknown): ProtocolError {
  if (error instanceof ProtocolError) return error
  if (error instanceof BodyError) return new ProtocolError(400, error.message)
  return new ProtocolError(500, 'a fault of this node; its log says more under this trace id')
}
