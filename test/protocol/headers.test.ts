import t from 'tap'
import { callHeaders, newTraceId, readHeaders } from '../../src/protocol/headers.js'

const callers: [string, Record<string, string | string[]>, string | undefined][] = [
  ['edition 1.0', { 'x-node-id': 'bank' }, 'bank'],
  ['edition 1.2', { 'x-source-node-id': 'bank', 'x-target-node-id': 'isched' }, 'bank'],
  ['underscores', { x_node_id: 'bank' }, 'bank'],
  ['edition 1.2 with underscores', { x_source_node_id: 'bank' }, 'bank'],
  ['both spellings, joined on the way', { 'x-node-id': 'bank,bank' }, 'bank'],
  ['joined with a blank', { 'x-node-id': 'bank, bank' }, 'bank'],
  ['the source before the older name', { 'x-source-node-id': 'bank', 'x-node-id': 'gateway' }, 'bank'],
  ['an empty one counts for nothing', { 'x-source-node-id': '', 'x-node-id': 'bank' }, 'bank'],
  ['a header that came twice', { 'x-node-id': ['bank', 'bank'] }, 'bank'],
  ['two different nodes are nobody', { 'x-node-id': 'bank,insurer' }, undefined],
  ['no header', {}, undefined],
]

for (const [what, headers, expected] of callers) {
  t.test(`the caller: ${what}`, async t => {
    t.equal(readHeaders(headers).caller, expected)
  })
}

t.test('an incoming trace id is kept, in either spelling', async t => {
  t.equal(readHeaders({ 'x-trace-id': 'abc' }).traceId, 'abc')
  t.equal(readHeaders({ x_trace_id: 'abc' }).traceId, 'abc')
})

t.test('a call without a trace id, or with an empty one, gets one', async t => {
  t.match(readHeaders({}).traceId, /^[0-9a-f]{32}$/)
  t.match(readHeaders({ x_trace_id: '' }).traceId, /^[0-9a-f]{32}$/)
  t.not(newTraceId(), newTraceId())
})

t.test('what is sent is spelled with hyphens only, names both nodes, and has milliseconds', async t => {
  const headers = callHeaders('lake', 'river', 'trace-1', 1_795_557_765_901)
  t.match(headers, {
    'x-node-id': 'lake',
    'x-source-node-id': 'lake',
    'x-target-node-id': 'river',
    'x-timestamp': '1795557765901',
    'x-trace-id': 'trace-1',
  })
  t.strictSame(
    Object.keys(headers).filter(name => name.includes('_')),
    [],
  )
  t.not(headers['x-nonce'], callHeaders('lake', 'river', 'trace-1', 1)['x-nonce'], 'a nonce is used once')
})

t.test('or with underscores only, to a peer that reads nothing else', async t => {
  const headers = callHeaders('lake', 'river', 'trace-1', 0, 'underscores')
  t.match(headers, { x_node_id: 'lake', x_source_node_id: 'lake', x_target_node_id: 'river', x_trace_id: 'trace-1' })
  t.strictSame(
    Object.keys(headers).filter(name => name.includes('-')),
    [],
  )
  t.strictSame(readHeaders(headers), { caller: 'lake', traceId: 'trace-1' })
})

t.test('what is sent is read again', async t => {
  t.strictSame(readHeaders(callHeaders('lake', 'river', 'trace-1', 0)), { caller: 'lake', traceId: 'trace-1' })
})

t.test('underscores only, where a peer reads nothing else; never both', async t => {
  const headers = callHeaders('lake', 'river', 'trace-1', 5, 'underscores')
  t.match(headers, { x_node_id: 'lake', x_source_node_id: 'lake', x_target_node_id: 'river', x_trace_id: 'trace-1' })
  t.strictSame(
    Object.keys(headers).filter(name => name.includes('-')),
    [],
  )
  t.strictSame(readHeaders(headers), { caller: 'lake', traceId: 'trace-1' })
})
