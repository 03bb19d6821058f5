/** What is sent to other nodes, and what their answers mean. */
import t from 'tap'
import { PeerSilence } from '../../src/peers/client.js'
import { clientTo, nowhere, type Scripted, scripted } from './scripted.js'

const post = (client: ReturnType<typeof clientTo>, signal?: AbortSignal) =>
  client.post('peer', 'task/start', '{"task_id":"t"}', 'trace-1', signal)

t.test('a call: the body as it is, and who sends it to whom', async t => {
  const peer = await scripted(t, {})
  const body = '{ "task_id" : "t",  "b":1 }'
  await peer.client({ now: () => 1_700_000_000_000 }).post('peer', 'task/start', body, 'trace-1')
  t.match(peer.calls, [
    {
      what: 'POST task/start',
      text: body,
      headers: {
        'content-type': 'application/json',
        'x-node-id': 'here',
        'x-source-node-id': 'here',
        'x-target-node-id': 'peer',
        'x-trace-id': 'trace-1',
        'x-timestamp': '1700000000000',
      },
    },
  ])
  t.notMatch(Object.keys(peer.calls[0]?.headers ?? {}), [/_/])
})

t.test('a question: in its query; FATE-Flow reads it from the body alone', async t => {
  const peer = await scripted(t, {})
  await peer.client().get('peer', 'job/status_all', { job_id: 'job-1' }, 'trace-1')
  await peer.client({ preset: 'fate-flow' }).get('peer', 'job/status_all', { job_id: 'job-1' }, 'trace-1')
  t.match(peer.calls, [
    { what: 'GET job/status_all', query: '?job_id=job-1', text: '' },
    { what: 'GET job/status_all', query: '?job_id=job-1', text: '{"job_id":"job-1"}' },
  ])
})

const answers: [string, Scripted, object][] = [
  [
    'FATE-Flow and edition 1.2',
    { code: 0, msg: 'success', data: { status: 'RUNNING' } },
    { success: true, data: { status: 'RUNNING' } },
  ],
  ['Kuscia', { code: 200, msg: '', data: null }, { success: true, data: {} }],
  [
    'a refusal of FATE-Flow',
    { code: 6000, message: 'No found task' },
    { success: false, code: 6000, message: 'No found task' },
  ],
  [
    'a refusal of Kuscia',
    { code: 400, message: 'Job already exists' },
    { success: false, message: 'Job already exists' },
  ],
  [
    'a route that a peer does not have',
    { status: 404, text: '404 page not found' },
    { success: false, code: 404, message: 'HTTP 404: 404 page not found' },
  ],
  [
    'a refusal under an HTTP status',
    { status: 403, text: '{"code":403,"msg":"who are you"}' },
    { success: false, code: 403, message: 'who are you' },
  ],
  ['a fault of theirs', { code: 500, msg: 'a fault' }, { success: false, code: 500, message: 'a fault' }],
]
for (const [what, answer, expected] of answers) {
  t.test(`an answer: ${what}`, async t => {
    const peer = await scripted(t, { 'task/start': [answer] })
    const client = peer.client()
    t.match(await post(client), expected)
    t.equal(client.sight('peer').trouble, undefined)
    t.type(client.sight('peer').lastAnswerAt, 'number')
  })
}

const silences: [string, Scripted, RegExp][] = [
  ['a proxy that lets through so many calls a second', { status: 429, text: 'slow down' }, /^HTTP 429: slow down/],
  ['a proxy in front of one that is away', { status: 502, text: '<h1>Bad Gateway</h1>' }, /^HTTP 502: <h1>Bad Gateway/],
  [
    'one that is overloaded',
    { status: 503, text: '{"code":503,"msg":"no new work is taken"}' },
    /no new work is taken/,
  ],
  ['success without an envelope', { status: 200, text: 'welcome' }, /^HTTP 200: welcome/],
  ['an empty answer', { status: 200, text: '' }, /an empty answer/],
  ['a redirection', { status: 302, text: '' }, /HTTP 302/],
  ['a connection that breaks', 'break', /socket hang up|ECONNRESET/],
]
for (const [what, answer, words] of silences) {
  t.test(`no answer to rely on, and it may have arrived: ${what}`, async t => {
    const peer = await scripted(t, { 'task/start': [answer] })
    const client = peer.client()
    await t.rejects(post(client), { name: 'PeerSilence', sent: true, message: words })
    t.match(client.sight('peer'), { trouble: words })
  })
}

t.test('one that does not answer in time may have heard', async t => {
  const peer = await scripted(t, { 'task/start': ['hang'] })
  await t.rejects(post(peer.client({ timeoutMs: 50 })), { name: 'PeerSilence', sent: true })
})

t.test('where nobody listens, nothing was sent', async t => {
  const client = clientTo(t, await nowhere())
  await t.rejects(post(client), { name: 'PeerSilence', sent: false, message: /ECONNREFUSED/ })
})

t.test('a node that is not in the route table cannot be called, whatever its name', async t => {
  const client = clientTo(t, 'http://127.0.0.1:1')
  for (const name of ['stranger', 'constructor'])
    await t.rejects(client.post(name, 'task/start', '{}', 'x'), {
      sent: false,
      message: `no route to node "${name}": it is not among this node's peers`,
    })
})

t.test('trouble is remembered from its beginning, and forgotten with the next answer', async t => {
  let now = 1000
  const peer = await scripted(t, {
    'task/start': [{ status: 502, text: 'a' }, { status: 502, text: 'b' }, { code: 0 }],
  })
  const client = peer.client({ now: () => now })
  await t.rejects(post(client), PeerSilence)
  now = 2000
  await t.rejects(post(client), PeerSilence)
  t.match(client.sight('peer'), { trouble: /HTTP 502: b/, troubleSince: 1000 })
  await post(client)
  t.strictSame(client.sight('peer'), { lastAnswerAt: 2000 })
})

t.test('a call that we give up says nothing of the peer', async t => {
  const peer = await scripted(t, { 'task/start': ['hang'] })
  const client = peer.client()
  const abort = new AbortController()
  const calling = post(client, abort.signal)
  setTimeout(() => abort.abort(), 20)
  await t.rejects(calling, PeerSilence)
  t.strictSame(client.sight('peer'), {})
})

t.test('a pause ends when the peer has called us', async t => {
  const peer = await scripted(t, {})
  const client = peer.client()
  const pausing = client.pause('peer', 60_000, new AbortController().signal)
  client.heard('stranger')
  client.heard('peer')
  await pausing
  t.strictSame(client.sight('peer'), {}, 'it has answered nothing')
})

t.test('a pause ends when the peer has answered somebody, or when it is aborted', async t => {
  const peer = await scripted(t, {})
  const client = peer.client()
  const pausing = client.pause('peer', 60_000, new AbortController().signal)
  await post(client)
  await pausing
  const abort = new AbortController()
  const aborted = client.pause('peer', 60_000, abort.signal)
  abort.abort()
  await aborted
  await client.pause('peer', 60_000, abort.signal)
  t.pass('it was not waited for')
})
