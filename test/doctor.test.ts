/** `isched doctor`'s findings: each thing well, and each ill in turn. */
import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import t, { type Test } from 'tap'
import { Registry } from '../src/components/registry.js'
import { peerSettings } from '../src/config/peers.js'
import { examine, type Patient } from '../src/doctor.js'
import { JOB_SCHEMA, type JobDocument } from '../src/job/document.js'
import { Jobs } from '../src/job/jobs.js'
import { Slots } from '../src/participant/slots.js'
import { PeerClient } from '../src/peers/client.js'
import { createProcessRunner } from '../src/runner/process.js'
import { listen } from '../src/server/listen.js'
import { Documents } from '../src/store/documents.js'

/** A node whose parts are real; its peer `near` answers, `far` is nowhere. */
async function patient(t: Test, over: Partial<Patient> = {}): Promise<Patient> {
  const data = t.testdir({ jobs: {}, components: {}, 'components.d': {} })
  const near = await listen('interconn', (_, answer) => void answer.end('{"code":404,"msg":"no such job","data":{}}'), {
    host: '127.0.0.1',
    port: 0,
  })
  const away = await listen('interconn', () => undefined, { host: '127.0.0.1', port: 0 })
  await away.close(0)
  const peers = {
    near: peerSettings('near', { address: near.url, preset: 'isched' }),
    far: peerSettings('far', { address: away.url, preset: 'isched' }),
  }
  const client = new PeerClient({ self: 'here', peers: () => peers, timeoutMs: 2000 })
  const runner = createProcessRunner({
    directory: join(data, 'processes'),
    images: { 'known:1': { command: ['/bin/true'] } },
    installation: 'abcd1234',
    capacity: {},
    log: () => undefined,
  })
  const registry = new Registry(join(data, 'components'), join(data, 'components.d'))
  await registry.load()
  const slots = new Slots({ instances: 1, cpu: 1, memory: 1 })
  const store = new Documents<JobDocument>({ directory: join(data, 'jobs'), schema: JOB_SCHEMA })
  await store.open()
  const jobs = new Jobs({
    store,
    slots,
    now: Date.now,
    perform: async () => undefined,
    onStored: () => undefined,
    onFault: () => undefined,
  })
  t.teardown(async () => {
    client.close()
    await near.close(0)
    await runner.close()
  })
  return {
    runner,
    registry,
    jobs,
    client,
    peers: () => ['near'],
    callbacks: () => ['http://127.0.0.1:1'],
    dataDirectory: data,
    room: () => slots.count(),
    ...over,
  }
}

async function finding(from: Patient, what: string) {
  const found = (await examine(from)).find(each => each.what === what)
  if (found === undefined) throw new Error(`nothing is said of ${what}`)
  return found
}

t.test('the callback listener is doubtful where only this machine reaches it and instances are elsewhere', async t => {
  const here = await patient(t)
  t.match(await finding(here, 'callback'), { state: 'well', detail: 'instances report to http://127.0.0.1:1' })
  const far = Object.assign(Object.create(here.runner), {
    callbackHost: async () => ({ host: 'host.docker.internal', bind: ['127.0.0.1'] }),
    describe: async () => 'Docker 28',
  })
  t.match(await finding(await patient(t, { runner: far }), 'callback'), { state: 'doubtful', advice: /bridge/ })
  const urls = ['http://127.0.0.1:1', 'http://172.17.0.1:1']
  const both = await patient(t, { runner: far, callbacks: () => urls })
  t.match(await finding(both, 'callback'), { state: 'well', detail: `instances report to ${urls.join(', ')}` })
  const desktop = Object.assign(Object.create(far), { describe: async () => 'Docker 28 (Docker Desktop)' })
  t.match(await finding(await patient(t, { runner: desktop }), 'callback'), { state: 'well' })
})

t.test('a peer that answers is well, whatever it says of the job', async t => {
  const here = await patient(t)
  t.match(await finding(here, 'peer near'), { state: 'well', detail: /answers in/ })
})

t.test('a peer that does not answer is ill, with the words of the network and what to do', async t => {
  const here = await patient(t, { peers: () => ['near', 'far'] })
  t.match(await finding(here, 'peer far'), { state: 'ill', detail: /ECONNREFUSED/, advice: /address/ })
})

t.test('a node without components is told how to register one', async t => {
  t.match(await finding(await patient(t), 'components'), { state: 'doubtful', advice: /component register/ })
})

t.test('a component whose image is not here is named, and so is a file that cannot be read', async t => {
  const here = await patient(t)
  const folder = join(here.dataDirectory, 'components.d')
  writeFileSync(
    join(folder, 'a.yaml'),
    'imageUrl: absent:1\ncomponentName: psi\nprovider: me\nversion: "1"\nroleList: [guest]\n',
  )
  writeFileSync(join(folder, 'b.yaml'), 'imageUrl: known:1\n')
  const { state, detail } = await finding(here, 'components')
  t.equal(state, 'doubtful')
  t.match(detail, /absent:1/)
  t.match(detail, /b\.yaml/)
})

t.test('components with their images are well', async t => {
  const here = await patient(t)
  writeFileSync(
    join(here.dataDirectory, 'components.d', 'a.yaml'),
    'imageUrl: known:1\ncomponentName: psi\nprovider: me\nversion: "1"\nroleList: [guest]\n',
  )
  t.match(await finding(here, 'components'), { state: 'well', detail: /^1, each/ })
})

t.test('a state file that was set aside is named', async t => {
  const here = await patient(t)
  mkdirSync(join(here.dataDirectory, 'jobs'), { recursive: true })
  writeFileSync(join(here.dataDirectory, 'jobs', 'job-1.json.unreadable-2026'), '{')
  t.match(await finding(here, 'state'), { state: 'doubtful', detail: /job-1\.json\.unreadable/ })
})

t.test('the disk says how much is free; one that takes nothing is ill', async t => {
  const here = await patient(t)
  t.match(await finding(here, 'disk'), { detail: /GiB free/ })
  const full = { closed: 'ENOSPC: no space left', summaries: () => [] }
  t.match(await finding({ ...here, jobs: full }, 'disk'), { state: 'ill', detail: /no space left/, advice: /room/ })
})

t.test('an engine that does not answer is ill', async t => {
  const here = await patient(t)
  const runner = Object.create(here.runner, {
    list: { value: async () => Promise.reject(new Error('connect ENOENT /var/run/docker.sock')) },
  })
  t.match(await finding({ ...here, runner }, 'engine'), {
    state: 'ill',
    detail: /docker\.sock/,
    advice: /start the engine/,
  })
})

t.test('work says what runs and what waits', async t => {
  const here = await patient(t, { room: () => ({ running: 1, waiting: 2 }) })
  t.match(await finding(here, 'work'), { state: 'well', detail: '1 instance running, 2 waiting for room' })
})
