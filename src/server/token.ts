import { timingSafeEqual } from 'node:crypto'
import { ProtocolError } from '../protocol/envelope.js'
import type { CallMiddleware } from './state.js'

/** Lets in who knows the bearer token that only this machine's owner can read. */
export function bearerToken(token: string, tokenFile: string): CallMiddleware {
  const wanted = Buffer.from(token)
  return async (ctx, next) => {
    const given = Buffer.from(/^Bearer\s+(\S+)$/i.exec(ctx.get('authorization'))?.[1] ?? '')
    if (given.length !== wanted.length || !timingSafeEqual(given, wanted)) {
      ctx.set('www-authenticate', 'Bearer realm="isched"')
      throw new ProtocolError(401, `this listener asks for the bearer token in ${tokenFile}`, { httpStatus: 401 })
    }
    await next()
  }
}
