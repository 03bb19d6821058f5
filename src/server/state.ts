/** What the middleware finds out about a call, for the handler behind it. */
import type { DefaultContext, Middleware } from 'koa'
import type { Caller } from '../job/context.js'

export interface CallState {
  caller: Caller
  /** The parsed body; for a GET its query, or the body where it came in one. */
  input: unknown
}

export type CallMiddleware = Middleware<CallState, DefaultContext>
