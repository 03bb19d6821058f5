/** A node's operator decides: nothing runs there before, and a refusal is seen everywhere with its reason. */
import t from 'tap'
import { moment, startNodes } from '../helpers/daemon.js'
import { fakePeer } from '../helpers/fake-peer.js'
import { jobBody } from '../helpers/job-body.js'

t.setTimeout(300_000)

const stranger = await fakePeer(t)
const { a, b, c } = await startNodes(t, {
  a: {},
  b: { settings: { approval: 'manual', peers: { stranger: { address: stranger.url, preset: 'fate-flow' } } } },
  c: {},
})

const body = () =>
  jobBody({
    roles: { guest: ['a'], host: ['b'], arbiter: ['c'] },
    tasks: { one: { script: 'echo ran' }, two: { after: ['one'] } },
  })

async function waiting(jobId: string) {
  await b.jobWhen(jobId, 'it waits for its operator', job => job.awaiting_approval)
  await a.jobWhen(
    jobId,
    'all the others have approved',
    ({ nodes }) => nodes.filter(({ approval }) => approval === 'READY').length === 2,
  )
  await moment()
}

t.test('nothing runs before, and all of it after', async t => {
  const id = await a.submit(body())
  await waiting(id)
  t.match(await a.job(id), {
    status: 'PENDING',
    awaiting_approval: false,
    nodes: [{ approval: 'READY' }, { node_id: 'b', approval: 'PENDING' }, { approval: 'READY' }],
  })
  t.same(await b.instances(id), [], 'not even prepared')
  for (const node of [a, c])
    for (const { phase } of await node.instances(id)) t.equal(phase, 'created', `${node.id} has started nothing`)

  t.match(await b.isched('approve', id), { code: 0 })
  t.equal((await a.finished(id)).outcome, 'succeeded')
  t.equal((await b.finished(id)).outcome, 'succeeded')
  t.same(await b.log(id, 'one'), ['ran'])
})

t.test('a refusal ends the job everywhere, with the reason', async t => {
  const id = await a.submit(body())
  await waiting(id)
  t.match(await b.isched('reject', id, '--reason', 'the contract has expired'), { code: 0 })
  for (const node of [a, b, c]) {
    const job = await node.jobWhen(id, 'is rejected', ({ status }) => status === 'REJECTED')
    t.match(job, { outcome: 'rejected', awaiting_approval: false }, node.id)
    t.match(job.reason, /the contract has expired/, node.id)
    if (node !== b) t.match(job.reason, /\bb refused the job/, `${node.id} names who refused`)
    t.same(
      job.task_list.map(({ status }) => status),
      ['PENDING', 'PENDING'],
    )
    const { data } = await node.platform('GET', `/v1/platform/schedule/job/status_all?job_id=${id}`)
    t.match(data, { job_status: 'REJECTED', outcome: 'rejected', reason: /the contract has expired/ })
    const { job_list: list } = await node.ask('GET', '/v1/platform/schedule/job/query_job_list')
    t.equal(Object(list)[id], 'REJECTED')
  }
  t.match((await a.job(id)).nodes, [{}, { node_id: 'b', approval: 'REJECTED', reason: 'the contract has expired' }, {}])
  t.match(await a.isched('status', id), { stdout: /b refused the job: the contract has expired/ })
  t.equal(a.starts(await a.job(id), 'one', 'guest.0'), 0)
  const asked = await a.interconn(`job/status_all?job_id=${id}`, undefined, 'c')
  t.same(Object.keys(asked.data).sort(), ['job_status', 'status'], 'peers are told no more than the protocol has')
  t.equal(asked.data.job_status, 'REJECTED')
})

t.test('a decision twice is one, another is refused', async t => {
  const id = await a.submit(body())
  await waiting(id)
  const path = `/v1/isched/jobs/${id}`
  for (const _ of [1, 2]) t.match(await b.platform('POST', `${path}/approve`, {}), { code: 200 })
  t.match(await b.platform('POST', `${path}/reject`, { reason: 'too late' }), {
    http: 200,
    code: 409,
    msg: 'this node has answered READY already',
  })
  await a.finished(id)
  t.match(await b.platform('POST', '/v1/isched/jobs/job-of-nobody/approve', {}), {
    code: 404,
    msg: 'no job "job-of-nobody" is known here',
  })
  const scheduledOnly = await a.submit(
    jobBody({ roles: { guest: ['a'] }, tasks: { one: {} }, common: { scheduler: 'c' } }),
  )
  t.match(await c.platform('POST', `/v1/isched/jobs/${scheduledOnly}/approve`, {}), {
    code: 409,
    msg: /takes no part in job/,
  })
})

t.test('it still waits after a SIGKILL', async t => {
  const id = await a.submit(body())
  await waiting(id)
  await b.stop('SIGKILL')
  await b.start()
  t.equal((await b.job(id)).awaiting_approval, true)
  t.same(await b.instances(id), [])
  await b.ask('POST', `/v1/isched/jobs/${id}/approve`, {})
  t.equal((await a.finished(id)).outcome, 'succeeded')
})

t.test('the scheduler, too, may wait for its own operator', async t => {
  const id = await b.submit(jobBody({ roles: { guest: ['b'], host: ['a'] }, tasks: { one: {} } }))
  t.equal((await b.job(id)).awaiting_approval, true)
  await a.jobWhen(id, 'is known', () => true)
  t.same(await b.instances(id), [])
  await b.ask('POST', `/v1/isched/jobs/${id}/approve`, {})
  t.equal((await b.finished(id)).outcome, 'succeeded')
})

t.test('starts that come before the decision are kept', async t => {
  const jobOf = (id: string) =>
    jobBody({
      roles: { guest: ['stranger'], host: ['b'] },
      tasks: { one: { script: 'echo ran' } },
      common: { sync_type: 'poll' },
      beside: { job_id: id },
    })
  for (const decision of ['approve', 'reject'] as const) {
    const id = `early-${decision}`
    const task = { job_id: id, task_id: `${id}-one`, task_name: 'one' }
    t.match(await b.interconn('job/create', jobOf(id), 'stranger'), { code: 0 })
    t.match(await b.interconn('job/start', { job_id: id }, 'stranger'), { code: 0 })
    t.match(await b.interconn('task/start', task, 'stranger'), { code: 0 })
    await moment()
    t.match(await b.interconn('task/poll', { task_id: task.task_id, role: '' }, 'stranger'), {
      code: 0,
      data: { status: 'PENDING' },
    })
    t.same(await b.instances(id), [], 'nothing is prepared')
    await b.ask('POST', `/v1/isched/jobs/${id}/${decision}`, { reason: 'no' })
    const wanted = decision === 'approve' ? 'SUCCESS' : 'FAILED'
    await b.jobWhen(id, wanted, ({ task_list: [one] }) => one?.status === wanted)
    t.match(await b.interconn('task/poll', { task_id: task.task_id, role: 'host' }, 'stranger'), {
      data: { status: wanted },
    })
  }
  const audits = stranger.calls.filter(({ route }) => route === 'job/audit_confirm').map(({ body: sent }) => sent)
  t.match(
    audits.find(sent => sent?.job_id === 'early-reject'),
    { status: 'REJECTED', reason: 'no' },
  )
  t.match(
    audits.find(sent => sent?.job_id === 'early-approve'),
    { status: 'READY' },
  )
  // So that it does not wait for the end of a job whose scheduler is the test.
  t.match(await b.interconn('job/stop', { job_id: 'early-approve' }, 'stranger'), { code: 0 })
})
