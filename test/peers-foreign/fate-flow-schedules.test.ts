/** Jobs that a node schedules which behaves as FATE-Flow, with isched as a participant. Titles quote what was observed of it. */
import t from 'tap'
import { call } from '../helpers/call.js'
import { moment, startNodes } from '../helpers/daemon.js'
import { asNamed, type FatePeer, fateFlow, row, said, scheduledWhen } from '../helpers/foreign-peer.js'
import { jobBody, type TaskOptions } from '../helpers/job-body.js'
import { peerFile } from '../helpers/peer-files.js'
import { until } from '../helpers/until.js'

t.setTimeout(300_000)

const ALL = ['guest', 'host', 'arbiter']
const components = { shell: ALL, pair: ['guest', 'host'], strict: ALL, caller: ALL, unheard: ALL }
const fate = await fateFlow(t, { behave: asNamed, components })
const settings = { peers: row(fate, 'fate-flow') }
const { a, b } = await startNodes(t, { a: { settings }, b: { settings: { ...settings, approval: 'manual' } } })
Object.assign(fate.peers, { a: a.interconnUrl, b: b.interconnUrl })

const body = (tasks: Record<string, TaskOptions>, host = 'a', more: Partial<Parameters<typeof jobBody>[0]> = {}) =>
  jobBody({ roles: { guest: [fate.nodeId], host: [host] }, tasks, common: { sync_type: 'poll' }, ...more })

const isOver = ({ status }: { status: string }) => status === 'FINISHED'

/** What it asked of a node by polling, with the answers. */
const polls = (from: FatePeer, to: string, since: number) =>
  from.sent.slice(since).filter(({ to: node, route }) => node === to && route === 'task/poll')

t.test(
  'ends well. "After each task that ended well it sends `job/stop` with that `task_name` to every party ... At the end, `job/stop` with `task_name`, then `job/stop` without."',
  async t => {
    const id = await fate.submit(body({ one: { script: 'echo one' }, two: { after: ['one'], script: 'echo two' } }))
    const job = await scheduledWhen(fate, id, 'it ends', isOver)
    t.same(job, { status: 'FINISHED', tasks: { one: 'SUCCESS', two: 'SUCCESS' } })
    t.same(said(fate, id, 'a'), [
      'job/create',
      'job/start',
      'task/start one',
      'job/stop one',
      'task/start two',
      'job/stop two',
      'job/stop',
    ])
    for (const { route, answer } of fate.sent.filter(({ body: sent }) => sent.job_id === id))
      t.equal(answer.code, 0, `${route} is taken, in its edition`)
    t.match(await a.finished(id), {
      status: 'FINISHED',
      outcome: 'succeeded',
      task_list: [
        { name: 'one', status: 'SUCCESS' },
        { name: 'two', status: 'SUCCESS' },
      ],
    })
    t.same(await a.log(id, 'two'), ['two'])
    await until('nothing is left', async () => (await a.instances(id)).length === 0)
  },
)

t.test(
  '"So a stop that names a task which is already final cleans up that task\'s instances and touches nothing downstream."',
  async t => {
    const id = await fate.submit(
      body({
        one: {},
        left: { after: ['one'], script: 'hold' },
        right: { after: ['one'], script: 'echo right' },
        last: { after: ['left', 'right'] },
      }),
    )
    const job = await a.jobWhen(
      id,
      'the right branch has ended',
      ({ task_list: tasks }) =>
        tasks.some(({ name, status }) => name === 'right' && status === 'SUCCESS') &&
        tasks.some(({ name, status }) => name === 'left' && status === 'RUNNING'),
    )
    await until('its remains are stopped by name', async () => said(fate, id, 'a').includes('job/stop right'))
    await until(
      'and cleared away',
      async () => !(await a.instances(id)).some(({ task }) => task === 'right' || task === 'one'),
    )
    t.equal((await a.job(id)).task_list.find(({ name }) => name === 'left')?.status, 'RUNNING')
    a.release(job, 'left', 'host.0')
    t.match(await scheduledWhen(fate, id, 'it ends', isOver), { tasks: { left: 'SUCCESS', last: 'SUCCESS' } })
    const ended = await a.finished(id)
    t.match(ended, { outcome: 'succeeded' })
    for (const task of ['one', 'left', 'right', 'last']) t.equal(a.starts(ended, task, 'host.0'), 1, task)
  },
)

t.test(
  '"Polls every 2 s, `task/poll` with `"role": ""`, at every party of the job, those without a role in the task included."',
  async t => {
    const since = fate.sent.length
    const id = await fate.submit(
      body({ 'hold-on': { component: 'pair' }, last: { after: ['hold-on'] } }, 'unused', {
        roles: { guest: [fate.nodeId], arbiter: ['a'] },
      }),
    )
    await until('it asks us too', async () => polls(fate, 'a', since).length > 2)
    for (const { body: asked, answer } of polls(fate, 'a', since)) {
      t.equal(asked.role, '')
      t.equal(answer.code, 404, 'an answer with a status would stop it for good')
    }
    fate.settle(id, 'hold-on', 'SUCCESS')
    await scheduledWhen(fate, id, 'it ends', isOver)
    t.match(await a.finished(id), { outcome: 'succeeded' })
  },
)

t.test(
  '"`job/create`, then within 2 s `job/start`, `task/start`; it takes the answer to `job/create` for approval, and never waits for `audit_confirm`."',
  async t => {
    for (const decision of ['approve', 'reject'] as const) {
      const id = await fate.submit(body({ one: { script: 'echo ran' } }, 'b'))
      await until('it has started the task unasked', async () => said(fate, id, 'b').includes('task/start one'))
      t.match(await b.job(id), { status: 'PENDING', awaiting_approval: true })
      await moment()
      t.same(await b.instances(id), [], 'nothing runs before')
      t.equal(fate.scheduled(id).status, 'RUNNING')
      await b.ask('POST', `/v1/isched/jobs/${id}/${decision}`, { reason: 'not today' })
      const job = await scheduledWhen(fate, id, 'it ends', isOver)
      t.equal(job.tasks.one, decision === 'approve' ? 'SUCCESS' : 'FAILED')
      t.match(await b.finished(id), { outcome: decision === 'approve' ? 'succeeded' : 'rejected' })
    }
  },
)

t.test('fails well: our task', async t => {
  const id = await fate.submit(body({ one: { at: { 'host.0': { script: 'exit 7' } } }, two: { after: ['one'] } }))
  t.match(await scheduledWhen(fate, id, 'it ends', isOver), { tasks: { one: 'FAILED', two: 'READY' } })
  t.match(await a.finished(id), { outcome: 'failed', task_list: [{ status: 'FAILED' }, { status: 'PENDING' }] })
})

t.test('fails well: its task, while ours runs', async t => {
  const id = await fate.submit(body({ fails: { script: 'hold' }, two: { after: ['fails'] } }))
  t.match(await scheduledWhen(fate, id, 'it ends', isOver), { tasks: { fails: 'FAILED', two: 'READY' } })
  t.match(await a.finished(id), {
    status: 'FINISHED',
    outcome: 'failed',
    task_list: [{ status: 'FAILED' }, { status: 'PENDING' }],
  })
  await until('nothing is left', async () => (await a.instances(id)).length === 0)
})

t.test('is refused: a job that this node cannot take, and a task that it cannot start', async t => {
  await t.rejects(fate.submit(body({ one: { component: 'strict' } })), /label/, 'in our words')
  await moment()
  const id = await fate.submit(body({ one: { component: 'unheard' } }))
  t.match(await scheduledWhen(fate, id, 'it ends', isOver), { tasks: { one: 'FAILED' } })
  t.match(
    fate.sent.find(({ route, body: sent }) => route === 'task/start' && sent.job_id === id),
    { answer: { code: 404, msg: /unheard/ } },
  )
  t.match(await a.finished(id), { status: 'FINISHED' })
})

t.test('we disappear for a while: killed, and started again', async t => {
  const id = await fate.submit(body({ one: { script: 'hold' }, two: { after: ['one'] } }))
  const job = await a.jobWhen(id, 'it runs here', ({ task_list: [one] }) => one?.status === 'RUNNING')
  await a.stop('SIGKILL')
  await moment()
  t.equal(fate.scheduled(id).status, 'RUNNING')
  await a.start()
  a.release(job, 'one', 'host.0')
  t.match(await scheduledWhen(fate, id, 'it ends', isOver), { tasks: { one: 'SUCCESS', two: 'SUCCESS' } })
  t.match(await a.finished(id), { outcome: 'succeeded' })
  t.equal(a.starts(job, 'one', 'host.0'), 1)
})

t.test('it disappears for a while', async t => {
  const id = await fate.submit(body({ one: { script: 'sleep 0.3' }, two: { after: ['one'] } }))
  await a.jobWhen(id, 'it runs here', ({ task_list: [one] }) => one?.status === 'RUNNING')
  await fate.leave()
  await a.jobWhen(id, 'it has ended here', ({ task_list: [one] }) => one?.status === 'SUCCESS')
  await moment()
  await fate.comeBack()
  t.match(await scheduledWhen(fate, id, 'it ends', isOver), { tasks: { one: 'SUCCESS', two: 'SUCCESS' } })
  t.match(await a.finished(id), { outcome: 'succeeded' })
})

t.test('is stopped, the whole job: by its user, and by ours', async t => {
  for (const who of ['it', 'we']) {
    const id = await fate.submit(body({ 'hold-on': { script: 'hold' }, two: { after: ['hold-on'] } }))
    await a.jobWhen(id, 'it runs here', ({ task_list: [one] }) => one?.status === 'RUNNING')
    if (who === 'it') await fate.stop(id)
    else await a.ask('POST', '/v1/platform/schedule/job/stop_all', { job_id: id })
    t.match(await scheduledWhen(fate, id, 'it ends', isOver), { tasks: { 'hold-on': 'FAILED', two: 'READY' } }, who)
    t.match(
      await a.finished(id),
      {
        status: 'FINISHED',
        // It does not say why it stops.
        ...(who === 'it' ? { outcome: 'failed' } : { outcome: 'stopped', reason: 'stopped by a' }),
        task_list: [{ status: 'FAILED' }, { status: 'PENDING' }],
      },
      who,
    )
    t.equal(fate.here(id, 'hold-on'), 'FAILED', who)
    await until('nothing is left', async () => (await a.instances(id)).length === 0)
  }
})

t.test('it may send `job/start` before `job/create`, and does not send it again', async t => {
  fate.hasty = true
  const id = await fate.submit(body({ one: {}, two: { after: ['one'] } })).finally(() => {
    fate.hasty = false
  })
  t.match(said(fate, id, 'a').slice(0, 2), ['job/start', 'job/create'])
  t.match(await scheduledWhen(fate, id, 'it ends', isOver), { tasks: { one: 'SUCCESS', two: 'SUCCESS' } })
  t.match(await a.finished(id), { outcome: 'succeeded' })
})

t.test(
  'a job that begins here, and is handed to it: it sends on what it knows, and the name of the scheduler is not in it',
  async t => {
    const handedOver = (tasks: Record<string, TaskOptions>) =>
      a.submit(jobBody({ roles: { guest: ['a'], host: [fate.nodeId] }, tasks, common: { scheduler: fate.nodeId } }))
    const id = await handedOver({ one: { script: 'echo one' }, two: { after: ['one'], script: 'echo two' } })
    t.match(await scheduledWhen(fate, id, 'it ends', isOver), { tasks: { one: 'SUCCESS', two: 'SUCCESS' } })
    const sent = fate.sent.find(({ route, body: each }) => route === 'job/create' && each.job_id === id)
    t.strictSame(Object(Object(Object(sent?.body.config).job_params).common), { sync_type: 'poll' })
    t.match(await a.finished(id), { status: 'FINISHED', outcome: 'succeeded', scheduler: fate.nodeId })
    t.same(await a.log(id, 'two'), ['two'])

    // Its detector turns to the initiator, which passes it on.
    const gone = await handedOver({ 'vanish-there': { script: 'hold' }, two: { after: ['vanish-there'] } })
    t.match(await scheduledWhen(fate, gone, 'it ends', isOver), { tasks: { 'vanish-there': 'FAILED', two: 'READY' } })
    t.match(await a.finished(gone), { status: 'FINISHED', outcome: 'failed' })

    const stopped = await handedOver({ 'hold-there': { script: 'hold' } })
    await a.jobWhen(stopped, 'it runs here', ({ task_list: [one] }) => one?.status === 'RUNNING')
    await a.ask('POST', '/v1/platform/schedule/job/stop_all', { job_id: stopped })
    t.match(await scheduledWhen(fate, stopped, 'it ends', isOver), { tasks: { 'hold-there': 'FAILED' } })
    t.match(await a.finished(stopped), { outcome: 'stopped', reason: 'stopped by a' })
    await until('nothing is left', async () => (await a.instances(stopped)).length === 0)
  },
)

t.test('is stopped, a task by name, while it runs', async t => {
  const id = await fate.submit(body({ 'hold-on': { script: 'hold' }, two: { after: ['hold-on'] } }))
  await a.jobWhen(id, 'it runs here', ({ task_list: [one] }) => one?.status === 'RUNNING')
  await fate.stop(id, 'hold-on')
  await a.jobWhen(id, 'it is stopped here', ({ task_list: [one] }) => one?.status === 'FAILED')
  const taskId = (await a.job(id)).task_list[1]?.task_id
  t.match(
    await a.interconn('task/start', { job_id: id, task_id: taskId, task_name: 'two' }, fate.nodeId),
    { code: 409, msg: /was stopped/ },
    'what follows it is not started any more',
  )
  await until('nothing is left', async () => (await a.instances(id)).length === 0)
  t.equal(fate.scheduled(id).status, 'FINISHED', 'it never says so to its parties')
  t.match(await a.finished(id), { status: 'FINISHED', outcome: 'stopped' })
})

t.test(
  '"Its ids: `job_id` 21 digits, `task_id` a UUID. `config.token` and `config.session_id` are both `session_<job_id>`"',
  async t => {
    const since = fate.sent.length
    const id = await fate.submit(
      body({ one: { script: 'tr "\\0" "\\n" </proc/$$/environ | grep -E "^(config|system|runtime)"' } }),
    )
    t.match(id, /^\d{21}$/)
    await scheduledWhen(fate, id, 'it ends', isOver)
    t.match(polls(fate, 'a', since)[0]?.body.task_id, /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/)
    const lines = await a.log(id, 'one')
    t.ok(lines.includes(`config.token=session_${id}`), 'the same at every party')
    t.ok(lines.includes(`config.session_id=session_${id}`))
    t.ok(lines.includes('config.self_role=host.0'))
    const recorded = peerFile('fate-flow.environment.json')
    t.test('its environment, as recorded: we give every name that it gives', { skip: recorded.skip }, async t => {
      const theirs: string[] = Object(recorded.json())['first task, guest.0']
      const ours = new Set(lines.map(line => line.split('=')[0]))
      const names = theirs
        .map(line => String(line.split('=')[0]))
        .filter(name => /^(config|system|runtime\.component\.name)/.test(name))
      for (const name of names) t.ok(ours.has(name), name)
    })
  },
)

t.test('"role in the callback is `guest.0`"; "`config.trace_id` with no value at all"', async t => {
  const id = await fate.submit(body({ one: { steps: ['RUNNING', 'SUCCESS'] } }))
  await scheduledWhen(fate, id, 'it ends', isOver)
  t.match(await a.finished(id), { outcome: 'succeeded' })
  t.match(await a.log(id, 'one'), [/^RUNNING: 200 /, /^SUCCESS: 200 /])
  t.match((await a.job(id)).trace_id, /^[0-9a-f]{32}$/, 'where the header is empty a trace id is made')
})

t.test('"Headers are `x_node_id`, ..., with underscores, the last two empty. It accepts `x-node-id` too."', async t => {
  const id = await fate.submit(body({ one: {} }))
  await scheduledWhen(fate, id, 'it ends', isOver)
  t.match(await a.finished(id), { scheduler: fate.nodeId, initiator: fate.nodeId })
  const answered = await call(
    fate.url,
    'POST',
    '/v1/interconn/schedule/task/callback',
    { task_id: 'none', role: 'host', status: 'SUCCESS' },
    { headers: { 'x-node-id': 'a' } },
  )
  t.match(answered, { code: 6000 }, 'it knows who calls, and no such task')
  const unnamed = { task_id: 'none', role: 'host', status: 'SUCCESS' }
  t.match(await call(fate.url, 'POST', '/v1/interconn/schedule/task/callback', unnamed), { code: 5001 })
})

t.test(
  '"`status_all` names tasks by name, not by id; `job_status` may read `SUCCESS` for a moment before `FINISHED`."',
  async t => {
    const id = await fate.submit(body({ 'hold-on': {}, two: { after: ['hold-on'] } }))
    await a.jobWhen(id, 'ours has ended', ({ task_list: [one] }) => one?.status === 'SUCCESS')
    const names = () => fate.scheduled(id)
    t.match(names(), { status: 'RUNNING', tasks: { 'hold-on': 'RUNNING' } })
    const { data } = await a.platform('GET', `/v1/platform/schedule/job/status_all?job_id=${id}`)
    t.equal(data.source, fate.nodeId, 'the scheduler was asked, and has answered')
    const ids = (await a.job(id)).task_list.map(({ task_id: taskId }) => taskId)
    t.same(Object.keys(Object(data.status)).sort(), [...ids].sort(), 'by id')
    t.equal(Object(data.status)[String(ids[0])], 'RUNNING', 'as the scheduler has it, who counts its own party too')
    fate.settle(id, 'hold-on', 'SUCCESS')
    await scheduledWhen(fate, id, 'it ends', isOver)
    t.match(await a.platform('GET', `/v1/platform/schedule/job/status_all?job_id=${id}`), {
      data: { job_status: 'FINISHED' },
    })
  },
)

t.test('"`task/callback` ignores the role and takes the first final status for the whole node."', async t => {
  const id = await fate.submit(
    body({ one: { component: 'pair', at: { 'host.0': { script: 'hold' } } } }, 'a', {
      // It takes no part in the task itself: of its own it would wait for ever, for it never calls back.
      roles: { arbiter: [fate.nodeId], guest: ['a'], host: ['a'] },
      initiator: fate.nodeId,
      initiatorRole: 'arbiter',
      common: { sync_type: 'callback' },
    }),
  )
  const job = await a.jobWhen(
    id,
    'one role has ended',
    ({ task_list: [one] }) =>
      one?.parties.some(({ status }) => status === 'SUCCESS') === true &&
      one.parties.some(({ status }) => status === 'RUNNING'),
  )
  await moment()
  const told = () =>
    fate.received.filter(
      ({ route, body: sent }) => route === 'task/callback' && sent.task_id === job.task_list[0]?.task_id,
    )
  t.same(told(), [], 'so nothing is pushed before all roles have ended')
  t.equal(fate.scheduled(id).status, 'RUNNING')
  a.release(job, 'one', 'host.0')
  t.match(await scheduledWhen(fate, id, 'it ends', isOver), { tasks: { one: 'SUCCESS' } })
  t.match(told(), [{ body: { status: 'SUCCESS' }, headers: { 'x-node-id': 'a' } }])
})
