/** One job over all three kinds of nodes, with isched as its scheduler. */
import t from 'tap'
import { startNodes } from '../helpers/daemon.js'
import { asNamed, fateFlow, heard, kuscia, row } from '../helpers/foreign-peer.js'
import { jobBody, type TaskOptions } from '../helpers/job-body.js'
import { until } from '../helpers/until.js'

t.setTimeout(300_000)

const fate = await fateFlow(t, { behave: asNamed })
const alice = await kuscia(t, { behave: asNamed })
const settings = { peers: { ...row(fate, 'fate-flow'), ...row(alice, 'kuscia') } }
const { a, b } = await startNodes(t, { a: { settings }, b: { settings } })
for (const peer of [fate, alice]) Object.assign(peer.peers, { a: a.interconnUrl, b: b.interconnUrl })

const body = (tasks: Record<string, TaskOptions>, common?: Record<string, unknown>) =>
  jobBody({
    roles: { guest: ['a'], host: [fate.nodeId, alice.nodeId], arbiter: ['b'] },
    tasks,
    ...(common && { common }),
  })

const chain = { one: {}, two: { after: ['one'], component: 'pair' }, three: { after: ['two'] } }

for (const sync of ['callback', 'poll'])
  t.test(`ends well, under ${sync}`, async t => {
    const id = await a.submit(body(chain, { sync_type: sync }))
    const job = await a.finished(id)
    t.match(job, { outcome: 'succeeded' })
    for (const { parties } of job.task_list) for (const { status } of parties) t.equal(status, 'SUCCESS')
    t.match(await b.finished(id), { outcome: 'succeeded' })
    await until('FATE-Flow has heard of the end', async () => heard(fate, id).at(-1)?.route === 'job/stop')
    await until('Kuscia has found out', async () => alice.jobs.get(id)?.phase === 'Succeeded')
    for (const task of ['one', 'two', 'three']) {
      t.equal(fate.here(id, task), 'SUCCESS')
      t.equal(alice.here(id, task), 'SUCCESS')
    }
  })

t.test('scheduled by one of us that holds no role in it', async t => {
  const id = await a.submit(
    jobBody({
      roles: { guest: ['a'], host: [fate.nodeId, alice.nodeId] },
      tasks: chain,
      common: { scheduler: 'b' },
    }),
  )
  t.match(await b.finished(id), { outcome: 'succeeded' })
  t.match(await a.finished(id), { outcome: 'succeeded' })
  await until('Kuscia, which asks the initiator, has found out', async () => alice.jobs.get(id)?.phase === 'Succeeded')
})

t.test('fails well', async t => {
  const fails = Object.assign(fate, { behave: (task: string) => (task === 'two' ? 'FAILED' : asNamed(task)) })
  const id = await a.submit(body({ one: {}, two: { after: ['one'], script: 'hold' }, three: { after: ['two'] } }))
  const job = await a.finished(id)
  t.match(job, { outcome: 'failed', reason: 'task two failed at fate-9999 (host.0)' })
  t.match(await b.finished(id), { outcome: 'failed' })
  t.equal(alice.here(id, 'three'), 'PENDING')
  await until(
    'all have been told',
    async () => alice.jobs.get(id)?.phase === 'Failed' && fate.jobs.get(id)?.status === 'FINISHED',
  )
  for (const node of [a, b]) await until('nothing is left', async () => (await node.instances(id)).length === 0)
  fails.behave = asNamed
})

t.test('one of them refuses: the others are told', async t => {
  alice.interfere('job/create', 'refuse')
  const id = await a.submit(body(chain))
  t.match(await a.finished(id), { status: 'REJECTED', reason: 'alice refused the job: refused by this node' })
  t.match(await b.jobWhen(id, 'is rejected', ({ status }) => status === 'REJECTED'), { outcome: 'rejected' })
  await until('FATE-Flow is told', async () => heard(fate, id).at(-1)?.route === 'job/stop')
  t.notOk(heard(fate, id).some(({ route }) => route === 'job/start' || route === 'task/start'))
})

t.test('one after the other disappears for a while', async t => {
  const id = await a.submit(body({ 'hold-on': {}, last: { after: ['hold-on'] } }))
  await until('it runs', async () => [fate, alice].every(peer => peer.here(id, 'hold-on') === 'RUNNING'))
  await Promise.all([fate.leave(), alice.leave()])
  alice.settle(id, 'hold-on', 'SUCCESS')
  fate.settle(id, 'hold-on', 'SUCCESS')
  await alice.comeBack()
  await a.jobWhen(
    id,
    'one is back',
    ({ task_list: [held] }) =>
      held?.parties.some(({ node_id: node, status }) => node === alice.nodeId && status === 'SUCCESS') === true,
  )
  t.match(await a.job(id), { status: 'RUNNING' })
  await fate.comeBack()
  t.match(await a.finished(id), { outcome: 'succeeded' })
})

t.test('is stopped, by name and as a whole', async t => {
  const id = await a.submit(body({ 'hold-left': {}, below: { after: ['hold-left'] }, 'hold-right': {} }))
  const run = (name: string) => [fate, alice].every(peer => peer.here(id, name) === 'RUNNING')
  await until('both run', async () => run('hold-left') && run('hold-right'))
  await a.ask('POST', '/v1/platform/schedule/job/stop_task', { job_id: id, task_name: 'hold-left' })
  await until('one is stopped', async () => [fate, alice].every(peer => peer.here(id, 'hold-left') === 'FAILED'))
  t.ok(run('hold-right'))
  await a.ask('POST', '/v1/platform/schedule/job/stop_all', { job_id: id })
  await until('all is stopped', async () => [fate, alice].every(peer => peer.here(id, 'hold-right') === 'FAILED'))
  t.match(await a.finished(id), { outcome: 'stopped' })
  t.match(await b.finished(id), { status: 'FINISHED' })
  for (const peer of [fate, alice]) t.not(peer.here(id, 'below'), 'RUNNING')
})
