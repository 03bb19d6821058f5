import t from 'tap'
import { z } from 'zod'
import { isDone, isRefused, jobStatusSchema, misfit, pollSchema, statusOf } from '../../src/conformance/judge.js'
import type { Exchange } from '../../src/conformance/probe.js'

const exchange = (json: unknown, httpStatus = 200): Exchange => ({
  ...{ method: 'POST', route: 'task/poll', sent: '', came: '' },
  ...{ json, httpStatus },
})

t.test('success is either code, under HTTP 200', async t => {
  t.ok(isDone(exchange({ code: 0 })))
  t.ok(isDone(exchange({ code: 200, msg: '', data: null })))
  t.notOk(isDone(exchange({ code: 0 }, 404)))
  t.notOk(isDone(exchange({ code: 1 })))
  t.notOk(isDone(exchange('fine')))
})

t.test('a refusal is in words: a code, or a 4xx; a fault of its own and silence are none', async t => {
  t.ok(isRefused(exchange({ code: 404, msg: 'no such job' })))
  t.ok(isRefused(exchange(undefined, 405)))
  t.ok(isRefused(exchange({ code: 503 }, 503)))
  t.notOk(isRefused(exchange({ code: 0 })))
  t.notOk(isRefused(exchange({ code: 500 }, 500)))
  t.notOk(isRefused(exchange(undefined, 502)))
  const { httpStatus: _none, ...silence } = exchange(undefined)
  t.notOk(isRefused(silence))
})

t.test('a status is one of the five words, in a success', async t => {
  t.equal(statusOf(exchange({ code: 0, data: { status: 'RUNNING' } })), 'RUNNING')
  t.equal(statusOf(exchange({ code: 0, data: { status: 'DONE' } })), undefined)
  t.equal(statusOf(exchange({ code: 6000, data: { status: 'RUNNING' } })), undefined)
  t.equal(statusOf(exchange({ code: 0, data: null })), undefined)
})

t.test('what does not hold is named by its place', async t => {
  t.equal(misfit(pollSchema, { status: 'RUNNING', reason: 'more' }, 'data'), '', 'more is no harm')
  t.match(misfit(pollSchema, {}, 'data'), /^data\.status: /)
  t.match(
    misfit(jobStatusSchema, { job_status: 'SUCCESS', status: { a: 'x' } }, 'data'),
    /data\.job_status: .*; data\.status\.a: /,
  )
  t.equal(misfit(z.int(), 3, 'code'), '')
})
