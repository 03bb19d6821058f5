/** Jobs that a node schedules which behaves as Kuscia, with isched as a participant. Titles quote what was observed of it. */
import t from 'tap'
import { moment, startNodes } from '../helpers/daemon.js'
import { asNamed, kuscia, row, said, scheduledWhen } from '../helpers/foreign-peer.js'
import { jobBody, type TaskOptions } from '../helpers/job-body.js'
import { peerFile } from '../helpers/peer-files.js'
import { until } from '../helpers/until.js'

t.setTimeout(300_000)

const alice = await kuscia(t, { behave: asNamed })
const settings = { peers: row(alice, 'kuscia') }
const { a, b } = await startNodes(t, { a: { settings }, b: { settings: { ...settings, approval: 'manual' } } })
Object.assign(alice.peers, { a: a.interconnUrl, b: b.interconnUrl, bob: a.interconnUrl })

/** As it spells a job: edition 1.0, parameters for every party of a task, and no common job parameters. */
function body(tasks: Record<string, TaskOptions>, guest = 'a') {
  const { dag, config } = jobBody({
    roles: { host: [alice.nodeId], guest: [guest] },
    tasks: Object.fromEntries(
      Object.entries(tasks).map(([name, task]) => [name, { ...task, at: { 'host.0': {}, 'guest.0': {}, ...task.at } }]),
    ),
    initiator: alice.nodeId,
    initiatorRole: 'host',
    edition: '1.0',
  })
  const { common: _common, ...jobParams } = config.job_params
  return { dag, config: { ...config, job_params: { host: { '0': {} }, guest: { '0': {} }, ...jobParams } } }
}

const isOver = ({ status }: { status: string }) => status !== 'Running'
const taskIdOf = (jobId: string) =>
  String(alice.sent.find(({ route, body: sent }) => route === 'task/start' && sent.job_id === jobId)?.body.task_id)
const about = (taskId: string) => alice.sent.filter(({ body: sent }) => sent.task_id === taskId)

t.test('ends well, though it tells nobody', async t => {
  const id = await alice.submit(body({ one: { script: 'echo one' }, two: { after: ['one'] } }))
  t.match(await scheduledWhen(alice, id, 'it ends', isOver), {
    status: 'Succeeded',
    tasks: { one: 'SUCCESS', two: 'SUCCESS' },
  })
  t.same(said(alice, id, 'a'), ['job/create', 'job/start', 'task/start one', 'task/start two'])
  t.match(await a.finished(id), {
    status: 'FINISHED',
    outcome: 'succeeded',
    reason: '',
    task_list: [{ status: 'SUCCESS' }, { status: 'SUCCESS' }],
  })
  t.same(await a.log(id, 'one'), ['one'])
  await until('nothing is left', async () => (await a.instances(id)).length === 0)
})

t.test('"headers `X-Node-Id` and `X-Timestamp` (seconds) ...; needs HTTP 200 and code 200."', async t => {
  const id = await alice.submit(body({ one: {} }))
  await scheduledWhen(alice, id, 'it ends', isOver)
  for (const { route, answer } of alice.sent.filter(({ to }) => to === 'a')) t.equal(answer.code, 200, route)
  t.match(await a.job(id), { scheduler: alice.nodeId })
})

t.test(
  '"Kuscia as a scheduler: any error in answer to a poll is FAILED; it may poll before its start has arrived."',
  async t => {
    alice.pollsBeforeStart = true
    const id = await alice.submit(body({ one: {}, two: { after: ['one'] } }))
    t.match(await scheduledWhen(alice, id, 'it ends', isOver), { status: 'Succeeded' })
    alice.pollsBeforeStart = false
    const [first] = about(taskIdOf(id))
    t.match(first, { route: 'task/poll', body: { role: 'guest' }, answer: { code: 200, data: { status: 'PENDING' } } })
  },
)

t.test('a node that approves by hand: asked for a task that it may not run yet, it says PENDING', async t => {
  for (const decision of ['approve', 'reject'] as const) {
    const id = await alice.submit(body({ one: {} }, 'b'))
    await until('it has started the task unasked', async () => said(alice, id, 'b').includes('task/start one'))
    await moment()
    t.match(await b.job(id), { status: 'PENDING', awaiting_approval: true })
    t.equal(alice.scheduled(id).status, 'Running')
    await b.ask('POST', `/v1/isched/jobs/${id}/${decision}`, { reason: 'no' })
    const { status } = await scheduledWhen(alice, id, 'it ends', isOver)
    t.equal(status, decision === 'approve' ? 'Succeeded' : 'Failed')
    t.match(await b.finished(id), { outcome: decision === 'approve' ? 'succeeded' : 'rejected' })
  }
})

t.test('fails well: our task, and its own', async t => {
  const ours = await alice.submit(body({ one: { at: { 'guest.0': { script: 'exit 7' } } }, two: { after: ['one'] } }))
  t.match(await scheduledWhen(alice, ours, 'it ends', isOver), {
    status: 'Failed',
    tasks: { one: 'FAILED', two: 'PENDING' },
  })
  t.match(await a.finished(ours), { outcome: 'failed', task_list: [{ status: 'FAILED' }, { status: 'PENDING' }] })

  const its = await alice.submit(body({ fails: { script: 'hold' }, two: { after: ['fails'] } }))
  t.match(await scheduledWhen(alice, its, 'it ends', isOver), { status: 'Failed', tasks: { fails: 'FAILED' } })
  t.match(await a.finished(its), { outcome: 'failed', task_list: [{ status: 'FAILED' }, { status: 'PENDING' }] })
  await until('nothing is left', async () => (await a.instances(its)).length === 0)
})

t.test('is refused: a job that this node cannot take, and a task that it cannot start', async t => {
  const first = await alice.submit(body({ one: { component: 'strict' } }))
  t.match(await scheduledWhen(alice, first, 'it ends', isOver), { status: 'Failed' })
  t.match(
    alice.sent.find(({ body: sent }) => sent.job_id === first),
    { route: 'job/create', answer: { code: 400, msg: /label/ } },
  )
  const second = await alice.submit(body({ one: { component: 'unheard' } }))
  t.match(await scheduledWhen(alice, second, 'it ends', isOver), { status: 'Failed' })
  t.match(await a.finished(second), { status: 'FINISHED' })
})

t.test('"three tries 200 ms apart": we disappear for a while, killed and started again', async t => {
  const id = await alice.submit(body({ one: { script: 'hold' }, two: { after: ['one'] } }))
  const job = await a.jobWhen(id, 'it runs here', ({ task_list: [one] }) => one?.status === 'RUNNING')
  const poll = about(taskIdOf(id)).length
  await a.stop('SIGKILL')
  const { status } = await scheduledWhen(alice, id, 'it gives up', isOver)
  t.equal(status, 'Failed', 'a poll that nobody answers is a failure to it')
  t.ok(about(taskIdOf(id)).length > poll)
  await a.start()
  // Its stop was lost, so this node must find out by asking.
  a.release(job, 'one', 'guest.0')
  t.match(await a.finished(id), { status: 'FINISHED' })
  t.equal(a.starts(job, 'one', 'guest.0'), 1)
})

t.test('it disappears for a while', async t => {
  const id = await alice.submit(body({ one: { script: 'sleep 0.3' }, two: { after: ['one'] } }))
  await a.jobWhen(id, 'it runs here', ({ task_list: [one] }) => one?.status === 'RUNNING')
  await alice.leave()
  await a.jobWhen(id, 'it has ended here', ({ task_list: [one] }) => one?.status === 'SUCCESS')
  await moment()
  await alice.comeBack()
  t.match(await scheduledWhen(alice, id, 'it ends', isOver), { status: 'Succeeded' })
  t.match(await a.finished(id), { outcome: 'succeeded' })
})

t.test('is stopped, the whole job: by its user, and by ours', async t => {
  const id = await alice.submit(body({ 'hold-on': { script: 'hold' }, two: { after: ['hold-on'] } }))
  await a.jobWhen(id, 'it runs here', ({ task_list: [one] }) => one?.status === 'RUNNING')
  await alice.stop(id)
  t.match(await a.finished(id), { status: 'FINISHED', task_list: [{ status: 'FAILED' }, { status: 'PENDING' }] })
  t.equal(alice.here(id, 'hold-on'), 'FAILED')

  const ours = await alice.submit(body({ 'hold-on': { script: 'hold' }, two: { after: ['hold-on'] } }))
  await a.jobWhen(ours, 'it runs here', ({ task_list: [one] }) => one?.status === 'RUNNING')
  await a.ask('POST', '/v1/platform/schedule/job/stop_all', { job_id: ours })
  t.match(
    await a.finished(ours),
    { status: 'FINISHED', outcome: 'stopped' },
    'it has no route for it, and finds out by polling',
  )
  t.match(await scheduledWhen(alice, ours, 'it ends', isOver), { status: 'Failed' })
})

t.test('is stopped, a task by its id', async t => {
  const id = await alice.submit(body({ 'hold-on': { script: 'hold' }, two: { after: ['hold-on'] } }))
  await a.jobWhen(id, 'it runs here', ({ task_list: [one] }) => one?.status === 'RUNNING')
  await alice.stop(id, 'hold-on')
  await a.jobWhen(id, 'it is stopped here', ({ task_list: [one] }) => one?.status === 'FAILED')
  t.match(
    about(taskIdOf(id)).find(({ route }) => route === 'task/stop'),
    { answer: { code: 200 } },
  )
  t.match(await scheduledWhen(alice, id, 'it ends', isOver), { status: 'Failed', tasks: { two: 'PENDING' } })
  t.match(await a.finished(id), { status: 'FINISHED' })
  await until('nothing is left', async () => (await a.instances(id)).length === 0)
})

t.test('its published example is taken as it lies', { skip: peerFile('kuscia.ss-lr.create.json').skip }, async t => {
  const example = Object(peerFile('kuscia.ss-lr.create.json').json())
  const mine = {
    ...example,
    job_id: 'job-ss-lr-here',
    config: { ...example.config, role: { host: ['alice'], guest: ['a'] } },
  }
  t.match(await a.interconn('job/create', mine, 'alice'), { code: 200 })
  t.match(await a.interconn('job/stop', { job_id: mine.job_id }, 'alice'), { code: 200 })
})
