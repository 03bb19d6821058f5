/** East-west, over the real door: every route with what it takes, what it refuses and in which words. Sections 2 and 6. */
import t from 'tap'
import { moment, startNodes } from '../helpers/daemon.js'
import { fakePeer } from '../helpers/fake-peer.js'
import { jobBody } from '../helpers/job-body.js'

t.setTimeout(120_000)

// The node under test schedules jobs in which `peer` takes part, and takes part in those of `peer`, which is the test.
const peer = await fakePeer(t)
const { node } = await startNodes(t, {
  node: {
    inProcess: true,
    settings: { peers: { peer: { address: peer.url }, old: { address: peer.url, edition: '1.0' } } },
  },
})

let count = 0
const newId = () => `job-${++count}`

/** A job that `peer` schedules and this node takes part in. */
function theirs(jobId: string) {
  return jobBody({
    roles: { guest: ['peer'], host: ['node'] },
    tasks: { one: { script: 'hold' }, two: { after: ['one'] } },
    beside: { job_id: jobId },
  })
}

/** One that this node schedules for `peer`. */
function ours(jobId: string) {
  return jobBody({
    roles: { guest: ['peer'], host: ['node'] },
    tasks: { one: { script: 'hold' } },
    common: { scheduler: 'node', sync_type: 'callback' },
    beside: { job_id: jobId },
  })
}

async function created(): Promise<string> {
  const id = newId()
  t.match(await node.interconn('job/create', theirs(id), 'peer'), { code: 0 })
  return id
}

async function scheduled(): Promise<string> {
  const id = newId()
  t.match(await node.interconn('job/create_all', ours(id), 'peer'), { code: 0 })
  return id
}

t.test('job/create_all', async t => {
  const id = newId()
  for (const what of ['new', 'the same again'])
    t.match(await node.interconn('job/create_all', ours(id), 'peer'), { http: 200, code: 0, data: {} }, what)
  const other = { ...ours(id), flow_id: 'another' }
  t.match(await node.interconn('job/create_all', other, 'peer'), {
    http: 200,
    code: 409,
    msg: `job ${id} exists here already, with another body`,
  })
  t.match(await node.interconn('job/create_all', { ...ours(id), job_id: undefined }, 'peer'), {
    code: 400,
    msg: /^job_id: missing/,
  })
  t.match(await node.interconn('job/create_all', ours(newId()), 'old'), {
    code: 403,
    msg: /^node "old" may not submit job job-\d+: only its initiator peer may/,
  })
  const elsewhere = { ...theirs(newId()) }
  elsewhere.config.job_params.common.scheduler = 'peer'
  t.match(await node.interconn('job/create_all', elsewhere, 'peer'), {
    code: 400,
    msg: /^config\.job_params\.common\.scheduler: the job names "peer" as its scheduler, and this node is "node"/,
  })
})

t.test('job/create_all: a body that is wrong, and where', async t => {
  const base = () => structuredClone(ours(newId()))
  const cases: [string, (body: ReturnType<typeof base>) => unknown, RegExp][] = [
    ['nothing', () => ({}), /^dag: missing; an object belongs here; config: missing/],
    ['no components', body => ({ ...body, dag: { components: [] } }), /^dag\.components: the DAG has no component/],
    [
      'a cycle',
      body => {
        body.dag.components[0]?.input.push({ key: 'one.result', type: 'dataset' })
        return body
      },
      /one -> one/,
    ],
    [
      'an edge to nowhere',
      body => {
        body.dag.components[0]?.input.push({ key: 'nil.result', type: 'dataset' })
        return body
      },
      /^dag\.components\[0\]\.input\[0\]\.key: .*"nil"/,
    ],
    [
      'a name twice',
      body => ({ ...body, dag: { components: [body.dag.components[0], body.dag.components[0]] } }),
      /^dag\.components\[1\]\.name: .*one/,
    ],
    [
      'an initiator that is not among its role',
      body => {
        body.config.initiator.role = 'host'
        return body
      },
      /^config\.initiator/,
    ],
    [
      'a node without a route',
      body => {
        body.config.role.host = ['node', 'mars']
        return body
      },
      /^config\.role: no route to node "mars": it is not among this node's peers \(peer, old\)/,
    ],
    ['an id that is none', body => ({ ...body, job_id: '../../etc' }), /^job_id: "\.\.\/\.\.\/etc" is no id/],
    [
      'an index that is none',
      body => ({ ...body, config: { ...body.config, task_params: { guest: { first: {} } } } }),
      /^config\.task_params\.guest\.first/,
    ],
  ]
  for (const [what, spoil, sentence] of cases) {
    const answer = await node.interconn('job/create_all', spoil(base()), 'peer')
    t.match(answer, { http: 200, code: 400, data: {} }, what)
    t.match(answer.msg, sentence, what)
  }
})

t.test('job/create', async t => {
  const id = newId()
  for (const what of ['new', 'the same again'])
    t.match(await node.interconn('job/create', theirs(id), 'peer'), { code: 0, data: {} }, what)
  t.match(await node.interconn('job/create', { ...theirs(id), flow_id: 'x' }, 'peer'), { code: 409 })
  t.match(await node.interconn('job/create', theirs(newId()), 'old'), {
    code: 403,
    msg: /^node "old" may not create job job-\d+: only its scheduler peer and its initiator peer may/,
  })
  t.match(await node.interconn('job/create', { ...theirs('x'), job_id: undefined }, 'peer'), {
    code: 400,
    msg: /^job_id: missing/,
  })
  const without = jobBody({ roles: { guest: ['peer'] }, tasks: { one: {} }, beside: { job_id: newId() } })
  t.match(await node.interconn('job/create', without, 'peer'), {
    code: 400,
    msg: 'node node holds no role in this job',
  })
  const stranger = jobBody({
    roles: { guest: ['mars'], host: ['node'] },
    tasks: { one: {} },
    beside: { job_id: newId() },
  })
  t.match(await node.interconn('job/create', stranger, 'mars'), {
    code: 403,
    msg: /^node "mars" is not among this node's peers/,
  })
  t.match(await node.interconn('job/create', [], 'peer'), { code: 400 })
})

t.test('job/start and task/start', async t => {
  const id = await created()
  for (const what of ['first', 'again']) {
    t.match(await node.interconn('job/start', { job_id: id }, 'peer'), { code: 0 }, what)
    t.match(
      await node.interconn('task/start', { job_id: id, task_id: `${id}-one`, task_name: 'one' }, 'peer'),
      { code: 0 },
      what,
    )
  }
  const job = await node.jobWhen(id, 'runs', ({ task_list: [one] }) => one?.status === 'RUNNING')
  await moment()
  t.equal(node.starts(job, 'one', 'host.0'), 1, 'a repeat starts nothing')
  for (const [body, code, msg] of [
    [{}, 400, /^job_id: missing; text belongs here; task_id: missing; text belongs here; task_name: missing/],
    [{ job_id: id, task_id: 7, task_name: 'one' }, 400, /^task_id: text belongs here/],
    [{ job_id: id, task_id: `${id}-x`, task_name: 'three' }, 404, /^this job has no task "three" \(one, two\)/],
    [
      { job_id: id, task_id: 'other', task_name: 'one' },
      409,
      /^the task "one" was started as "job-\d+-one", and now as "other"/,
    ],
    [{ job_id: 'job-nil', task_id: 'nil', task_name: 'one' }, 404, /^no job "job-nil" is known here/],
  ] as const) {
    const answer = await node.interconn('task/start', body, 'peer')
    t.match(answer, { http: 200, code })
    t.match(answer.msg, msg)
  }
  const second = await created()
  t.match(await node.interconn('task/start', { job_id: second, task_id: `${id}-one`, task_name: 'one' }, 'peer'), {
    code: 409,
    msg: `the task id "${id}-one" belongs to job ${id} here`,
  })
  t.match(await node.interconn('job/start', {}, 'peer'), { code: 400, msg: 'job_id: missing; text belongs here' })
  t.match(await node.interconn('job/start', { job_id: 'job-nil' }, 'peer'), { code: 404 })
  t.match(await node.interconn('job/start', { job_id: id }, 'old'), { code: 403 })
  t.match(await node.interconn('job/stop', { job_id: id }, 'peer'), { code: 0 })
})

t.test('task/poll', async t => {
  const id = await created()
  await node.interconn('task/start', { job_id: id, task_id: `${id}-one`, task_name: 'one' }, 'peer')
  await node.jobWhen(id, 'runs', ({ task_list: [one] }) => one?.status === 'RUNNING')
  for (const role of ['host', 'host.0', '', null, undefined])
    t.match(await node.interconn('task/poll', { task_id: `${id}-one`, role }, 'peer'), {
      code: 0,
      data: { status: 'RUNNING' },
    })
  t.match(await node.interconn('task/poll', { task_id: 'not-started-yet', role: 'host' }, 'peer'), {
    code: 0,
    data: { status: 'PENDING' },
  })
  t.match(await node.interconn('task/poll', {}, 'peer'), { code: 400, msg: /^task_id: missing/ })
  t.match(await node.interconn('task/poll', { task_id: `${id}-one` }, 'mars'), {
    code: 403,
    msg: /^node "mars" may not ask for a task of job/,
  })
  t.match(await node.interconn('task/poll', { task_id: 'nil' }, 'mars'), {
    code: 404,
    msg: 'no task "nil" is known here',
  })
  await node.interconn('job/stop', { job_id: id }, 'peer')
})

t.test('job/stop and task/stop', async t => {
  const id = await created()
  await node.interconn('task/start', { job_id: id, task_id: `${id}-one`, task_name: 'one' }, 'peer')
  await node.jobWhen(id, 'runs', ({ task_list: [one] }) => one?.status === 'RUNNING')
  t.match(await node.interconn('task/stop', { task_id: `${id}-one` }, 'old'), { code: 403 })
  t.match(await node.interconn('task/stop', {}, 'peer'), { code: 400, msg: /^task_id: missing/ })
  t.match(await node.interconn('task/stop', { task_id: 'nil' }, 'peer'), { code: 404 })
  for (const what of ['first', 'again'])
    t.match(await node.interconn('task/stop', { task_id: `${id}-one` }, 'peer'), { code: 0 }, what)
  await node.jobWhen(id, 'is stopped', ({ task_list: [one] }) => one?.status === 'FAILED' && one.stopped)
  t.match(await node.interconn('task/start', { job_id: id, task_id: `${id}-two`, task_name: 'two' }, 'peer'), {
    code: 409,
    msg: 'the task "two" was stopped and is not started any more',
  })
  t.match(await node.interconn('job/stop', { job_id: id, task_name: 'three' }, 'peer'), {
    code: 404,
    msg: 'this job has no task "three" (one, two)',
  })
  t.match(await node.interconn('job/stop', {}, 'peer'), { code: 400, msg: /^job_id: missing/ })
  for (const name of ['', null, undefined])
    t.match(await node.interconn('job/stop', { job_id: id, task_name: name }, 'peer'), { code: 0 })
  t.match(await node.job(id), { status: 'FINISHED' })
})

t.test('job/audit_confirm and task/callback', async t => {
  const id = await scheduled()
  const task = (await node.job(id)).task_list[0]?.task_id
  const audit = (body: object, from = 'peer') => node.interconn('job/audit_confirm', body, from)
  const callback = (body: object, from = 'peer') => node.interconn('task/callback', body, from)
  t.match(await audit({ job_id: id, status: 'MAYBE' }), {
    code: 400,
    msg: 'status: one of "READY", "REJECTED" belongs here',
  })
  t.match(await audit({ status: 'READY' }), { code: 400, msg: /^job_id: missing/ })
  t.match(await audit({ job_id: 'job-nil', status: 'READY' }), { code: 404 })
  t.match(await audit({ job_id: id, status: 'READY' }, 'mars'), {
    code: 403,
    msg: `node "mars" may not approve job ${id}: only its parties (peer, node) may`,
  })
  for (const what of ['first', 'again']) t.match(await audit({ job_id: id, status: 'READY' }), { code: 0 }, what)
  t.match(await audit({ job_id: id, status: 'REJECTED' }), {
    code: 409,
    msg: 'node "peer" has answered READY already, and now says REJECTED',
  })
  await node.jobWhen(id, 'runs here', ({ status }) => status === 'RUNNING')

  t.match(await callback({ task_id: task, status: 'GOOD', role: 'guest' }), {
    code: 400,
    msg: /^status: one of "PENDING", "READY", "RUNNING", "SUCCESS", "FAILED" belongs here/,
  })
  t.match(await callback({ status: 'SUCCESS', role: 'guest' }), { code: 400, msg: /^task_id: missing/ })
  t.match(await callback({ task_id: 'nil', status: 'SUCCESS', role: 'guest' }), { code: 404 })
  t.match(await callback({ task_id: task, status: 'SUCCESS', role: 'arbiter' }), {
    code: 403,
    msg: 'node "peer" does not hold the role "arbiter" in this task',
  })
  t.match(await callback({ task_id: task, status: 'SUCCESS', role: 'host' }), { code: 403 }, 'for itself only')
  t.match(await callback({ task_id: task, status: 'SUCCESS', role: 'guest' }, 'mars'), { code: 403 })
  for (const status of ['RUNNING', 'SUCCESS', 'SUCCESS', 'RUNNING', 'FAILED'])
    t.match(await callback({ task_id: task, status, role: 'guest.0' }), { code: 0 }, status)
  t.match(await node.job(id), {
    status: 'RUNNING',
    task_list: [{ parties: [{ node_id: 'peer', status: 'SUCCESS' }, {}] }],
  })
  t.match(await node.interconn('job/stop_all', { job_id: id }, 'peer'), { code: 0 })
})

t.test('job/status_all and job/stop_all', async t => {
  const id = await scheduled()
  const task = String((await node.job(id)).task_list[0]?.task_id)
  const wanted = { code: 0, data: { job_status: 'PENDING', status: { [task]: /PENDING|READY/ } } }
  const asked = [
    await node.interconn(`job/status_all?job_id=${id}`, undefined, 'peer'),
    await node.interconn('job/status_all', { job_id: id }, 'peer'),
    await node.interconn('job/status_all', { job_id: id }, 'peer', { typed: false }),
  ]
  for (const answer of asked) {
    t.match(answer, wanted)
    t.same(Object.keys(answer.data).sort(), ['job_status', 'status'])
  }
  t.match(await node.interconn('job/status_all', undefined, 'peer'), {
    code: 400,
    msg: 'job_id: missing; text belongs here',
  })
  t.match(await node.interconn('job/status_all?job_id=nil', undefined, 'peer'), {
    code: 404,
    msg: 'no job "nil" is known here',
  })
  t.match(await node.interconn(`job/status_all?job_id=${id}`, undefined, 'mars'), { code: 403 })

  t.match(await node.interconn('job/stop_all', {}, 'peer'), { code: 400 })
  t.match(await node.interconn('job/stop_all', { job_id: 'nil' }, 'peer'), { code: 404 })
  t.match(await node.interconn('job/stop_all', { job_id: id }, 'mars'), { code: 403 })
  for (const what of ['first', 'again'])
    t.match(await node.interconn('job/stop_all', { job_id: id }, 'peer'), { code: 0 }, what)
  t.match(await node.job(id), { status: 'FINISHED', outcome: 'stopped', reason: 'stopped by peer' })
})

t.test('the code for success is the one of the caller', async t => {
  const id = await scheduled()
  const status = `job/status_all?job_id=${id}`
  t.match(await node.interconn(status, undefined, 'peer'), { code: 0 })
  t.match(await node.interconn('job/stop_all', { job_id: id }, undefined), { code: /^(0|200)$/ }, 'nobody is named')
  const old = newId()
  const body = jobBody({
    roles: { guest: ['old'], host: ['node'] },
    tasks: { one: {} },
    edition: '1.0',
    beside: { job_id: old },
  })
  t.match(await node.interconn('job/create', body, 'old'), { code: 200 })
  t.match(await node.interconn(`job/status_all?job_id=${old}`, undefined, 'old'), { code: 200 })
})

t.test('nothing of the platform is served here', async t => {
  for (const path of [
    '/v1/platform/schedule/job/create_all',
    '/v1/platform/schedule/task/callback',
    '/v1/platform/schedule/component/register',
    '/v1/isched/jobs',
    '/v1/isched/events',
    '/metrics',
  ])
    for (const method of ['GET', 'POST'] as const) {
      const response = await fetch(node.interconnUrl + path, { method })
      t.equal(response.status, 404, `${method} ${path}`)
      t.match(await response.json(), { code: 404, msg: `there is no route ${path} on this listener`, data: {} })
    }
})
