import t from 'tap'
import { Probe, Unreachable } from '../../src/conformance/probe.js'
import { freePorts } from '../helpers/ports.js'
import { sampleNode } from './sample-node.js'

const never = new AbortController().signal

const probe = (url: string, signal = never, timeoutMs = 2_000) =>
  new Probe({ url, headers: () => ({ 'x-node-id': 'us' }), timeoutMs, signal })

t.test('a call is sent as it is, and kept with its answer', async t => {
  const heard: unknown[] = []
  const node = await sampleNode(t, undefined, {
    answer: ({ method, route, body, headers }) => {
      heard.push([method, route, body, headers['x-node-id']])
      return undefined
    },
  })
  const asked = probe(node.url)
  const unknown = await asked.post('job/start', { job_id: 'j' })
  t.match(unknown, {
    httpStatus: 200,
    json: { code: 404 },
    sent: 'POST job/start {"job_id":"j"}',
    came: /^HTTP 200 \{/,
  })
  await asked.get('job/status_all', { job_id: 'j' }, { headers: {} })
  t.match(await asked.call('POST', 'nothing', { text: '{', isOdd: true }), { httpStatus: 404, isOdd: true })
  t.same(heard, [
    ['POST', 'job/start', { job_id: 'j' }, 'us'],
    ['GET', 'job/status_all', { job_id: 'j' }, undefined],
    ['POST', 'nothing', {}, 'us'],
  ])
  t.equal(asked.exchanges.length, 3)
})

t.test('a broken connection is an answer that did not come; nobody there is another thing', async t => {
  const node = await sampleNode(t, undefined, { answer: () => ({ http: 200, text: 'x'.repeat(5_000) }) })
  t.match(await probe(node.url).post('job/start', {}), { came: /^HTTP 200 x{4000}$/ }, 'what is too long is cut')
  const [port] = await freePorts(1)
  await t.rejects(probe(`http://127.0.0.1:${port}`).post('job/start', {}), Unreachable)
})

t.test('an interrupted call is no answer', async t => {
  const node = await sampleNode(t, undefined)
  await t.rejects(probe(node.url, AbortSignal.abort(new Error('enough'))).post('job/start', {}), /enough/)
})

t.test(
  'one that does not answer is called five times, and no more; one that hangs up at once is no burden',
  async t => {
    const node = await sampleNode(t, undefined, { answer: ({ route }) => (route === 'job/start' ? 'hang' : 'cut') })
    const asked = probe(node.url, never, 50)
    for (let times = 0; times < 6; times += 1) t.match(await asked.post('job/stop', {}), { came: /^no answer: / })
    for (let times = 0; times < 4; times += 1) t.match(await asked.post('job/start', {}), { came: /^no answer: / })
    await t.rejects(asked.post('job/start', {}), { name: 'Unreachable', message: /5 calls in a row had no answer/ })
  },
)
