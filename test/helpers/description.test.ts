/** What the tests hold every answer against can itself say no. */
import t from 'tap'
import type { Answer } from './call.js'
import { deviation } from './description.js'

const BASE = '/v1/interconn/schedule'

function answer(body: { code: number; msg?: string; data?: unknown }, http = 200): Answer {
  const { code, msg = 'success', data = {} } = body
  const text = JSON.stringify({ code, msg, data })
  const headers = { 'content-type': 'application/json; charset=utf-8', 'x-trace-id': 'trace' }
  return { http, code, msg, data: Object(data), headers, text }
}

const start = { method: 'POST', path: `${BASE}/job/start`, body: { job_id: 'job-1' } }

t.test('what is described is well', async t => {
  t.equal(deviation('interconn', start, answer({ code: 0 })), undefined)
  t.equal(deviation('interconn', start, answer({ code: 404, msg: 'no job "job-1" is known here' })), undefined)
  const poll = { method: 'POST', path: `${BASE}/task/poll`, body: { task_id: 'task-1' } }
  t.equal(deviation('interconn', poll, answer({ code: 200, data: { status: 'PENDING' } })), undefined)
  t.equal(
    deviation('interconn', { ...start, path: '/nowhere' }, answer({ code: 404, msg: 'no route' }, 404)),
    undefined,
  )
})

t.test('whatever is not described is said', async t => {
  const cases: [RegExp, string | undefined][] = [
    [/additional properties/, deviation('interconn', start, answer({ code: 0, data: { more: 1 } }))],
    [/must be equal to one of/, deviation('interconn', start, answer({ code: 502, msg: 'no' }))],
    [/HTTP 201 is not described/, deviation('interconn', start, answer({ code: 0 }, 201))],
    [/a fault of ours/, deviation('interconn', start, answer({ code: 500, msg: 'oh' }))],
    [/taken, and is not described/, deviation('interconn', { ...start, body: {} }, answer({ code: 0 }))],
    [/404 was to come/, deviation('interconn', { ...start, path: '/docs' }, answer({ code: 0 }))],
    [/405 was to come/, deviation('interconn', { ...start, method: 'PUT' }, answer({ code: 0 }))],
    [/no header Allow/, deviation('interconn', { ...start, method: 'PUT' }, answer({ code: 405, msg: 'no' }, 405))],
    [/no x-trace-id/, deviation('interconn', start, { ...answer({ code: 0 }), headers: {} })],
    [
      /its type is text\/html/,
      deviation('interconn', start, {
        ...answer({ code: 0 }),
        headers: { 'content-type': 'text/html', 'x-trace-id': 'trace' },
      }),
    ],
  ]
  for (const [expected, said] of cases) t.match(said, expected)
})
