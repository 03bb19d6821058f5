/** GET /openapi.json of each listener, and GET /docs of the platform's. */
import { type RawRoute, servedRaw } from '../routes.js'
import type { CallMiddleware } from '../state.js'
import type { AboutTable, RawTable } from './about.js'
import { CALLBACK } from './callback.js'
import { type Description, describe, type Listener } from './describe.js'
import { INTERCONN } from './interconn.js'
import { OWN } from './own.js'
import { page } from './page.js'
import { PLATFORM } from './platform.js'
import { DESCRIPTION, PLATFORM_RAW } from './raw.js'

const TABLES: Record<Listener, [AboutTable, RawTable]> = {
  platform: [{ ...PLATFORM, ...OWN }, PLATFORM_RAW],
  interconn: [INTERCONN, DESCRIPTION],
  callback: [CALLBACK, DESCRIPTION],
}

/** The description of a listener; made once, when it is first asked for. */
export const description: (listener: Listener) => Description = once(listener =>
  describe(listener, ...TABLES[listener]),
)

const text = once((listener: Listener) => JSON.stringify(description(listener), null, 2))

const html = once((_all: 'all') => page([description('platform'), description('interconn'), description('callback')]))

function openapi(listener: Listener): CallMiddleware {
  return async ctx => {
    ctx.type = 'application/json'
    ctx.body = text(listener)
  }
}

const docs: CallMiddleware = async ctx => {
  ctx.type = 'html'
  // It loads nothing, runs nothing, and is shown in no other page.
  ctx.set(
    'content-security-policy',
    "default-src 'none'; style-src 'unsafe-inline'; frame-ancestors 'none'; base-uri 'none'",
  )
  ctx.set('x-content-type-options', 'nosniff')
  ctx.body = html('all')
}

/** The description's route of a listener that peers or components reach. */
export function descriptionRoutes(listener: 'interconn' | 'callback'): RawRoute[] {
  return servedRaw(DESCRIPTION, { openapi: openapi(listener) })
}

/** The platform listener's routes without an envelope. */
export function platformRawRoutes(others: { events: CallMiddleware; metrics: CallMiddleware }): RawRoute[] {
  return servedRaw(PLATFORM_RAW, { openapi: openapi('platform'), docs, ...others })
}

function once<K, V>(make: (key: K) => V): (key: K) => V {
  const made = new Map<K, V>()
  return key => {
    const known = made.get(key)
    if (known !== undefined) return known
    const value = make(key)
    made.set(key, value)
    return value
  }
}
