import { pino } from 'pino'
import type { Test } from 'tap'
import { type ApplicationOptions, application } from '../../src/server/application.js'
import { listen } from '../../src/server/listen.js'
import type { Route } from '../../src/server/routes.js'

/** What a handler was given, as the routes of {@link serve} give it back. */
export interface Given {
  input: unknown
  caller: unknown
  values: unknown
}

const ECHO: Route['handle'] = async (input, caller, values) => ({ input, caller, values })

/** Two routes that answer what they were given. */
export const ECHOES: Route[] = [
  { method: 'POST', path: '/told', handle: ECHO },
  { method: 'GET', path: '/asked/:what', handle: ECHO },
]

/** A listener with an application of its own; closed at the test's end. Answers its URL. */
export async function serve(t: Test, options: Partial<ApplicationOptions> = {}): Promise<string> {
  const app = application({
    routes: ECHOES,
    log: pino({ level: 'silent' }),
    successCode: () => 200,
    ...options,
  })
  const listening = await listen('test', app.callback(), { host: '127.0.0.1', port: 0 })
  t.teardown(() => listening.close(100))
  return listening.url
}
