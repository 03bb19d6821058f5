/** Telling a peer one thing: a call is repeated only while its outcome is unknown, and no repeat does harm. Section 6. */
import t, { type Test } from 'tap'
import type { CallOutcome, CallRoute, Entry } from '../../src/job/outbox.js'
import type { PeerClient } from '../../src/peers/client.js'
import { deliver } from '../../src/peers/deliver.js'
import { until } from '../helpers/until.js'
import { clientTo, nowhere, type Scripted, scripted } from './scripted.js'

interface Sending {
  route?: CallRoute
  until?: number
  recovered?: boolean
}

/** A delivery under way; `overtake` is what a stop does to it. */
function sending(
  client: PeerClient,
  { route = 'task/start', until: end = Number.POSITIVE_INFINITY, recovered = false }: Sending = {},
) {
  let entry: Entry = { id: 1, route, body: '{"job_id":"job-1","task_id":"task-1"}', role: 'guest', until: end }
  const overtaken = new AbortController()
  const abort = new AbortController()
  const outcome: Promise<CallOutcome> = deliver(client, {
    peer: 'peer',
    traceId: 'trace-1',
    recovered,
    entry: () => entry,
    signal: abort.signal,
    overtaken: overtaken.signal,
    now: () => 1000,
    random: () => 0,
    onTry: () => undefined,
  })
  const overtake = () => {
    entry = { ...entry, overtaken: true }
    overtaken.abort()
  }
  return { outcome, overtake, abort: () => abort.abort(new Error('stopping')) }
}

async function told(t: Test, script: Record<string, Scripted[]>, options: Sending & { timeoutMs?: number } = {}) {
  const peer = await scripted(t, script)
  const outcome = await sending(peer.client({ timeoutMs: options.timeoutMs ?? 10_000 }), options).outcome
  return { outcome, heard: peer.heard(), calls: peer.calls }
}

t.test('an acknowledged call is told once', async t => {
  const { outcome, heard } = await told(t, { 'task/start': [{ code: 0, data: { a: 1 } }] })
  t.strictSame(outcome, { kind: 'ok', data: { a: 1 } })
  t.strictSame(heard, ['POST task/start'])
})

t.test('a definite refusal is not repeated, and has the words of the peer', async t => {
  const { outcome, heard } = await told(t, { 'task/start': [{ code: 6000, message: 'no component' }] })
  t.strictSame(outcome, { kind: 'refused', code: 6000, message: 'no component' })
  t.strictSame(heard, ['POST task/start'])
})

t.test('a refusal without words has its code', async t => {
  t.match((await told(t, { 'task/start': [{ code: 1 }] })).outcome, {
    kind: 'refused',
    message: 'code 1, without a reason',
  })
})

t.test('what may not have arrived is told again, byte for byte', async t => {
  const { outcome, calls } = await told(
    t,
    { 'job/stop': [{ status: 502, text: 'x' }, { code: 0 }] },
    { route: 'job/stop' },
  )
  t.match(outcome, { kind: 'ok' })
  t.equal(calls.length, 2)
  t.equal(calls[0]?.text, calls[1]?.text)
})

t.test('FATE-Flow refuses a repeated start though the task runs: it is asked, and not believed', async t => {
  const { outcome, heard } = await told(t, {
    'task/start': ['break', { code: 1, message: 'failed' }],
    'task/poll': [{ code: 0, data: { status: 'RUNNING' } }],
  })
  t.match(outcome, { kind: 'ok' })
  t.strictSame(heard, ['POST task/start', 'POST task/poll'], 'asked first, it is not even told again')
})

t.test('a start that did not arrive is told again', async t => {
  const { outcome, heard } = await told(t, {
    'task/start': ['break', { code: 0 }],
    'task/poll': [{ code: 6000, message: 'No found task' }],
  })
  t.match(outcome, { kind: 'ok' })
  t.strictSame(heard, ['POST task/start', 'POST task/poll', 'POST task/start'])
})

t.test('a refused repeat is asked about once more: the first may have arrived meanwhile', async t => {
  const { outcome } = await told(t, {
    'task/start': ['break', { code: 1 }],
    'task/poll': [{ code: 6000 }, { code: 0, data: { status: 'SUCCESS' } }],
  })
  t.match(outcome, { kind: 'ok' })
})

t.test('one that says PENDING has not begun, and its refusal is believed', async t => {
  const { outcome } = await told(t, {
    'task/start': ['break', { code: 409, msg: 'the job is FINISHED here' }],
    'task/poll': [{ code: 200, data: { status: 'PENDING' } }],
  })
  t.match(outcome, { kind: 'refused', code: 409 })
})

t.test('the poll has the role that the peer holds', async t => {
  const { calls } = await told(t, { 'task/start': ['break'], 'task/poll': [{ code: 0, data: { status: 'READY' } }] })
  t.equal(calls[1]?.text, '{"task_id":"task-1","role":"guest"}')
})

t.test('Kuscia refuses a repeated create though it has the job', async t => {
  const { outcome } = await told(
    t,
    {
      'job/create': ['break', { code: 400, msg: 'Job already exists' }],
      'job/status_all': [{ code: 200, data: { status: {} } }],
    },
    { route: 'job/create' },
  )
  t.match(outcome, { kind: 'ok' })
})

t.test('FATE-Flow answers with success, and nothing, about a job that it does not know', async t => {
  const { outcome, heard } = await told(
    t,
    { 'job/create': ['break', { code: 0 }], 'job/status_all': [{ code: 0, msg: 'success', data: {} }] },
    { route: 'job/create' },
  )
  t.match(outcome, { kind: 'ok' })
  t.strictSame(heard, ['POST job/create', 'GET job/status_all', 'POST job/create'])
})

t.test('of what cannot be asked about, the refusal of a repeat is believed', async t => {
  const { outcome } = await told(t, { 'job/start': ['break', { code: 409, msg: 'over' }] }, { route: 'job/start' })
  t.match(outcome, { kind: 'refused', message: 'over' })
})

t.test('a node that may have told it before it was restarted asks first', async t => {
  const { outcome, heard } = await told(
    t,
    { 'task/poll': [{ code: 200, data: { status: 'READY' } }] },
    { recovered: true },
  )
  t.match(outcome, { kind: 'ok' })
  t.strictSame(heard, ['POST task/poll'])
})

t.test('patience ends', async t => {
  const outcome = await sending(clientTo(t, await nowhere()), { until: 500 }).outcome
  t.match(outcome, { kind: 'expired', message: /ECONNREFUSED/ })
})

t.test('a peer that comes back is told', async t => {
  const { outcome } = await told(
    t,
    { 'job/stop': ['break', { status: 503, text: 'soon' }, { code: 200 }] },
    { route: 'job/stop' },
  )
  t.match(outcome, { kind: 'ok' })
})

t.test('overtaken by a stop', async t => {
  t.test('the try under way is waited for', async t => {
    const peer = await scripted(t, { 'task/start': ['hang'] })
    const { outcome, overtake } = sending(peer.client({ timeoutMs: 200 }))
    await until('it is told', async () => peer.calls.length > 0)
    overtake()
    t.match(await outcome, { kind: 'unknown' })
    t.equal(peer.calls.length, 1, 'and no other is made')
  })

  t.test('an answer that comes all the same counts', async t => {
    const peer = await scripted(t, { 'task/start': [{ code: 0 }] })
    const { outcome, overtake } = sending(peer.client())
    await until('it is told', async () => peer.calls.length > 0)
    overtake()
    t.match(await outcome, { kind: 'ok' })
  })

  t.test('one that waits for the next try gives up at once', async t => {
    const peer = await scripted(t, {
      'task/start': [{ status: 502, text: 'x' }],
      'task/poll': [{ status: 502, text: 'x' }],
    })
    const { outcome, overtake } = sending(peer.client())
    await until('it was tried', async () => peer.calls.length > 0)
    overtake()
    t.match(await outcome, { kind: 'unknown' })
  })

  t.test('what cannot have arrived is as good as refused', async t => {
    const { outcome, overtake } = sending(clientTo(t, await nowhere()))
    setTimeout(overtake, 30)
    t.match(await outcome, { kind: 'refused' })
  })

  t.test('before a restart, it is not tried any more', async t => {
    const peer = await scripted(t, {})
    const client = peer.client()
    const entry: Entry = { id: 1, route: 'task/start', body: '{}', until: 9999, overtaken: true }
    const quiet = new AbortController().signal
    const facts = {
      peer: 'peer',
      traceId: 'x',
      signal: quiet,
      overtaken: quiet,
      now: () => 1,
      random: () => 0,
      onTry: () => undefined,
    }
    t.match(await deliver(client, { ...facts, recovered: true, entry: () => entry }), { kind: 'unknown' })
    t.strictSame(peer.heard(), [])
  })
})

t.test('aborted, it ends at once', async t => {
  const peer = await scripted(t, { 'task/start': ['hang'] })
  const { outcome, abort } = sending(peer.client())
  await until('it is told', async () => peer.calls.length > 0)
  abort()
  await t.rejects(outcome, { message: 'stopping' })
})
