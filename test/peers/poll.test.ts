/** Asking a peer how a task stands, again and again. */
import t, { type Test } from 'tap'
import { poll } from '../../src/peers/poll.js'
import { until } from '../helpers/until.js'
import { type Scripted, scripted } from './scripted.js'

/** Polls a peer with this script until it was asked `times`. */
async function polled(t: Test, script: Scripted[], times: number) {
  const peer = await scripted(t, { 'task/poll': script })
  const seen: string[] = []
  const disowned: string[] = []
  const abort = new AbortController()
  let tries = 0
  const polling = poll(peer.client(), {
    peer: 'peer',
    taskId: 'task-1',
    role: 'guest',
    traceId: 'trace-1',
    intervalMs: 1,
    signal: abort.signal,
    random: () => 0,
    onStatus: (status, message) => seen.push(message === undefined ? status : `${status}: ${message}`),
    onTry: () => {
      tries += 1
      if (tries === times) abort.abort()
    },
    onDisowned: message => disowned.push(message),
  })
  await until('it was asked often enough', async () => abort.signal.aborted)
  await polling
  return { seen, disowned, calls: peer.calls }
}

t.test('each status is told, with the words of the component', async t => {
  const { seen, calls } = await polled(
    t,
    [
      { code: 200, data: { status: 'RUNNING' } },
      { code: 0, data: { status: 'FAILED', reason: 'exit code 1' } },
    ],
    2,
  )
  t.strictSame(seen, ['RUNNING', 'FAILED: exit code 1'])
  t.match(calls[0], { what: 'POST task/poll', text: '{"task_id":"task-1","role":"guest"}' })
})

t.test('a status is a status in small letters, too; another word is none', async t => {
  const { seen } = await polled(
    t,
    [
      { code: 0, data: { status: 'success' } },
      { code: 0, data: { status: 'CANCELED' } },
    ],
    2,
  )
  t.strictSame(seen, ['SUCCESS'])
})

t.test('a peer that says three times in a row that it has no such task disowns it', async t => {
  const no = { code: 6000, message: "RuntimeError('No found task')" }
  t.strictSame((await polled(t, [no, no], 2)).disowned, [])
  t.strictSame((await polled(t, [no], 3)).disowned, ["RuntimeError('No found task')"])
  t.strictSame(
    (await polled(t, [no, no, { code: 0, data: { status: 'RUNNING' } }, no, no], 5)).disowned,
    [],
    'in a row',
  )
})

t.test('silence is no answer: it neither disowns nor ends the asking', async t => {
  const { seen, disowned } = await polled(
    t,
    ['break', { status: 502, text: 'x' }, { code: 0, data: { status: 'READY' } }],
    3,
  )
  t.strictSame(seen, ['READY'])
  t.strictSame(disowned, [])
})

t.test('it ends when it is no longer wanted', async t => {
  const peer = await scripted(t, {})
  const abort = new AbortController()
  const polling = poll(peer.client(), {
    peer: 'peer',
    taskId: 'task-1',
    role: 'guest',
    traceId: 'x',
    intervalMs: 60_000,
    signal: abort.signal,
    random: () => 0,
    onStatus: () => t.fail('it was asked'),
    onTry: () => undefined,
    onDisowned: () => undefined,
  })
  abort.abort()
  await polling
  t.strictSame(peer.calls, [])
})
