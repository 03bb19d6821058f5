import t from 'tap'
import { serverSentEvents } from '../../src/cli/server-sent-events.js'

async function* stream(...chunks: (string | Uint8Array)[]) {
  yield* chunks
}

async function all(...chunks: (string | Uint8Array)[]) {
  const events = []
  for await (const event of serverSentEvents(stream(...chunks))) events.push(event)
  return events
}

t.test('events are put together from chunks, comments left out', async t => {
  t.same(await all(': hello\n\nid: 1\nevent: job\nda', 'ta: {}\n\n', 'data: x\n\n'), [
    { name: 'job', id: '1', data: '{}' },
    { name: 'message', id: undefined, data: 'x' },
  ])
})

t.test('a character that two chunks share stays whole', async t => {
  const bytes = new TextEncoder().encode('data: 评估\n\n')
  t.match(await all(bytes.slice(0, 8), bytes.slice(8)), [{ data: '评估' }])
})

t.test('what the stream throws is thrown', async t => {
  async function* broken() {
    yield 'data: 1\n\n'
    throw new Error('connection reset')
  }
  const events: string[] = []
  await t.rejects(async () => {
    for await (const { data } of serverSentEvents(broken())) events.push(data)
  }, /connection reset/)
  t.same(events, ['1'])
})
