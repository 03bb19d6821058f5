/** Jobs with other implementations: what they send, in their order, and how they want to be spoken to. */
import t, { type Test } from 'tap'
import { moment, startNodes, type TestNode } from '../helpers/daemon.js'
import { fakePeer, type PeerCall } from '../helpers/fake-peer.js'
import { jobBody } from '../helpers/job-body.js'
import { type BodyFile, bodyFile, peerFile } from '../helpers/peer-files.js'
import { until } from '../helpers/until.js'

t.setTimeout(300_000)

interface Recorded {
  path: string
  headers: Record<string, string>
  body: Record<string, unknown>
}

/** Registers the components that a job's body names, as the shell. */
async function registerWanted(node: TestNode, body: unknown): Promise<void> {
  for (const entry of Object(body).dag.components) {
    const registration = {
      imageUrl: 'isched-test/shell',
      component_info: {
        componentName: entry.componentName || entry.module_name || entry.code,
        provider: entry.provider || 'vendor',
        version: entry.version,
        roleList: ['guest', 'host', 'arbiter'],
        inputParam: [],
      },
    }
    await node.ask('POST', '/v1/platform/schedule/component/register', registration)
  }
}

/** What a FATE-Flow sent, sent again; after a task/start it waits for the end of the task, as that one does. */
async function replay(t: Test, recorded: Recorded[], times: number): Promise<void> {
  const create = recorded[0]?.body
  const { initiator, role } = Object(create).config
  const scheduler = await fakePeer(t)
  const id: string = role.host[0]
  const nodes = await startNodes(t, {
    [id]: { settings: { peers: { [initiator.node_id]: { address: scheduler.url, preset: 'fate-flow' } } } },
  })
  const node = nodes[id]
  if (node === undefined) throw new Error('no node')
  await registerWanted(node, create)
  for (const { path, headers, body } of recorded) {
    const route = path.replace('/v1/interconn/schedule/', '')
    const { 'Content-Type': _type, 'User-Agent': _agent, ...named } = headers
    for (let time = 0; time < times; time += 1)
      t.match(await node.interconn(route, body, undefined, { headers: named }), { http: 200, code: 0 }, route)
    if (route === 'task/start')
      await until('the task succeeds', async () => {
        const poll = { task_id: body.task_id, role: '' }
        const { data } = await node.interconn('task/poll', poll, undefined, { headers: named })
        if (data.status === 'FAILED') throw new Error('the task failed')
        return data.status === 'SUCCESS'
      })
  }
  const job = await node.finished(Object(create).job_id)
  t.match(job, { status: 'FINISHED', outcome: 'succeeded' })
  for (const { name, status, task_id: taskId } of job.task_list) {
    t.equal(status, 'SUCCESS', name)
    t.ok(
      recorded.some(({ body }) => body.task_id === taskId),
      'the id that the scheduler gave counts',
    )
    t.equal(node.starts(job, name, 'host.0'), 1)
  }
  await node.jobWhen(job.job_id, 'is cleared away', ({ task_list: tasks }) =>
    tasks.every(({ parties }) => parties.every(({ instance }) => instance?.removed !== false)),
  )
  t.same(await node.instances(), [])
}

for (const times of [1, 2]) {
  const what = `as FATE-Flow schedules, each call ${times === 1 ? 'once' : 'twice'}`
  t.test(`${what}: scheduler-calls.json`, t => replay(t, asCalls(bodyFile('scheduler-calls.json').json()), times))
  const theirs = peerFile('fate-flow.recorded.jsonl')
  t.test(`${what}: ${theirs.name}`, { skip: theirs.skip }, t =>
    replay(
      t,
      asCalls(
        theirs
          .text()
          .trim()
          .split('\n')
          .map(line => JSON.parse(line)),
      ),
      times,
    ),
  )
}

function asCalls(list: unknown): Recorded[]
function asCalls(list: unknown): unknown {
  return list
}

/** A peer's own example of a job, submitted where it says. */
async function submitted(t: Test, file: BodyFile): Promise<void> {
  const body = Object(file.json())
  const ids = new Set<string>(Object.values<string[] | null>(body.config.role).flatMap(each => each ?? []))
  const nodes = await startNodes(t, Object.fromEntries([...ids].map(id => [id, {}])))
  for (const node of Object.values(nodes)) await registerWanted(node, body)
  const at = nodes[body.config.initiator.node_id]
  if (at === undefined) throw new Error('no initiator')
  const id = await at.submit(body)
  t.match(await at.finished(id), { status: 'FINISHED', outcome: 'succeeded' })
}

for (const file of [
  bodyFile('create_all-1.2.json'),
  bodyFile('create_all-lenient.json'),
  bodyFile('create-1.0.json'),
  peerFile('fate-flow.unionpay-psi-lr.create_all.json'),
  peerFile('kuscia.ss-lr.create.json'),
])
  t.test(`a job as another implementation writes it: ${file.name}`, { skip: file.skip }, t => submitted(t, file))

/** Like FATE-Flow as a participant: takes everything, is polled, refuses the repeat of a start and the poll of what it does not run. */
t.test('a FATE-Flow as participant: its answer is its approval, and it is polled', async t => {
  const started = new Set<unknown>()
  let polls = 0
  const fate = await fakePeer(t, ({ route, body }: PeerCall) => {
    if (route === 'task/start') {
      if (started.has(body?.task_id)) return { code: 1, message: 'failed' }
      started.add(body?.task_id)
    }
    if (route !== 'task/poll') return { code: 0, msg: 'success' }
    if (!started.has(body?.task_id)) return { code: 6000, message: 'RuntimeError: No found task' }
    polls += 1
    return { code: 0, data: { status: polls % 3 === 0 ? 'SUCCESS' : 'RUNNING' } }
  })
  const { a } = await startNodes(t, {
    a: { settings: { peers: { fate: { address: fate.url, preset: 'fate-flow' } } } },
  })
  const id = await a.submit(
    jobBody({ roles: { guest: ['a'], host: ['fate'] }, tasks: { one: {}, two: { after: ['one'] } } }),
  )
  t.match(await a.finished(id), { outcome: 'succeeded' })
  await until('it is told of the end', async () => fate.calls.some(({ route }) => route === 'job/stop'))
  t.same(
    fate.calls.map(({ route }) => route).filter(route => route !== 'task/poll'),
    ['job/create', 'job/start', 'task/start', 'task/start', 'job/stop'],
  )
  const create = fate.calls[0]
  t.match(create?.headers, { 'x-node-id': 'a' })
  t.match(create?.body, {
    config: { version: /./, initiator: {}, job_params: {}, task_params: {} },
    dag: { version: /./, components: [{ componentName: 'shell', provider: 'test', version: '1.0.0' }, {}] },
  })
})

t.test('a FATE-Flow as participant: what fails there fails the job', async t => {
  const fate = await fakePeer(t, ({ route }) =>
    route === 'task/poll' ? { code: 0, data: { status: 'FAILED' } } : { code: 0, msg: 'success' },
  )
  const { a } = await startNodes(t, {
    a: { settings: { peers: { fate: { address: fate.url, preset: 'fate-flow' } } } },
  })
  const id = await a.submit(
    jobBody({ roles: { guest: ['a'], host: ['fate'] }, tasks: { one: { script: 'hold' }, two: { after: ['one'] } } }),
  )
  t.match(await a.finished(id), { outcome: 'failed', reason: 'task one failed at fate (host.0)' })
})

t.test('a Kuscia as participant: plain roles, no stop after success', async t => {
  const kuscia = await fakePeer(t, ({ route, body }) => {
    if (route !== 'task/poll') return { code: 200, msg: 'success', data: null }
    if (body?.role !== 'host') return { code: 400, msg: 'invalid role' }
    return { code: 200, data: { status: 'SUCCESS' } }
  })
  const peers = { kuscia: { address: kuscia.url, preset: 'kuscia' } }
  const { a } = await startNodes(t, { a: { settings: { peers } } })
  const id = await a.submit(
    jobBody({ roles: { guest: ['a'], host: ['kuscia'] }, tasks: { one: {}, two: { after: ['one'] } } }),
  )
  t.match(await a.finished(id), { outcome: 'succeeded' })
  await moment()
  t.same(
    kuscia.calls.map(({ route }) => route).filter(route => route !== 'task/poll'),
    ['job/create', 'job/start', 'task/start', 'task/start'],
  )
  t.match(
    await a.platform('POST', '/v1/platform/schedule/job/create_all', {
      ...jobBody({ roles: { guest: ['a'], host: ['kuscia'] }, tasks: { one: {} } }),
      job_id: 'Job_With.Capitals',
    }),
    { code: 400, msg: /^job_id: "Job_With\.Capitals" cannot be taken by kuscia/ },
  )
})

t.test('a Kuscia as participant: one task of it is stopped by its id', async t => {
  const kuscia = await fakePeer(t, ({ route }) =>
    route === 'task/poll' ? { code: 200, data: { status: 'RUNNING' } } : { code: 200, data: null },
  )
  const peers = { kuscia: { address: kuscia.url, preset: 'kuscia' } }
  const { a } = await startNodes(t, { a: { settings: { peers } } })
  const id = await a.submit(
    jobBody({ roles: { guest: ['a'], host: ['kuscia'] }, tasks: { one: { script: 'hold' }, two: { script: 'hold' } } }),
  )
  await a.jobWhen(id, 'both run', ({ task_list: tasks }) =>
    tasks.every(({ parties }) => parties.every(({ status }) => status === 'RUNNING')),
  )
  await a.ask('POST', '/v1/platform/schedule/job/stop_task', { job_id: id, task_name: 'one' })
  const job = await a.job(id)
  t.match((await kuscia.called('task/stop')).body, { task_id: job.task_list[0]?.task_id })
  t.equal(
    kuscia.calls.some(({ route }) => route === 'job/stop'),
    false,
  )
  await a.ask('POST', '/v1/platform/schedule/job/stop_all', { job_id: id })
  t.match((await kuscia.called('job/stop')).body, { job_id: id })
})

t.test('a Kuscia as scheduler: code 200, and a poll before its start is PENDING', async t => {
  const kuscia = await fakePeer(t, () => ({ code: 200, msg: 'success', data: null }))
  const { b } = await startNodes(t, {
    b: { settings: { peers: { kuscia: { address: kuscia.url, preset: 'kuscia' } } } },
  })
  const body = jobBody({
    roles: { guest: ['kuscia'], host: ['b'] },
    tasks: { one: {} },
    common: { sync_type: 'poll' },
    edition: '1.0',
    beside: { job_id: 'job-k' },
  })
  const headers = { 'X-Node-Id': 'kuscia', 'X-Timestamp': String(Math.floor(Date.now() / 1000)) }
  const tell = (route: string, sent: unknown) => b.interconn(route, sent, undefined, { headers })
  t.match(await tell('job/create', body), { code: 200, data: {} })
  t.match(await tell('task/poll', { task_id: 'task-of-kuscia', role: 'host' }), {
    code: 200,
    data: { status: 'PENDING' },
  })
  t.match(await tell('job/start', { job_id: 'job-k' }), { code: 200 })
  t.match(await tell('task/start', { job_id: 'job-k', task_id: 'task-of-kuscia', task_name: 'one' }), { code: 200 })
  await until('it succeeds', async () => {
    const { data } = await tell('task/poll', { task_id: 'task-of-kuscia', role: 'host' })
    return data.status === 'SUCCESS'
  })
  t.match(await b.interconn('job/status_all?job_id=job-k', undefined, undefined, { headers }), {
    code: 200,
    data: { status: { 'task-of-kuscia': 'SUCCESS' } },
  })
  t.match(await tell('task/stop', { task_id: 'task-of-kuscia' }), { code: 200 })
  t.match(await tell('job/stop', { job_id: 'job-k' }), { code: 200 })
  t.match(await b.finished('job-k'), { outcome: 'succeeded' })
  t.equal(
    kuscia.calls.some(({ route }) => route === 'task/callback'),
    false,
    'nobody pushes to who polls',
  )
})
