/** Jobs that isched schedules and in which a node takes part that behaves as FATE-Flow. Titles quote what was observed of it. */
import t from 'tap'
import { call } from '../helpers/call.js'
import { moment, startNodes } from '../helpers/daemon.js'
import { fakePeer } from '../helpers/fake-peer.js'
import { asNamed, fateFlow, heard, row } from '../helpers/foreign-peer.js'
import { jobBody, type TaskOptions } from '../helpers/job-body.js'
import { until } from '../helpers/until.js'

t.setTimeout(300_000)

const ALL = ['guest', 'host', 'arbiter']
const fate = await fateFlow(t, {
  behave: asNamed,
  components: { shell: ALL, pair: ['guest', 'host'], elsewhere: ['guest'] },
})
const other = await fakePeer(t, ({ route }) => ({
  code: 0,
  data: route === 'task/poll' ? { status: 'SUCCESS' } : {},
}))
const settings = { peers: { ...row(fate, 'fate-flow'), other: { address: other.url, preset: 'fate-flow' } } }
const { a, b } = await startNodes(t, { a: { settings }, b: { settings } })
Object.assign(fate.peers, { a: a.interconnUrl, b: b.interconnUrl })

const body = (tasks: Record<string, TaskOptions>, common?: Record<string, unknown>) =>
  jobBody({ roles: { guest: ['a'], host: [fate.nodeId] }, tasks, ...(common && { common }) })

const interconn = (method: 'GET' | 'POST', route: string, sent: unknown) =>
  call(fate.url, method, `/v1/interconn/schedule/${route}`, sent)

const routesTo = (jobId: string) =>
  heard(fate, jobId).map(({ route, body: { task_name: name } }) => (name ? `${route} ${String(name)}` : route))

t.test('ends well. "It never sends `task/callback`; it must be polled."', async t => {
  const id = await a.submit(body({ one: {}, two: { after: ['one'] } }, { sync_type: 'callback' }))
  const job = await a.finished(id)
  t.match(job, { status: 'FINISHED', outcome: 'succeeded', task_list: [{ status: 'SUCCESS' }, { status: 'SUCCESS' }] })
  await until('it has heard of the end', async () => routesTo(id).at(-1) === 'job/stop')
  t.same(routesTo(id), ['job/create', 'job/start', 'task/start one', 'task/start two', 'job/stop'])
  const polls = fate.received.filter(({ route }) => route === 'task/poll')
  t.ok(polls.length >= 2)
  for (const { body: poll } of polls) t.equal(poll.role, 'host', 'with the plain role')
  t.same(
    fate.sent.filter(({ route }) => route !== 'job/stop_all'),
    [],
    'it has said nothing by itself',
  )
})

t.test('fails well: its task fails', async t => {
  const id = await a.submit(body({ fails: {}, two: { after: ['fails'] } }))
  const job = await a.finished(id)
  t.match(job, { outcome: 'failed', reason: 'task fails failed at fate-9999 (host.0)' })
  t.same(
    job.task_list.map(({ status }) => status),
    ['FAILED', 'PENDING'],
  )
  await until('it has heard of the end', async () => routesTo(id).includes('job/stop'))
  t.equal(fate.here(id, 'two'), '')
})

t.test(
  'our own task fails: "`job/stop` removes the containers; what was SUCCESS stays SUCCESS, what ran becomes FAILED."',
  async t => {
    const id = await a.submit(body({ one: {}, 'hold-here': { after: ['one'], script: 'exit 3' } }))
    const job = await a.finished(id)
    t.match(job, { outcome: 'failed', reason: 'task hold-here failed at a (guest.0): exit code 3' })
    await until('it has stopped', async () => fate.here(id, 'hold-here') === 'FAILED')
    t.equal(fate.here(id, 'one'), 'SUCCESS')
    t.equal(
      fate.jobs.get(id)?.tasks.some(({ alive }) => alive),
      false,
    )
    await a.jobWhen(
      id,
      'its end is reported',
      ({ task_list: [, held] }) => held?.parties.every(({ status }) => status === 'FAILED') === true,
    )
  },
)

t.test('refuses: "Errors: ... `message`, not `msg`."', async t => {
  fate.interfere('job/create', 'refuse')
  const id = await a.submit(body({ one: {} }))
  t.match(await a.finished(id), {
    status: 'REJECTED',
    outcome: 'rejected',
    reason: "fate-9999 refused the job: RuntimeError('refused by this node')",
  })
})

t.test('"An unknown component is not refused by `job/create`, only by `task/start` (code 6000)."', async t => {
  const id = await a.submit(body({ one: { steps: [] } }))
  const job = await a.finished(id)
  t.match(job, { status: 'FINISHED', outcome: 'failed' })
  t.equal(job.reason, "task one failed at fate-9999 (host.0): KeyError('caller')")
  t.match(await interconn('POST', 'job/stop', { job_id: id }), { code: 6000 }, 'and fails every stop of the job')
})

t.test(
  'a start that it could not carry out, for want of the image or its provider: code 1, msg "success", and RUNNING',
  async t => {
    const id = await a.submit(body({ 'unmade-there': { script: 'hold' } }))
    const job = await a.finished(id)
    t.match(job, {
      outcome: 'failed',
      reason: 'task unmade-there failed at fate-9999 (host.0): code 1, without a reason',
    })
  },
)

t.test('its own operator cannot stop a task: it stumbles over it, and stops nothing', async t => {
  const id = await a.submit(body({ 'hold-on': {} }))
  await until('it runs there', async () => fate.here(id, 'hold-on') === 'RUNNING')
  const answer = await fate.platform('job/stop_task', { job_id: id, task_name: 'hold-on' })
  t.match(answer, { code: 6000, message: /f_task_status/ })
  t.equal(fate.here(id, 'hold-on'), 'RUNNING')
  fate.settle(id, 'hold-on', 'SUCCESS')
  t.match(await a.finished(id), { outcome: 'succeeded' })
})

t.test(
  '"`job/create` needs `config.version`, ...; refuses otherwise (code 6000). Unknown fields are fine."',
  async t => {
    const full = { ...body({ one: {} }), job_id: 'needs-1', flow_id: '', old_job_id: '' }
    for (const field of ['version', 'initiator', 'job_params', 'task_params'] as const) {
      const { [field]: _left, ...config } = full.config
      t.match(await interconn('POST', 'job/create', { ...full, config }), { http: 200, code: 6000 }, `config.${field}`)
    }
    for (const field of ['componentName', 'provider', 'version']) {
      const components = full.dag.components.map(each =>
        Object.fromEntries(Object.entries(each).filter(([name]) => name !== field)),
      )
      t.match(
        await interconn('POST', 'job/create', { ...full, dag: { ...full.dag, components } }),
        { code: 6000 },
        field,
      )
    }
    t.match(await interconn('POST', 'job/create', { ...full, dag: { components: full.dag.components } }), {
      code: 6000,
    })
    t.match(await interconn('POST', 'job/create', { ...full, beside: 1 }), { code: 0 })

    // What is left out here is filled in on the way.
    const { version: _version, ...dag } = jobBody({ roles: {}, tasks: { one: {} }, edition: '1.0' }).dag
    const id = await a.submit({
      dag,
      config: { initiator: { role: 'guest', node_id: 'a' }, role: { guest: ['a'], host: [fate.nodeId] } },
      ours: 'kept',
    })
    t.match(await a.finished(id), { outcome: 'succeeded' })
    t.match(heard(fate, id)[0], {
      body: { ours: 'kept', dag: { components: [{ componentName: 'shell', code: 'shell' }] } },
    })
  },
)

t.test('"The same create again: code 0. `job/start` of an unknown job: code 0."', async t => {
  t.match(await interconn('POST', 'job/start', { job_id: 'nobody-knows' }), { code: 0 })
  fate.interfere('job/create', 'lose')
  fate.interfere('job/start', 'lose')
  const id = await a.submit(body({ one: {} }))
  t.match(await a.finished(id), { outcome: 'succeeded' })
  t.ok(routesTo(id).filter(route => route === 'job/start').length >= 2, 'said again, for its answer was lost')
  t.equal(fate.jobs.get(id)?.tasks.length, 1)
})

t.test('"The same `task/start` again: code 1, though the task is running."', async t => {
  fate.interfere('task/start', 'lose')
  const id = await a.submit(body({ 'hold-1': {} }))
  await until('it runs there', async () => fate.here(id, 'hold-1') === 'RUNNING')
  const taskId = (await a.job(id)).task_list[0]?.task_id
  t.match(await interconn('POST', 'task/start', { job_id: id, task_id: taskId, task_name: 'hold-1' }), { code: 1 })
  await moment()
  t.match(await a.job(id), { status: 'RUNNING' }, 'the refusal of the repeat is not believed')
  fate.settle(id, 'hold-1', 'SUCCESS')
  t.match(await a.finished(id), { outcome: 'succeeded' })
  t.equal(fate.jobs.get(id)?.tasks.length, 1)
})

t.test(
  '"`task/poll` before `task/start`, and at a party that has no role in the task: code 6000."; "`{"code":5001,...,"message":"Invalid request."}`"',
  async t => {
    t.match(await interconn('POST', 'task/poll', { task_id: 'none', role: 'host' }), { http: 200, code: 6000 })
    t.match(JSON.parse((await interconn('POST', 'task/poll', { task_id: 'none' })).text), {
      code: 5001,
      data: { json: { role: ['Missing data for required field.'] } },
      message: 'Invalid request.',
    })
  },
)

t.test('"A party without a role in a task answers `task/start` with 0, and then fails every poll of it."', async t => {
  const job = jobBody({
    roles: { guest: ['other'], host: [fate.nodeId] },
    tasks: { one: { component: 'elsewhere' }, two: { after: ['one'] } },
    common: { scheduler: 'b', sync_type: 'poll' },
    beside: { job_id: 'job-without-role' },
  })
  t.match(await b.interconn('job/create_all', job, 'other'), { code: 0 }, 'b does not know that component')
  t.match(await b.finished('job-without-role'), {
    outcome: 'succeeded',
    task_list: [
      { name: 'one', status: 'SUCCESS' },
      { name: 'two', status: 'SUCCESS' },
    ],
  })
  t.equal(fate.here('job-without-role', 'one'), '', 'it ran nothing')
  t.equal(fate.here('job-without-role', 'two'), 'SUCCESS')
})

t.test(
  'whose own registry knows no role where ours does takes the start and never runs it: the job fails, and says so',
  async t => {
    const roles = { ...fate.components }
    fate.components = { ...roles, shell: ['guest'] }
    t.teardown(() => {
      fate.components = roles
    })
    const job = await a.finished(await a.submit(body({ one: {}, two: { after: ['one'] } })))
    t.match(job, {
      outcome: 'failed',
      reason: /^task one failed at fate-9999 \(host\.0\): it took the start, and has no such task/,
    })
  },
)

t.test('disappears for a while, before it has heard of the job and while its task runs', async t => {
  await fate.leave()
  const id = await a.submit(body({ 'hold-on': {}, two: { after: ['hold-on'] } }))
  const waiting = await a.jobWhen(id, 'it says whom it waits for', ({ nodes }) => nodes[1]?.trouble !== undefined)
  t.match(waiting, { status: 'PENDING', nodes: [{}, { trouble: /^unreachable for .*ECONNREFUSED/ }] })
  await fate.comeBack()
  await until('it runs there', async () => fate.here(id, 'hold-on') === 'RUNNING')
  await fate.leave()
  await moment()
  t.match(await a.job(id), { status: 'RUNNING' })
  fate.settle(id, 'hold-on', 'SUCCESS')
  await fate.comeBack()
  t.match(await a.finished(id), { outcome: 'succeeded' })
})

t.test('is stopped, the whole job', async t => {
  const id = await a.submit(body({ one: {}, 'hold-2': { after: ['one'], script: 'hold' } }))
  await a.jobWhen(
    id,
    'both run',
    ({ task_list: [, held] }) => held?.parties.every(({ status }) => status === 'RUNNING') === true,
  )
  await a.ask('POST', '/v1/platform/schedule/job/stop_all', { job_id: id })
  const job = await a.finished(id)
  t.match(job, { outcome: 'stopped', task_list: [{ status: 'SUCCESS' }, { status: 'FAILED' }] })
  t.equal(fate.here(id, 'hold-2'), 'FAILED')
  t.equal(fate.here(id, 'one'), 'SUCCESS')
})

t.test('is stopped, a task by name and what follows it', async t => {
  const id = await a.submit(
    body({ 'hold-left': {}, below: { after: ['hold-left'] }, 'hold-right': {}, further: { after: ['hold-right'] } }),
  )
  await until(
    'both run',
    async () => fate.here(id, 'hold-left') === 'RUNNING' && fate.here(id, 'hold-right') === 'RUNNING',
  )
  await a.ask('POST', '/v1/platform/schedule/job/stop_task', { job_id: id, task_name: 'hold-left' })
  await until('it is stopped there', async () => fate.here(id, 'hold-left') === 'FAILED')
  t.equal(fate.here(id, 'hold-right'), 'RUNNING')
  fate.settle(id, 'hold-right', 'SUCCESS')
  const job = await a.finished(id)
  t.match(job, { outcome: 'stopped', reason: /^stopped by name/ })
  t.match(Object.fromEntries(job.task_list.map(({ name, status }) => [name, status])), {
    'hold-left': 'FAILED',
    below: 'PENDING',
    'hold-right': 'SUCCESS',
    further: 'SUCCESS',
  })
  t.equal(fate.here(id, 'below'), '')
})

t.test('is stopped by the name of a task that has ended: what follows it', async t => {
  const id = await a.submit(body({ one: {}, 'hold-next': { after: ['one'], script: 'hold' } }))
  await until('the second runs there', async () => fate.here(id, 'hold-next') === 'RUNNING')
  await a.ask('POST', '/v1/platform/schedule/job/stop_task', { job_id: id, task_name: 'one' })
  t.match(await a.finished(id), { outcome: 'stopped', reason: 'stopped by name: hold-next' })
  t.equal(fate.here(id, 'hold-next'), 'FAILED')
  t.equal(fate.here(id, 'one'), 'SUCCESS')
})

t.test(
  '"Its detector (5 s) sends the scheduler `job/stop_all` when a container is gone without having called back."',
  async t => {
    const id = await a.submit(body({ vanishes: { script: 'hold' }, two: { after: ['vanishes'] } }))
    const job = await a.jobWhen(
      id,
      'its end is reported',
      ({ status, task_list: [gone] }) =>
        status === 'FINISHED' && gone?.parties.every(each => each.status === 'FAILED') === true,
    )
    t.match(job, { reason: /fate-9999/, task_list: [{ status: 'FAILED' }, { status: 'PENDING' }] })
    t.not(job.outcome, 'succeeded')
    t.match(
      fate.sent.find(({ body: sent }) => sent.job_id === id),
      { to: 'a', route: 'job/stop_all', answer: { code: 0 } },
    )
    await until('what runs here is ended', async () => (await a.instances(id)).length === 0)
  },
)

t.test('"Participants send `job/stop_all` to `config.initiator`, whoever schedules."', async t => {
  const job = { ...body({ vanishes: { script: 'hold' } }, { scheduler: 'b' }), job_id: 'job-passed-on' }
  const id = await a.submit(job)
  const ended = await b.finished(id)
  t.match(ended, { status: 'FINISHED', reason: /fate-9999/ }, 'the initiator has passed it on, and said from whom')
  t.match(
    fate.sent.find(({ body: sent }) => sent.job_id === id),
    { to: 'a', route: 'job/stop_all', answer: { code: 0 } },
  )
  t.match(await a.finished(id), { status: 'FINISHED' })
})

t.test('"`platform` answers have no `data`."', async t => {
  t.same(JSON.parse((await call(fate.url, 'GET', '/v1/platform/schedule/job/status_all', { job_id: 'none' })).text), {
    code: 0,
    msg: 'success',
    status: {},
  })
  t.match(
    JSON.parse((await call(fate.url, 'GET', '/v1/platform/schedule/job/query_job_list', { flow_id: 'none' })).text),
    {
      code: 0,
      job_list: {},
    },
  )
})
