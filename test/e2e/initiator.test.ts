/** A job's initiator that does not schedule it: what reaches it by mistake it passes on, and what it is asked it asks the scheduler. */
import t from 'tap'
import { startNodes } from '../helpers/daemon.js'
import { fakePeer } from '../helpers/fake-peer.js'
import { jobBody } from '../helpers/job-body.js'

t.setTimeout(300_000)

const OK = { code: 0, msg: 'success', data: {} }

t.test('between real nodes', async t => {
  // c, the scheduler, is the only one that knows of b's manners; b takes a for its scheduler, as real peers do.
  const party = await fakePeer(t)
  const { a, c } = await startNodes(t, {
    a: { settings: { peers: { party: { address: party.url } } } },
    c: { settings: { peers: { party: { address: party.url, pushes: true } } } },
  })
  const id = await a.submit(
    jobBody({
      roles: { guest: ['a'], host: ['party'] },
      tasks: { one: {}, two: { after: ['one'] } },
      common: { scheduler: 'c' },
    }),
  )
  await party.called('job/create')
  t.equal((await a.job(id)).scheduler, 'c')

  t.match(await a.interconn('job/audit_confirm', { job_id: id, status: 'READY' }, 'party'), OK)
  const { body: start } = await party.called('task/start')
  t.match(start, { job_id: id, task_name: 'one' })
  t.match(await a.interconn('task/callback', { task_id: start?.task_id, role: 'host', status: 'RUNNING' }, 'party'), OK)
  await c.jobWhen(
    id,
    'the party runs it',
    ({ task_list: [one] }) => one?.parties.find(({ node_id: node }) => node === 'party')?.status === 'RUNNING',
  )
  t.match(await a.interconn('job/status_all', { job_id: id }, 'party'), {
    code: 0,
    data: { job_status: 'RUNNING', status: { [String(start?.task_id)]: 'RUNNING' } },
  })
  t.match(await a.interconn('job/stop_all', { job_id: id }, 'party'), OK)
  t.match(await c.finished(id), { status: 'FINISHED', outcome: 'stopped', reason: 'stopped by party' })
  t.match(await party.called('job/stop'), { body: { job_id: id } })
  t.match(await a.finished(id), { status: 'FINISHED', outcome: 'stopped' })

  t.match(await a.interconn('job/audit_confirm', { job_id: id, status: 'READY' }, 'nobody'), {
    code: 403,
    msg: /^node "nobody" may not approve job/,
  })
})

t.test('what it passes on names the sender', async t => {
  const scheduler = await fakePeer(t, ({ route }) =>
    route === 'job/status_all' ? { code: 0, data: { job_status: 'SUCCESS', status: { one: 'SUCCESS' } } } : OK,
  )
  const { a, b } = await startNodes(t, {
    a: { settings: { peers: { scheduler: { address: scheduler.url } } } },
    b: {},
  })
  const id = await a.submit(
    jobBody({
      roles: { guest: ['a'], host: ['b'] },
      tasks: { one: {} },
      common: { scheduler: 'scheduler' },
      beside: { flow_id: 'flow-7', old_job_id: 'job-before', theirs: { kept: true } },
    }),
  )
  const { body: sent, headers } = await scheduler.called('job/create_all')
  t.match(sent, {
    job_id: id,
    flow_id: 'flow-7',
    old_job_id: 'job-before',
    theirs: { kept: true },
    config: { job_params: { common: { scheduler: 'scheduler', sync_type: 'callback' } } },
    dag: { components: [{ componentName: 'shell', module_name: 'shell', code: 'shell', provider: 'test' }] },
  })
  t.match(headers, { 'x-node-id': 'a', 'x-source-node-id': 'a', 'x-target-node-id': 'scheduler' })
  t.match(await a.job(id), { status: 'PENDING', parts: ['initiator'] })

  for (const [route, more] of [
    ['job/audit_confirm', { status: 'REJECTED', reason: 'not with us' }],
    ['job/stop_all', { task_name: 'one' }],
  ] as const) {
    t.match(await a.interconn(route, { job_id: id, ...more }, 'b'), OK, route)
    t.match((await scheduler.called(route)).body, { job_id: id, ...more, origin_node_id: 'b' })
  }
  t.match(await a.interconn('job/status_all', undefined, 'b', { headers: {} }), { code: 400, msg: /^job_id: missing/ })
  t.match(await a.interconn(`job/status_all?job_id=${id}`, undefined, 'b'), {
    code: 0,
    data: { job_status: 'FINISHED' },
  })
  t.match(scheduler.calls.at(-1)?.query, { job_id: id, origin_node_id: 'b' })
  t.match(await a.ask('GET', `/v1/platform/schedule/job/status_all?job_id=${id}`), {
    job_status: 'FINISHED',
    source: 'scheduler',
  })
  await a.ask('POST', '/v1/platform/schedule/job/stop_all', { job_id: id })
  t.match(
    scheduler.calls.filter(({ route }) => route === 'job/stop_all').at(-1)?.body,
    { job_id: id },
    'its own stop goes to the scheduler',
  )
  t.ok(b.id)
})

t.test('a scheduler that refuses, and one that is silent', async t => {
  const refusing = await fakePeer(t, () => ({ code: 6000, message: 'RuntimeError: no such component' }))
  const { a } = await startNodes(t, {
    a: { settings: { peers: { refusing: { address: refusing.url }, silent: '127.0.0.1:9' } } },
  })
  const body = (scheduler: string, jobId: string) =>
    jobBody({
      roles: { guest: ['a'] },
      tasks: { one: {} },
      common: { scheduler },
      beside: { job_id: jobId },
    })
  const submit = (scheduler: string, jobId: string) =>
    a.platform('POST', '/v1/platform/schedule/job/create_all', body(scheduler, jobId))
  t.match(await submit('refusing', 'job-1'), {
    code: 502,
    msg: 'refusing did not take the job: RuntimeError: no such component',
  })
  t.match(await a.job('job-1'), { status: 'REJECTED', reason: /^refusing did not take the job/ })
  t.match(await submit('silent', 'job-2'), { code: 0, data: { job_id: 'job-2' } }, 'it is being tried')
  t.match(await a.job('job-2'), { status: 'PENDING' })
  t.match((await a.job('job-2')).reason, /retrying/, 'and says so')
  t.match(await submit('unknown', 'job-3'), {
    code: 400,
    msg: /^config\.job_params\.common\.scheduler: no route to node "unknown"/,
  })
})

t.test('flow_id and old_job_id are kept at every node, and listed', async t => {
  const { a, b } = await startNodes(t, { a: {}, b: {} })
  const body = jobBody({
    roles: { guest: ['a'], host: ['b'] },
    tasks: { one: {} },
    beside: { flow_id: 'flow-1', old_job_id: 'job-of-before' },
  })
  const id = await a.submit(body)
  const other = await a.submit(jobBody({ roles: { guest: ['a'] }, tasks: { one: {} } }))
  await a.finished(other)
  for (const node of [a, b]) {
    t.match(await node.finished(id), { flow_id: 'flow-1', old_job_id: 'job-of-before' }, node.id)
    const list = async (query: string) =>
      (await node.ask('GET', `/v1/platform/schedule/job/query_job_list${query}`)).job_list
    t.same(await list('?flow_id=flow-1'), { [id]: 'FINISHED' })
    t.same(await list('?flow_id=flow-2'), {})
    t.match(await list(''), { [id]: 'FINISHED' })
    t.same(Object(await node.ask('GET', '/v1/isched/jobs?flow_id=flow-1')).jobs.length, 1)
  }
})
