/** A daemon put together: what it says, what it keeps over its lives, and what it leaves when it cannot start. */
import { existsSync, readdirSync } from 'node:fs'
import { join } from 'node:path'
import t from 'tap'
import { readSettings } from '../src/config/load.js'
import { startDaemon } from '../src/daemon.js'
import { call } from './helpers/call.js'
import { startNodes } from './helpers/daemon.js'
import { fakePeer } from './helpers/fake-peer.js'
import { jobBody } from './helpers/job-body.js'

t.setTimeout(120_000)

t.test('it says where it is, and announces itself while it lives', async t => {
  const { a } = await startNodes(t, { a: { inProcess: true } })
  const runtime = join(a.folder, 'run')
  t.not(readdirSync(runtime, { recursive: true }).length, 0)
  t.match(await a.isched('list', '-o', 'json'), { code: 0 })
  await a.stop()
  t.same(
    readdirSync(runtime, { recursive: true, withFileTypes: true }).filter(entry => entry.isFile()),
    [],
    'nobody is sent to a daemon that is gone',
  )
  const { settings } = await readSettings(a.config, process.env)
  if (settings === undefined) throw new Error('no settings')
  const daemon = await startDaemon(settings, { configFile: a.config, logLevel: 'silent' })
  t.match(daemon.describe(), [
    `node a: platform ${a.platformUrl}, interconn ${a.interconnUrl}`,
    /^runner: processes of this machine.*; token: .*platform\.token$/,
  ])
  await daemon.close()
  await daemon.close()
})

t.test('the callback port and the token are kept over its lives', async t => {
  const { a } = await startNodes(t, { a: { inProcess: true } })
  const before = { callback: (await a.view()).listeners.callback, token: a.token }
  await a.stop()
  await a.start()
  t.same({ callback: (await a.view()).listeners.callback, token: a.token }, before)
})

t.test('a start that fails lets go of all that it had', async t => {
  const { a, b } = await startNodes(t, { a: { inProcess: true }, b: { inProcess: true } })
  await b.stop()
  b.configure({ listen: { platform: `127.0.0.1:${a.ports[0]}` } })
  await t.rejects(b.start(), {
    message: `the platform listener cannot be opened at 127.0.0.1:${a.ports[0]}: the port is taken; set listen.platform to another`,
  })
  await t.rejects(call(b.interconnUrl, 'GET', '/'), 'what was open is closed')
  b.configure({ listen: { platform: `127.0.0.1:${b.ports[0]}` } })
  await b.start()
  t.match(await b.view(), { node_id: 'b' }, 'the data directory was let go')
})

t.test('a data directory belongs to one daemon', async t => {
  const { a } = await startNodes(t, { a: { inProcess: true } })
  const { settings } = await readSettings(a.config, process.env)
  if (settings === undefined) throw new Error('no settings')
  await t.rejects(startDaemon(settings, { configFile: a.config, logLevel: 'silent' }), {
    message: new RegExp(`${a.data}`),
  })
  t.match(await a.view(), { node_id: 'a' }, 'the first lives on')
})

t.test('its end leaves what runs running, and its next life takes it up', async t => {
  const { a } = await startNodes(t, { a: { inProcess: true } })
  const id = await a.submit(jobBody({ roles: { guest: ['a'] }, tasks: { one: { script: 'hold; echo after' } } }))
  const job = await a.jobWhen(id, 'runs', ({ task_list: [one] }) => one?.status === 'RUNNING')
  await a.stop()
  t.match(await a.instances(id), [{ task: 'one', phase: 'running' }])
  await a.start()
  a.release(job, 'one', 'guest.0')
  t.match(await a.finished(id), { outcome: 'succeeded' })
  t.same(await a.log(id, 'one'), ['after'])
  t.equal(a.starts(job, 'one', 'guest.0'), 1)
})

t.test('a trace id goes with a job through every call that it causes', async t => {
  const peer = await fakePeer(t, ({ route }) => ({ code: 0, data: route === 'task/poll' ? { status: 'RUNNING' } : {} }))
  const { a } = await startNodes(t, {
    a: { inProcess: true, settings: { peers: { peer: { address: peer.url, preset: 'fate-flow' } } } },
  })
  const body = jobBody({ roles: { guest: ['a'], host: ['peer'] }, tasks: { one: { script: 'value config.trace_id' } } })
  const { headers, data } = await a.platform('POST', '/v1/platform/schedule/job/create_all', body, {
    headers: { 'x-trace-id': 'trace-of-mine' },
  })
  t.equal(headers['x-trace-id'], 'trace-of-mine')
  const id = String(data.job_id)
  await peer.called('task/start')
  t.same([...new Set(peer.calls.map(each => each.headers['x-trace-id']))], ['trace-of-mine'])
  const [first] = peer.calls
  t.match(first?.headers, {
    'x-node-id': 'a',
    'x-source-node-id': 'a',
    'x-target-node-id': 'peer',
    'x-nonce': /./,
    'x-timestamp': /^\d{13}$/,
  })
  t.notOk(
    Object.keys(first?.headers ?? {}).some(name => name.includes('_')),
    'hyphens only',
  )
  t.match(await a.job(id), { trace_id: 'trace-of-mine' })
  await a.jobWhen(id, 'our part has ended', ({ task_list: [one] }) => one?.parties[0]?.status === 'SUCCESS')
  t.same(await a.log(id, 'one'), ['trace-of-mine'])
  await a.ask('POST', '/v1/platform/schedule/job/stop_all', { job_id: id })
  t.match((await peer.called('job/stop')).headers, { 'x-trace-id': 'trace-of-mine' })
  t.ok(existsSync(a.data))
})
