/** Jobs that isched schedules and in which a node takes part that behaves as Kuscia. Titles quote what was observed of it. */
import t from 'tap'
import { call } from '../helpers/call.js'
import { moment, startNodes } from '../helpers/daemon.js'
import { asNamed, heard, kuscia, row } from '../helpers/foreign-peer.js'
import { jobBody, type TaskOptions } from '../helpers/job-body.js'
import { until } from '../helpers/until.js'

t.setTimeout(300_000)

const alice = await kuscia(t, { behave: asNamed })
/** As seldom as the real one, which looks every 15 s. */
const slow = await kuscia(t, { nodeId: 'bob', behave: asNamed, askMs: 600_000 })
const { a } = await startNodes(t, { a: { settings: { peers: { ...row(alice, 'kuscia'), ...row(slow, 'kuscia') } } } })
Object.assign(alice.peers, { a: a.interconnUrl })

const body = (tasks: Record<string, TaskOptions>, common?: Record<string, unknown>) =>
  jobBody({ roles: { guest: ['a'], host: [alice.nodeId] }, tasks, edition: '1.0', ...(common && { common }) })

const interconn = (method: 'GET' | 'POST', route: string, sent?: unknown) =>
  call(alice.url, method, `/v1/interconn/schedule/${route}`, sent)

const routesTo = (jobId: string) => heard(alice, jobId).map(({ route }) => route)
const taskStops = () => slow.received.filter(({ route }) => route === 'task/stop').map(({ body: sent }) => sent.task_id)
const statuses = (tasks: readonly { name: string; status: string }[]) =>
  Object.fromEntries(tasks.map(({ name, status }) => [name, status]))

t.test(
  'ends well; "a `job/stop` while it still thinks the job is running marks it failed, and it looks only every 15 s."',
  async t => {
    const id = await a.submit(body({ one: {}, two: { after: ['one'] } }, { sync_type: 'callback' }))
    t.match(await a.finished(id), { outcome: 'succeeded', task_list: [{ status: 'SUCCESS' }, { status: 'SUCCESS' }] })
    await until('it has found out', async () => alice.jobs.get(id)?.phase !== 'Running')
    t.equal(alice.jobs.get(id)?.phase, 'Succeeded')
    t.same(routesTo(id), ['job/create', 'job/start', 'task/start', 'task/start'], 'so a good end is not told to it')
  },
)

t.test('"It walks `data` of `status_all` and takes every object\'s keys for tasks."', async t => {
  const id = await a.submit(body({ one: {}, two: { after: ['one'] } }))
  const job = await a.finished(id)
  await until('it has found out', async () => alice.jobs.get(id)?.phase === 'Succeeded')
  const ids = job.task_list.map(({ task_id: taskId }) => taskId)
  t.same(Object.keys(alice.jobs.get(id)?.seen ?? {}).sort(), [...ids].sort())
  t.same([...(alice.jobs.get(id)?.strangers ?? [])], [], 'and found nothing that is none')
})

t.test(
  '"`task/poll` wants the plain role: `"guest"`. An empty role: 400. `"guest.0"`: 200, but forever PENDING."',
  async t => {
    const id = await a.submit(body({ 'hold-on': {} }))
    await until('it runs there', async () => alice.here(id, 'hold-on') === 'RUNNING')
    const taskId = (await a.job(id)).task_list[0]?.task_id
    const poll = async (role: string) => (await interconn('POST', 'task/poll', { task_id: taskId, role })).text
    t.match(JSON.parse(await poll('')), { code: 400, message: "parameter role can't be empty" })
    t.match(JSON.parse(await poll('host.0')), { code: 200, data: { status: 'PENDING' } })
    t.match(JSON.parse(await poll('host')), { code: 200, data: { status: 'RUNNING' } })
    alice.settle(id, 'hold-on', 'SUCCESS')
    await a.finished(id)
    for (const { body: asked } of alice.received.filter(
      ({ route, body: sent }) => route === 'task/poll' && sent.task_id === taskId,
    ))
      t.ok(['host', '', 'host.0'].includes(String(asked.role)))
  },
)

t.test('"So poll it once for each role that it holds."', async t => {
  const two = jobBody({
    roles: { guest: ['a'], host: [alice.nodeId], arbiter: [alice.nodeId] },
    tasks: { one: {} },
    edition: '1.0',
  })
  const id = await a.submit(two)
  const job = await a.finished(id)
  t.match(job, { outcome: 'succeeded' })
  const asked = alice.received.filter(
    ({ route, body: sent }) => route === 'task/poll' && sent.task_id === job.task_list[0]?.task_id,
  )
  t.same([...new Set(asked.map(({ body: sent }) => sent.role))].sort(), ['arbiter', 'host'])
  t.equal(routesTo(id).filter(route => route === 'job/start').length, 1, 'and start it once')
})

t.test(
  '"`task/poll` of a task not started: 400"; "`status_all` of a job with no task started: `data.status` is `{}`."',
  async t => {
    t.match(await interconn('POST', 'task/poll', { task_id: 'none', role: 'host' }), {
      http: 200,
      code: 400,
      msg: 'failed to find the task',
    })
    const spec = jobBody({
      roles: { guest: ['x'], host: [alice.nodeId] },
      tasks: { one: { at: { 'host.0': {} } } },
      edition: '1.0',
    })
    t.match(JSON.parse((await interconn('POST', 'job/create', { ...spec, job_id: 'bare' })).text), {
      code: 200,
      data: { status: 'PENDING' },
    })
    t.match(JSON.parse((await interconn('GET', 'job/status_all?job_id=bare')).text), {
      code: 200,
      data: { status: {} },
    })
  },
)

t.test(
  '"`job/create` answers `data.status: "PENDING"`. The same create again: 400 "Job already exists". `job/start` and `task/start` again: 200."',
  async t => {
    alice.interfere('job/create', 'lose')
    alice.interfere('job/start', 'lose')
    alice.interfere('task/start', 'lose')
    const id = await a.submit(body({ one: {} }))
    t.match(await a.finished(id), { outcome: 'succeeded' })
    t.match(await interconn('POST', 'job/create', heard(alice, id)[0]?.body), { code: 400, msg: 'Job already exists' })
    t.match(JSON.parse((await interconn('POST', 'job/start', { job_id: id })).text), { code: 200, data: null })
  },
)

t.test(
  '"nothing else: 404 with a plain-text body", which is a no of ours to understand, and nothing that we would call',
  async t => {
    const answer = await interconn('POST', 'job/audit_confirm', {})
    t.match(answer, { http: 404, text: '404 page not found' })
    const served = ['job/create', 'job/start', 'job/stop', 'job/status_all', 'task/start', 'task/stop', 'task/poll']
    const ours = new Set(alice.received.filter(({ headers }) => headers['x-node-id'] === 'a').map(({ route }) => route))
    t.same(
      [...ours].filter(route => !served.includes(route)),
      [],
    )
  },
)

t.test('"Success is code 200; `data` is `null` or an object."', async t => {
  const id = await a.submit(body({ one: {} }))
  await a.finished(id)
  const { answer } = alice.sent.find(({ route, body: sent }) => route === 'job/status_all' && sent.job_id === id) ?? {}
  t.match(answer ?? { code: 200 }, { code: 200 }, 'and it is answered so')
})

t.test('fails well: its task, and ours', async t => {
  const id = await a.submit(body({ fails: { script: 'hold' }, two: { after: ['fails'] } }))
  t.match(await a.finished(id), { outcome: 'failed', reason: 'task fails failed at alice (host.0)' })
  await until('it is told', async () => routesTo(id).includes('job/stop'))
  t.equal(alice.here(id, 'two'), 'PENDING')

  const other = await a.submit(body({ 'hold-on': { script: 'exit 2' } }))
  t.match(await a.finished(other), { outcome: 'failed', reason: /^task hold-on failed at a / })
  await a.jobWhen(other, 'its end is reported', ({ task_list: [held] }) => held?.parties[1]?.status === 'FAILED')
  t.match(alice.jobs.get(other), { phase: 'Failed' })
})

t.test('refuses: "Errors come as HTTP 200 with `{"code":400,"msg":...}`"', async t => {
  alice.interfere('job/create', 'refuse')
  t.match(await a.finished(await a.submit(body({ one: {} }))), {
    status: 'REJECTED',
    reason: 'alice refused the job: refused by this node',
  })
  alice.interfere('task/start', 'refuse')
  t.match(await a.finished(await a.submit(body({ one: { script: 'hold' } }))), {
    outcome: 'failed',
    reason: 'task one failed at alice (host.0): refused by this node',
  })
})

t.test('"Its `job_id` and `task_id` become Kubernetes names"', async t => {
  for (const id of ['Job_1', 'job.1', `job-${'a'.repeat(64)}`]) {
    t.match(await a.platform('POST', '/v1/platform/schedule/job/create_all', { ...body({ one: {} }), job_id: id }), {
      code: 400,
      msg: /cannot be taken by alice, which makes Kubernetes names/,
    })
    t.match(await interconn('POST', 'job/create', { ...body({ one: {} }), job_id: id }), { code: 400 })
  }
})

t.test('"`task_id` and `job_id` are what we make: `job-` and `task-` + 32 hex digits suit both peers."', async t => {
  const id = await a.submit(body({ 'Task One': {} }))
  t.match(id, /^job-[0-9a-f]{32}$/)
  const job = await a.finished(id)
  t.match(job, { outcome: 'succeeded', task_list: [{ task_id: /^task-[0-9a-f]{32}$/ }] })
})

t.test('"Unknown fields and both spellings of a component\'s name are accepted", and both are sent', async t => {
  const newer = jobBody({
    roles: { guest: ['a'], host: [alice.nodeId] },
    tasks: { one: {} },
    edition: '1.2',
    beside: { more: 1 },
  })
  const id = await a.submit(newer)
  t.match(await a.finished(id), { outcome: 'succeeded' })
  t.match(heard(alice, id)[0]?.body, {
    more: 1,
    dag: { components: [{ code: 'shell', module_name: 'shell', componentName: 'shell' }] },
  })
})

t.test('"Its parties come from `task_params.<role>.<i>.<task>`; joined index keys (`"0|1"`) are refused."', async t => {
  const spec = body({ one: {}, two: { component: 'pair' } })
  const joined = {
    ...spec,
    config: {
      ...spec.config,
      role: { ...spec.config.role, arbiter: ['a'] },
      task_params: { ...spec.config.task_params, host: { '0|1': { one: { rounds: 2 } } } },
    },
  }
  t.match(await interconn('POST', 'job/create', { ...joined, job_id: 'joined' }), { code: 400, msg: /"0\|1"/ })
  const id = await a.submit(joined)
  t.match(await a.finished(id), { outcome: 'succeeded' }, 'expanded on the way')
  t.match(heard(alice, id)[0]?.body, {
    config: {
      task_params: {
        host: { '0': { one: { rounds: 2 }, two: {} } },
        guest: { '0': { one: {}, two: {} } },
        arbiter: { '0': { one: {} } },
      },
    },
  })
  t.notOk('two' in Object(heard(alice, id)[0]?.body.config).task_params.arbiter['0'], 'who has no role is no party')
})

t.test('disappears for a while, before it has heard of the job and while its task runs', async t => {
  await alice.leave()
  const id = await a.submit(body({ 'hold-on': {}, two: { after: ['hold-on'] } }))
  await a.jobWhen(id, 'it says whom it waits for', ({ nodes }) => nodes[1]?.trouble !== undefined)
  await alice.comeBack()
  await until('it runs there', async () => alice.here(id, 'hold-on') === 'RUNNING')
  await alice.leave()
  await moment()
  t.match(await a.job(id), { status: 'RUNNING' })
  alice.settle(id, 'hold-on', 'SUCCESS')
  await alice.comeBack()
  t.match(await a.finished(id), { outcome: 'succeeded' })
})

t.test('is stopped, the whole job', async t => {
  const id = await a.submit(body({ one: {}, 'hold-on': { after: ['one'], script: 'hold' } }))
  await a.jobWhen(
    id,
    'it runs everywhere',
    ({ task_list: [, held] }) => held?.parties.every(({ status }) => status === 'RUNNING') === true,
  )
  await a.ask('POST', '/v1/platform/schedule/job/stop_all', { job_id: id })
  t.match(await a.finished(id), { outcome: 'stopped', task_list: [{ status: 'SUCCESS' }, { status: 'FAILED' }] })
  t.equal(alice.here(id, 'hold-on'), 'FAILED')
  t.same(routesTo(id).at(-1), 'job/stop')
})

t.test(
  '"`job/stop` ignores `task_name` and stops the whole job": so a task by name is stopped by `task/stop`',
  async t => {
    const two = (peer: string) =>
      jobBody({
        roles: { guest: ['a'], host: [peer] },
        tasks: {
          'hold-left': {},
          below: { after: ['hold-left'] },
          'hold-right': {},
          further: { after: ['hold-right'] },
        },
      })
    const id = await a.submit(two(slow.nodeId))
    await until('both run', async () => ['hold-left', 'hold-right'].every(name => slow.here(id, name) === 'RUNNING'))
    const left = (await a.job(id)).task_list.find(({ name }) => name === 'hold-left')?.task_id
    await a.ask('POST', '/v1/platform/schedule/job/stop_task', { job_id: id, task_name: 'hold-left' })
    await until('it is stopped there', async () => slow.here(id, 'hold-left') === 'FAILED')
    t.equal(slow.here(id, 'hold-right'), 'RUNNING')
    t.same(taskStops(), [left], 'that one alone')
    slow.settle(id, 'hold-right', 'SUCCESS')
    const job = await a.finished(id)
    t.match(job, { outcome: 'stopped', reason: /^stopped by name/ })
    t.match(statuses(job.task_list), {
      'hold-left': 'FAILED',
      below: 'PENDING',
      'hold-right': 'SUCCESS',
      further: 'SUCCESS',
    })

    const whole = await a.submit(two(slow.nodeId))
    await until('both run', async () => ['hold-left', 'hold-right'].every(name => slow.here(whole, name) === 'RUNNING'))
    t.match(
      await call(slow.url, 'POST', '/v1/interconn/schedule/job/stop', { job_id: whole, task_name: 'hold-left' }),
      {
        code: 200,
      },
    )
    t.equal(slow.here(whole, 'hold-right'), 'FAILED', 'as it would take a stop by name')
    t.match(await a.finished(whole), { outcome: 'failed' })

    const looked = await a.submit(two(alice.nodeId))
    await until('both run', async () =>
      ['hold-left', 'hold-right'].every(name => alice.here(looked, name) === 'RUNNING'),
    )
    await a.ask('POST', '/v1/platform/schedule/job/stop_task', { job_id: looked, task_name: 'hold-left' })
    await until(
      'it takes the failed task for the end of the job',
      async () => alice.jobs.get(looked)?.phase === 'Failed',
    )
    alice.settle(looked, 'hold-right', 'SUCCESS')
    t.match(
      await a.finished(looked),
      { outcome: 'failed', reason: 'task further failed at alice (host.0): Job status is failed' },
      'a limit of that peer: once it has looked, nothing more of the job is started there',
    )
  },
)
