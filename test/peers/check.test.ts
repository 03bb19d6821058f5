/** How a peer speaks, found out without changing anything there. */
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import t, { type Test } from 'tap'
import { type PeerEntry, peerSettings } from '../../src/config/peers.js'
import { checkPeer, isThere } from '../../src/peers/check.js'
import { PeerClient } from '../../src/peers/client.js'
import { startNodes } from '../helpers/daemon.js'
import { fateFlow, kuscia } from '../helpers/foreign-peer.js'

t.setTimeout(300_000)

function clientOf(t: Test, entry: PeerEntry): PeerClient {
  const peers = { them: peerSettings('them', entry) }
  const client = new PeerClient({ self: 'us', peers: () => peers, timeoutMs: 10_000 })
  t.teardown(() => client.close())
  return client
}

const check = (t: Test, entry: PeerEntry) => checkPeer(clientOf(t, entry), 'them', 'trace')

const served = (routes: Record<string, string> = {}, state = 'served') =>
  Object.keys(routes).filter(route => routes[route] === state)

t.test('FATE-Flow', async t => {
  const fate = await fateFlow(t)
  const found = await check(t, { address: fate.url, preset: 'isched' })
  t.match(found, {
    node_id: 'them',
    reachable: true,
    latency_ms: Number,
    clock_difference_ms: Number,
    detail: 'it answers: code 5001, Invalid request.',
    speaks: 'fate-flow',
    edition: '1.2',
    success_code: 0,
    repeats: /task\/start is refused/,
    recommendation: 'it speaks as fate-flow does, and is set to isched: set "preset: fate-flow"',
  })
  t.same(served(found.routes, 'missing'), ['task/stop'])
  t.equal(served(found.routes).length, 10)
  t.notOk('recommendation' in (await check(t, { address: fate.url, preset: 'fate-flow' })), 'all is well')
  t.match(await check(t, { address: fate.url, preset: 'fate-flow', stop: 'task' }), {
    recommendation: /does not serve task\/stop.*set "stop: job"/,
  })
  const asked = new Set(fate.received.filter(({ method }) => method !== 'OPTIONS').map(({ route }) => route))
  t.same([...asked].sort(), ['job/status_all', 'task/poll'], 'nothing was asked that could change anything')
  t.equal(fate.jobs.size, 0)
})

t.test('FATE-Flow whose adapter was not loaded: it answers all in its own words', async t => {
  const server = createServer((_request, response) => {
    response.setHeader('content-type', 'application/json')
    response.end(JSON.stringify({ code: 6000, message: "<NotFound '404: Not Found'>" }))
  })
  await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve))
  t.teardown(() => server.close())
  const { port } = Object(server.address()) satisfies AddressInfo
  const found = await check(t, { address: `http://127.0.0.1:${port}`, preset: 'fate-flow' })
  t.match(found, { reachable: true, speaks: 'fate-flow', recommendation: /its adapter .* was not loaded/ })
  t.same(served(found.routes), [])
})

t.test('Kuscia, which answers every other method with 404', async t => {
  const alice = await kuscia(t)
  const found = await check(t, { address: alice.url, preset: 'isched' })
  t.match(found, {
    reachable: true,
    detail: 'it answers: code 400, failed to find the job',
    speaks: 'kuscia',
    edition: '1.0',
    success_code: 200,
    repeats: /job\/create is refused/,
    recommendation: /set "preset: kuscia"/,
  })
  t.same(served(found.routes), ['job/status_all', 'task/poll'])
  t.same(served(found.routes, 'missing'), [], 'what it denies it may serve')
  t.notOk('recommendation' in (await check(t, { address: alice.url, preset: 'kuscia' })))
  t.equal(alice.jobs.size, 0)
})

t.test('one of our own kind', async t => {
  const { a, b } = await startNodes(t, { a: {}, b: {} })
  const found = await check(t, { address: b.interconnUrl, preset: 'kuscia' })
  t.match(found, {
    reachable: true,
    speaks: 'isched',
    repeats: /^a repeat is safe/,
    recommendation: /set "preset: isched"/,
  })
  t.equal(served(found.routes).length, 11)
  const { data } = await a.platform('POST', '/v1/isched/peers/check', { node_id: 'b' })
  t.match(data, { node_id: 'b', reachable: true, speaks: 'isched', routes: { 'task/stop': 'served' } })
  t.notOk('recommendation' in data)
  t.match(await a.isched('peer', 'check', 'b'), { code: 0, stdout: /speaks as +isched\n/ })
  t.same(Object((await b.ask('GET', '/v1/isched/jobs')).jobs), [], 'no mark is left there')
})

t.test('something else altogether', async t => {
  const answers: Record<string, [number, string]> = {
    'not of this protocol': [404, 'Not Found'],
    'a page': [403, '<html>no</html>'],
    'another envelope': [200, '{"code":77,"msg":"what?"}'],
  }
  for (const [what, [status, text]] of Object.entries(answers)) {
    const server = createServer((_request, response) => {
      response.statusCode = status
      response.end(text)
    })
    await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve))
    t.teardown(() => server.close())
    const { port } = Object(server.address()) satisfies AddressInfo
    const found = await check(t, { address: `http://127.0.0.1:${port}`, preset: 'isched' })
    t.equal(found.reachable, true, what)
    t.notOk('speaks' in found, what)
    t.match(found.repeats, /not known/, what)
    t.match(found.recommendation, status === 404 ? /see whether the address is right/ : /as no preset does/, what)
    server.closeAllConnections()
  }
})

t.test('nobody there', async t => {
  const entry: PeerEntry = { address: 'http://127.0.0.1:1', preset: 'isched' }
  for (const found of [await check(t, entry), await isThere(clientOf(t, entry), 'them', 'trace')])
    t.match(found, { node_id: 'them', reachable: false, detail: /ECONNREFUSED/ })
})

t.test('whether it is there at all takes one call', async t => {
  const alice = await kuscia(t)
  t.match(await isThere(clientOf(t, { address: alice.url, preset: 'kuscia' }), 'them', 'trace'), {
    reachable: true,
    latency_ms: Number,
    detail: 'it answers: code 400, failed to find the job',
  })
  t.equal(alice.received.length, 1)
})
