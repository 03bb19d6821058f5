import t from 'tap'
import { call } from '../helpers/call.js'
import { rawCall, requestLine } from './raw.js'
import { serve } from './serve.js'

t.test('who calls, in every spelling', async t => {
  const url = await serve(t)
  const cases: [Record<string, string>, string | undefined][] = [
    [{ 'x-node-id': 'A' }, 'A'],
    [{ x_node_id: 'A' }, 'A'],
    [{ 'X-Node-Id': 'A' }, 'A'],
    [{ 'x-source-node-id': 'A', 'x-target-node-id': 'B' }, 'A'],
    [{ x_source_node_id: 'A' }, 'A'],
    [{ 'x-source-node-id': 'A', 'x-node-id': 'A' }, 'A'],
    [{ 'x-node-id': 'A,A' }, 'A'],
    [{ 'x-node-id': 'A, A' }, 'A'],
    [{ 'x-node-id': 'A,B' }, undefined],
    [{ 'x-node-id': '' }, undefined],
    [{}, undefined],
  ]
  for (const [headers, node] of cases) {
    const { data } = await call(url, 'POST', '/told', {}, { headers })
    t.equal(Object(data.caller).node, node, JSON.stringify(headers))
  }
  const twice = await rawCall(url, requestLine('GET', '/asked/x', { 'x-node-id': 'A\r\nx-node-id: A' }))
  t.match(JSON.parse(twice.body), { data: { caller: { node: 'A' } } }, 'the header twice')
})

t.test('a trace id is carried and given back; one is made where there is none', async t => {
  const url = await serve(t)
  for (const name of ['x-trace-id', 'x_trace_id']) {
    const { headers, data } = await call(url, 'POST', '/told', {}, { headers: { [name]: 'trace-7' } })
    t.equal(headers['x-trace-id'], 'trace-7')
    t.match(data, { caller: { traceId: 'trace-7' } })
  }
  const made = new Set<unknown>()
  for (const headers of [{}, { 'x-trace-id': '' }]) {
    const answer = await call(url, 'POST', '/told', {}, { headers })
    t.match(answer.headers['x-trace-id'], /^[0-9a-f]{32}$/)
    made.add(answer.headers['x-trace-id'])
  }
  t.equal(made.size, 2)
  t.match((await call(url, 'GET', '/nowhere', undefined, { headers: { 'x-trace-id': 'lost' } })).headers, {
    'x-trace-id': 'lost',
  })
})
