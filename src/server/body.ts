/** The body of a call: JSON, with or without a content type, also under GET. Section 3, "Leniency". */
import { bodyParser } from '@koa/bodyparser'
import { ProtocolError } from '../protocol/envelope.js'
import type { CallMiddleware } from './state.js'

/** 8 MiB: room for a DAG of thousands of tasks. */
const LIMIT = '8mb'

const JSON_TYPES = ['application/json', 'application/*+json', 'text/json', 'text/plain']

/** Puts the body, or for a GET without one its query, into `ctx.state.input`. */
export function body(): CallMiddleware[] {
  const parse = bodyParser({
    enableTypes: ['json'],
    extendTypes: { json: JSON_TYPES },
    jsonLimit: LIMIT,
    parsedMethods: ['GET', 'POST', 'DELETE'],
    onError: error => {
      throw asProtocolError(error)
    },
  })
  const settle: CallMiddleware = async (ctx, next) => {
    const hasBody = Number(ctx.get('content-length')) > 0 || ctx.get('transfer-encoding') !== ''
    if (hasBody && ctx.get('content-type') === '') ctx.req.headers['content-type'] = 'application/json'
    if (hasBody && !ctx.is(JSON_TYPES)) {
      throw new ProtocolError(415, `the body is of type "${ctx.get('content-type')}"; JSON belongs here`, {
        httpStatus: 415,
      })
    }
    ctx.state.input = undefined
    await next()
  }
  const take: CallMiddleware = async (ctx, next) => {
    const parsed: unknown = ctx.request.body
    const query = Object.fromEntries(ctx.URL.searchParams)
    const fromBody = typeof parsed === 'object' && parsed !== null && !Array.isArray(parsed) ? parsed : undefined
    ctx.state.input = ctx.method === 'GET' ? { ...fromBody, ...query } : (parsed ?? {})
    await next()
  }
  return [settle, parse, take]
}

function asProtocolError(error: Error): ProtocolError {
  const status = 'status' in error ? error.status : undefined
  if (status === 413) return new ProtocolError(413, `the body is larger than ${LIMIT}`, { httpStatus: 413 })
  if (status === 415) return new ProtocolError(415, error.message, { httpStatus: 415 })
  return new ProtocolError(400, `the body is not JSON: ${error.message}`, { httpStatus: 400 })
}
