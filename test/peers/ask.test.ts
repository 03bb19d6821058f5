/** Whether a scheduler that tells nobody has ended a job: asked until it says so. */
import t from 'tap'
import { peerSettings } from '../../src/config/peers.js'
import { ask, endSaid } from '../../src/peers/ask.js'
import { PeerClient } from '../../src/peers/client.js'
import { fakePeer } from '../helpers/fake-peer.js'

t.test('what an answer to status_all says of the end', async t => {
  const one = { a: 'SUCCESS' }
  const both = { a: 'SUCCESS', b: 'SUCCESS' }
  const rows: [Record<string, unknown>, 'good' | 'bad' | undefined, string][] = [
    [{}, undefined, 'FATE-Flow, which does not know the job'],
    [{ status: {} }, undefined, 'Kuscia, before any task was started'],
    [{ status: one }, undefined, 'Kuscia lists only what it has started'],
    [{ status: both }, 'good', 'Kuscia names no job_status'],
    [{ status: { a: 'SUCCESS', b: 'RUNNING' } }, undefined, 'one still runs'],
    [{ status: { a: 'FAILED' } }, 'bad', 'one has failed'],
    [{ job_status: 'RUNNING', status: both }, undefined, 'the job goes on'],
    [{ job_status: 'RUNNING', status: { a: 'FAILED' } }, undefined, 'and so it does here'],
    [{ job_status: 'SUCCESS', status: both }, 'good', 'FATE-Flow, for a moment'],
    [{ job_status: 'FINISHED', status: both }, 'good', 'over'],
    [{ job_status: 'FINISHED', status: { a: 'FAILED', b: 'READY' } }, 'bad', 'stopped by name'],
    [{ job_status: 'REJECTED' }, 'bad', 'rejected'],
    [{ job_status: 7, status: both }, 'good', 'a word that is none is left out'],
  ]
  for (const [data, end, what] of rows) t.equal(endSaid(data, 2), end, what)
})

t.test('asks until it is told, through refusals and silence', async t => {
  const answers = [
    { code: 400, msg: 'failed to find the job', data: null },
    'no envelope',
    { code: 200, data: { status: { a: 'RUNNING' } } },
    { code: 200, data: { status: { a: 'SUCCESS' } } },
  ]
  const peer = await fakePeer(t, () => answers[peer.calls.length - 1])
  const row = peerSettings('alice', { address: peer.url, preset: 'kuscia' })
  const client = new PeerClient({ self: 'a', peers: () => ({ alice: row }), timeoutMs: 10_000 })
  t.teardown(() => client.close())
  const told: boolean[] = []
  const { signal } = new AbortController()
  const about = { peer: 'alice', jobId: 'job-1', tasks: 1, traceId: 'trace', intervalMs: 1, signal }
  await ask(client, { ...about, onOver: good => told.push(good) })
  t.strictSame(told, [true])
  t.equal(peer.calls.length, 4)
  t.match(peer.calls[0], { method: 'GET', route: 'job/status_all', query: { job_id: 'job-1' } })
})

t.test('gives up when it is no longer wanted', async t => {
  const peer = await fakePeer(t)
  const row = peerSettings('alice', { address: peer.url, preset: 'kuscia' })
  const client = new PeerClient({ self: 'a', peers: () => ({ alice: row }), timeoutMs: 10_000 })
  t.teardown(() => client.close())
  const abort = new AbortController()
  const about = { peer: 'alice', jobId: 'job-1', tasks: 1, traceId: 'trace', intervalMs: 60_000, signal: abort.signal }
  const asking = ask(client, { ...about, onOver: () => t.fail('told nothing') })
  abort.abort()
  await asking
  t.equal(peer.calls.length, 0)
})
