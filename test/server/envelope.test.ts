import { pino } from 'pino'
import t from 'tap'
import { BodyError } from '../../src/job/check.js'
import { ProtocolError } from '../../src/protocol/envelope.js'
import type { Handler } from '../../src/server/routes.js'
import { call } from '../helpers/call.js'
import { serve } from './serve.js'

function throwing(error: unknown): Handler {
  return async () => {
    throw error
  }
}

t.test('success, in the code of the caller', async t => {
  const asked: unknown[] = []
  const url = await serve(t, {
    successCode: (caller, input) => {
      asked.push([caller, input])
      return caller === 'A' ? 0 : 200
    },
  })
  t.match(await call(url, 'POST', '/told', { a: 1 }, { headers: { 'x-node-id': 'A' } }), {
    http: 200,
    code: 0,
    msg: 'success',
  })
  t.match(await call(url, 'POST', '/told'), { http: 200, code: 200, msg: 'success' })
  t.same(asked, [
    ['A', { a: 1 }],
    [undefined, {}],
  ])
})

t.test('an error is a code with a sentence, under HTTP 200 unless it never reached a handler', async t => {
  const url = await serve(t, {
    routes: [
      {
        method: 'GET',
        path: '/known',
        handle: throwing(new ProtocolError(409, 'it is so already', { data: { job: 1 } })),
      },
      {
        method: 'GET',
        path: '/full',
        handle: throwing(new ProtocolError(503, 'the disk is full', { httpStatus: 503 })),
      },
      {
        method: 'GET',
        path: '/body',
        handle: throwing(
          new BodyError([
            { severity: 'error', path: ['dag', 'components', 1, 'name'], message: 'a component needs a name' },
            { severity: 'error', path: [], message: 'more' },
          ]),
        ),
      },
    ],
  })
  t.match(await call(url, 'GET', '/known'), { http: 200, code: 409, msg: 'it is so already', data: { job: 1 } })
  t.match(await call(url, 'GET', '/full'), { http: 503, code: 503, msg: 'the disk is full', data: {} })
  t.match(await call(url, 'GET', '/body'), {
    http: 200,
    code: 400,
    msg: 'dag.components[1].name: a component needs a name; more',
  })
})

t.test('a fault of ours is not told abroad, and stands in the log under its trace', async t => {
  const lines: string[] = []
  const log = pino({ level: 'error' }, { write: (line: string) => lines.push(line) })
  const url = await serve(t, {
    log,
    routes: [{ method: 'GET', path: '/broken', handle: throwing(new TypeError('secret of the house')) }],
  })
  const answer = await call(url, 'GET', '/broken', undefined, { headers: { 'x-trace-id': 'trace-9' } })
  t.match(answer, {
    http: 200,
    code: 500,
    msg: 'a fault of this node; its log says more under this trace id',
    data: {},
  })
  t.notMatch(answer.text, /secret/)
  t.match(JSON.parse(lines[0] ?? ''), { trace: 'trace-9', path: '/broken', err: { message: 'secret of the house' } })
})
