/** Each kind of command is done by the part of the daemon that can, and says what came of it. */
import { setTimeout as sleep } from 'node:timers/promises'
import t, { type Test } from 'tap'
import type { Scene } from '../src/job/actor.js'
import type { Command } from '../src/job/commands.js'
import type { JobEvent } from '../src/job/machine.js'
import { InstancePerformer } from '../src/participant/perform.js'
import { performer } from '../src/perform.js'
import { MemoryRunner } from './helpers/memory-runner.js'
import { until } from './helpers/until.js'
import { JOB, scheduled, takenPart } from './job/documents.js'
import { type Scripted, scripted } from './peers/scripted.js'

async function stage(t: Test, script: Record<string, Scripted[]>, options: { silenceMatters?: boolean } = {}) {
  const peer = await scripted(t, script)
  const runner = new MemoryRunner()
  const clock = { ahead: 0 }
  const now = () => Date.now() + clock.ahead
  const instances = new InstancePerformer({
    runner,
    logs: { append: () => undefined, flush: async () => undefined, cursor: async () => undefined },
    installationId: 'inst',
    node: { nodeId: 'g', instId: 'g', storage: '', transport: '' },
    callbackUrl: () => 'http://x',
    logDirectory: async () => t.testdir(),
    callbacksTaken: async () => undefined,
    now,
    random: () => 0,
    onTrouble: () => undefined,
  })
  const perform = performer({
    client: peer.client(),
    instances,
    polling: { intervalMs: 1, safetyNetMs: 2 },
    silenceMatters: options.silenceMatters ?? false,
    now,
    random: () => 0,
  })
  const said: JobEvent[] = []
  const abort = new AbortController()
  t.teardown(() => abort.abort())
  const doc = await takenPart('g')
  const scene = (command: Command, more: Partial<Scene> = {}): Scene => ({
    jobId: JOB,
    doc: () => doc,
    command: () => command,
    submit: event => said.push(event),
    signal: abort.signal,
    overtaken: new AbortController().signal,
    recovered: false,
    ...more,
  })
  const run = (command: Command, more: Partial<Scene> = {}) => perform(command, scene(command, more))
  return { peer, runner, said, run, abort, clock }
}

const entry = { id: 7, route: 'job/start' as const, body: '{"job_id":"job-1"}', until: Number.POSITIVE_INFINITY }

t.test('a call is told, and its part hears the answer', async t => {
  const { said, run, peer } = await stage(t, { 'job/start': [{ code: 0, data: { x: 1 } }] })
  await run({ type: 'call', part: 'scheduler', peer: 'peer', entry })
  t.match(said, [
    {
      part: 'scheduler',
      event: { type: 'answered', peer: 'peer', entryId: 7, outcome: { kind: 'ok', data: { x: 1 } } },
    },
  ])
  t.match(peer.calls, [{ what: 'POST job/start', text: entry.body, headers: { 'x-trace-id': 'trace-1' } }])
})

t.test('a call that a stop has overtaken meanwhile is read as it is stored now', async t => {
  const { said, run, peer } = await stage(t, {})
  const command: Command = { type: 'call', part: 'scheduler', peer: 'peer', entry }
  const now: Command = { ...command, entry: { ...entry, overtaken: true } }
  await run(command, { command: () => now })
  t.match(said, [{ event: { outcome: { kind: 'refused' } } }])
  t.strictSame(peer.calls, [])
})

t.test('a poll tells the scheduler each status', async t => {
  const { said, run, abort } = await stage(t, {
    'task/poll': [{ code: 0, data: { status: 'FAILED', reason: 'boom' } }],
  })
  const polling = run({ type: 'poll', peer: 'peer', task: 'a', taskId: 'task-1', role: 'guest', pace: 'fast' })
  await until('it was told', async () => said.length > 0)
  abort.abort()
  await polling
  const about = { node: 'peer', taskId: 'task-1', role: 'guest' }
  t.match(said[0], { part: 'scheduler', event: { type: 'reported', ...about, status: 'FAILED', message: 'boom' } })
})

t.test('and that a peer has no such task', async t => {
  const { said, run, abort } = await stage(t, { 'task/poll': [{ code: 6000, message: 'No found task' }] })
  const polling = run({ type: 'poll', peer: 'peer', task: 'a', taskId: 'task-1', role: 'guest', pace: 'slow' })
  await until('it was told', async () => said.length > 0)
  abort.abort()
  await polling
  t.match(said[0], {
    part: 'scheduler',
    event: { type: 'disowned', node: 'peer', taskId: 'task-1', message: 'No found task' },
  })
})

t.test('a scheduler that says that the job is over is heard', async t => {
  const { said, run } = await stage(t, {
    'job/status_all': [{ code: 0, data: { job_status: 'FINISHED', status: { a: 'SUCCESS' } } }],
  })
  await run({ type: 'ask', peer: 'peer', tasks: 1 })
  t.match(said, [{ part: 'participant', event: { type: 'foundOver', good: true } }])
})

t.test('a wake comes at its time, not before by the clock that the machine reads', async t => {
  const { said, run, clock } = await stage(t, {})
  const at = Date.now() + 30
  await run({ type: 'wake', part: 'scheduler', at })
  await until('it woke', async () => said.length > 0)
  t.match(said, [{ part: 'scheduler', event: { type: 'woke' } }])
  const [event] = said
  t.ok(event?.part === 'scheduler' && event.event.at >= at)
  said.length = 0
  // The clock is set back while it sleeps: it sleeps on.
  const later = Date.now() + 20
  await run({ type: 'wake', part: 'participant', at: later })
  clock.ahead = -60
  await until('it woke', async () => said.length > 0)
  const [second] = said
  t.ok(second?.part === 'participant' && second.event.at >= later)
})

t.test('a wake far away is not one that is due', async t => {
  const { said, run } = await stage(t, {})
  await run({ type: 'wake', part: 'scheduler', at: Date.now() + 2 ** 40 })
  await sleep(20)
  t.strictSame(said, [])
})

t.test('a wake that is no longer wanted does not come', async t => {
  const { said, run, abort } = await stage(t, {})
  await run({ type: 'wake', part: 'scheduler', at: Date.now() + 20 })
  abort.abort()
  await sleep(40)
  t.strictSame(said, [])
})

t.test('what the runner is asked for goes to the runner; room is given elsewhere', async t => {
  const { runner, said, run } = await stage(t, {})
  const { participant } = await takenPart('g')
  const instance = { task: 'a', taskId: participant?.tasks.a?.taskId ?? '', role: 'guest.0' }
  await run({ type: 'slot', instance, resources: {} })
  t.strictSame(runner.asked, [])
  await run({ type: 'prepare', instance })
  t.match(said, [{ part: 'participant', event: { type: 'prepared', id: 'i1' } }])
})

t.test('silence is told where it matters: its beginning, and its end', async t => {
  const doc = await scheduled('g')
  const { said, run } = await stage(
    t,
    { 'job/start': [{ status: 502, text: 'away' }, { code: 0 }] },
    { silenceMatters: true },
  )
  await run({ type: 'call', part: 'scheduler', peer: 'peer', entry }, { doc: () => doc })
  t.match(said[0], { part: 'scheduler', event: { type: 'silence', node: 'peer' } })
  t.type(Reflect.get(said[0] && 'event' in said[0] ? said[0].event : {}, 'since'), 'number')
  t.match(said.at(-1), { event: { type: 'answered', outcome: { kind: 'ok' } } })
})
