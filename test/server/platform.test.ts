/** North-south, over the real door: the specification's routes and isched's own. Section 2. */
import t from 'tap'
import { call } from '../helpers/call.js'
import { startNodes } from '../helpers/daemon.js'
import { jobBody } from '../helpers/job-body.js'

t.setTimeout(120_000)

const { a, b } = await startNodes(t, {
  a: { inProcess: true, settings: { peers: { away: '127.0.0.1:9' } } },
  b: { inProcess: true, settings: { approval: 'manual' } },
})
const BASE = '/v1/platform/schedule'
const OWN = '/v1/isched'
const body = (beside: Record<string, unknown> = {}) =>
  jobBody({ roles: { guest: ['a'] }, tasks: { one: {}, two: { after: ['one'] } }, beside })

t.test('every route asks for the token', async t => {
  for (const [method, path] of [
    ['POST', `${BASE}/job/create_all`],
    ['POST', `${BASE}/job/stop_all`],
    ['GET', `${BASE}/job/status_all`],
    ['GET', `${BASE}/job/query_job_list`],
    ['POST', `${BASE}/job/stop_task`],
    ['GET', `${BASE}/task/get_log_line`],
    ['GET', `${BASE}/task/get_log`],
    ['POST', `${BASE}/component/register`],
    ['GET', `${OWN}/node`],
    ['GET', `${OWN}/jobs`],
    ['POST', `${OWN}/jobs/check`],
    ['GET', `${OWN}/logs`],
    ['GET', `${OWN}/events`],
    ['GET', '/metrics'],
  ] as const)
    for (const headers of [{}, { authorization: 'Bearer wrong' }, { authorization: a.token }])
      t.match(
        await call(a.platformUrl, method, path, method === 'POST' ? {} : undefined, { headers }),
        { http: 401, code: 401, msg: new RegExp(`^this listener asks for the bearer token in ${a.data}`), data: {} },
        path,
      )
})

t.test('nothing of interconn is served here', async t => {
  for (const route of [
    'job/create',
    'job/start',
    'task/start',
    'job/stop',
    'task/poll',
    'task/callback',
    'job/audit_confirm',
  ])
    t.match(await a.platform('POST', `/v1/interconn/schedule/${route}`, {}), { http: 404, code: 404 }, route)
})

t.test('job/create_all', async t => {
  const made = await a.platform('POST', `${BASE}/job/create_all`, body())
  t.match(made, { http: 200, code: 0, msg: 'success', data: { job_id: /^job-[0-9a-f]{32}$/ } })
  const named = await a.platform('POST', `${BASE}/job/create_all`, body({ job_id: 'job-mine' }))
  t.match(named.data, { job_id: 'job-mine' })
  t.match(await a.platform('POST', `${BASE}/job/create_all`, body({ job_id: 'job-mine' })), {
    code: 0,
    data: { job_id: 'job-mine' },
  })
  t.match(await a.platform('POST', `${BASE}/job/create_all`, body({ job_id: 'job-mine', flow_id: 'x' })), {
    code: 409,
    msg: 'job job-mine exists here already, with another body',
  })
  t.match(await a.finished('job-mine'), { outcome: 'succeeded' })
  t.match(await a.platform('POST', `${BASE}/job/create_all`, {}), {
    code: 400,
    msg: /^dag: missing; an object belongs here/,
  })
  t.match(await a.platform('POST', `${BASE}/job/create_all`, []), { code: 400 })
  t.match(await b.platform('POST', `${BASE}/job/create_all`, body()), {
    code: 400,
    msg: 'config.initiator.node_id: a job is submitted at its initiator; this node is "b", not "a"',
  })
})

t.test('job/status_all and job/query_job_list', async t => {
  const id = await a.submit(body({ flow_id: 'f-1' }))
  const { task_list: tasks } = await a.finished(id)
  const status = Object.fromEntries(tasks.map(({ task_id: taskId }) => [taskId, 'SUCCESS']))
  const wanted = { job_status: 'FINISHED', status, source: 'a', outcome: 'succeeded', reason: '' }
  t.match(await a.platform('GET', `${BASE}/job/status_all?job_id=${id}`), { http: 200, code: 200, data: wanted })
  t.match(await a.platform('GET', `${BASE}/job/status_all`, { job_id: id }), { data: wanted })
  t.match(await a.platform('GET', `${BASE}/job/status_all`), { code: 400, msg: 'job_id: missing; text belongs here' })
  t.match(await a.platform('GET', `${BASE}/job/status_all?job_id=nil`), {
    code: 404,
    msg: 'no job "nil" is known here',
  })

  const list = async (query: string) => (await a.ask('GET', `${BASE}/job/query_job_list${query}`)).job_list
  t.match(await list(''), { [id]: 'FINISHED' })
  t.same(await list('?flow_id=f-1'), { [id]: 'FINISHED' })
  t.same(await list('?flow_id='), await list(''))
  t.same((await b.ask('GET', `${BASE}/job/query_job_list?flow_id=none`)).job_list, {})
})

t.test('a task that has not begun is READY in status_all, for it knows no PENDING', async t => {
  const id = await b.submit(jobBody({ roles: { guest: ['b'] }, tasks: { one: {} } }))
  const { data } = await b.platform('GET', `${BASE}/job/status_all?job_id=${id}`)
  t.equal(data.job_status, 'PENDING')
  t.same(Object.values(Object(data.status)), ['READY'])
  await b.ask('POST', `${BASE}/job/stop_all`, { job_id: id })
})

t.test('job/stop_all and job/stop_task', async t => {
  for (const [route, sent, code, msg] of [
    ['stop_all', {}, 400, 'job_id: missing; text belongs here'],
    ['stop_all', { job_id: 7 }, 400, 'job_id: text belongs here'],
    ['stop_all', { job_id: 'nil' }, 404, 'no job "nil" is known here'],
    ['stop_task', { job_id: 'nil' }, 400, 'task_name: missing; text belongs here'],
    ['stop_task', { job_id: 'nil', task_name: '' }, 400, 'task_name: must not be empty'],
    ['stop_task', { job_id: 'nil', task_name: 'one' }, 404, 'no job "nil" is known here'],
  ] as const)
    t.match(await a.platform('POST', `${BASE}/job/${route}`, sent), { http: 200, code, msg, data: {} })
})

t.test('component/register', async t => {
  const registration = (over: object = {}, info: object = {}) => ({
    imageUrl: 'isched-test/shell',
    component_info: {
      componentName: 'mine',
      provider: 'us',
      version: '1',
      roleList: ['guest'],
      theirs: { kept: true },
      ...info,
    },
    ...over,
  })
  const register = (sent: unknown) => a.platform('POST', `${BASE}/component/register`, sent)
  for (const what of ['new', 'the same again']) t.match(await register(registration()), { code: 200, data: {} }, what)
  for (const [sent, msg] of [
    [registration({ imageUrl: undefined }), /^imageUrl: missing/],
    [registration({}, { componentName: '' }), 'component_info.componentName: must not be empty'],
    [registration({}, { provider: undefined }), /^component_info\.provider: missing/],
    [registration({}, { version: undefined }), /^component_info\.version: /],
    [registration({}, { roleList: [] }), /^component_info\.roleList: must/],
    [registration({}, { roleList: 'guest' }), 'component_info.roleList: a list belongs here'],
    [registration({}, { inputParam: [{}] }), /^component_info\.inputParam\[0\]\.name: missing/],
    [{}, /^imageUrl: missing.*component_info: missing/],
  ] as const) {
    const answer = await register(sent)
    t.match(answer, { http: 200, code: 400, data: {} })
    t.match(answer.msg, msg)
  }
  const listed = Object(await a.ask('GET', `${OWN}/components`)).components
  t.match(
    listed.find(({ componentName: name }: { componentName: string }) => name === 'mine'),
    { provider: 'us', version: '1', source: 'registered', component_info: { theirs: { kept: true } } },
  )
  t.match(
    listed.find(({ componentName: name }: { componentName: string }) => name === 'absent').problem,
    /isched-test\/absent/,
    'an image that is not here is said so',
  )
  const id = await a.submit(
    jobBody({
      roles: { guest: ['a'] },
      tasks: { one: { component: 'mine', entry: { provider: 'us', version: '1' } } },
    }),
  )
  t.match(await a.finished(id), { outcome: 'succeeded' })

  t.match(await a.platform('POST', `${OWN}/components/remove`, { componentName: 'mine', version: '2' }), { code: 404 })
  t.match(await a.ask('POST', `${OWN}/components/remove`, { componentName: 'mine' }), { removed: 1 })
  t.match(await a.platform('POST', `${OWN}/components/remove`, { componentName: 'mine' }), {
    code: 404,
    msg: 'no component "mine" is registered here',
  })
  t.match(await a.platform('POST', `${OWN}/components/remove`, { componentName: 'shell' }), {
    code: 404,
    msg: '"shell" comes from the components folder: remove its file',
  })
  t.match(await a.platform('POST', `${OWN}/components/remove`, {}), { code: 400, msg: /^componentName: missing/ })
})

t.test('node', async t => {
  t.match(await a.view(), {
    node_id: 'a',
    inst_id: 'a',
    version: /^\d+\.\d+\.\d+/,
    pid: process.pid,
    runner: { kind: 'process', capacity: { instances: Number } },
    approval: 'auto',
    scheduler: 'a',
    listeners: { platform: a.platformUrl, interconn: a.interconnUrl, callback: [/^http:\/\/127\.0\.0\.1:\d+$/] },
    jobs: { PENDING: Number, FINISHED: Number },
  })
})

t.test('jobs, one of them, and its body', async t => {
  const sent = body({ flow_id: 'f-2', theirs: [1] })
  const id = await a.submit(sent)
  await a.finished(id)
  const jobs = async (query: string) => Object(await a.ask('GET', `${OWN}/jobs${query}`)).jobs
  t.equal((await jobs(''))[0].job_id, id, 'the newest first')
  t.equal((await jobs('?limit=1')).length, 1)
  t.same((await jobs('?status=RUNNING')).length, 0)
  t.match(await jobs('?status=FINISHED&flow_id=f-2'), [{ job_id: id, outcome: 'succeeded', roles: ['guest.0'] }])
  t.match(await a.platform('GET', `${OWN}/jobs?status=DONE`), { code: 400, msg: /^status: one of "PENDING"/ })
  t.match(await a.platform('GET', `${OWN}/jobs?limit=0`), { code: 400, msg: 'limit: must be at least 1' })
  t.match(await a.platform('GET', `${OWN}/jobs/nil`), { code: 404, msg: 'no job "nil" is known here' })
  const job = await a.job(id)
  t.match(job, {
    task_list: [
      { name: 'one', component: 'shell', upstream: [], status: 'SUCCESS' },
      { name: 'two', upstream: ['one'], parties: [{ node_id: 'a', role: 'guest.0', instance: { exit_code: 0 } }] },
    ],
    nodes: [{ node_id: 'a', approval: 'READY' }],
    trace_id: /./,
    sync_type: 'callback',
  })
  t.match(Object(await a.ask('GET', `${OWN}/jobs/${id}/body`)).body, sent)
})

t.test('jobs/check finds everything that stands against a job, and stores nothing', async t => {
  const before = await a.ask('GET', `${BASE}/job/query_job_list`)
  const check = async (sent: unknown) => Object(await a.ask('POST', `${OWN}/jobs/check`, sent)).problems
  t.same(await check(body()), [])
  t.match(await check({ dag: { components: [] } }), [{ severity: 'error', path: ['config'] }])
  t.match(await check(jobBody({ roles: { guest: ['b'] }, tasks: { one: {} } })), [
    { severity: 'error', path: ['config', 'initiator', 'node_id'] },
  ])
  t.match(await check(jobBody({ roles: { guest: ['a'], host: ['mars'] }, tasks: { one: {} } })), [
    { severity: 'error', message: /no route to node "mars"/ },
  ])
  t.match(await check(jobBody({ roles: { guest: ['a'] }, tasks: { one: { component: 'strict' } } })), [
    { severity: 'error', message: /the parameter "label" is required/ },
  ])
  t.match(await check(jobBody({ roles: { guest: ['a'] }, tasks: { one: { params: { rounds: 'x' } } } })), [
    { severity: 'warning', message: /"rounds"/ },
  ])
  t.same(await a.ask('GET', `${BASE}/job/query_job_list`), before)
})

t.test('peers', async t => {
  t.match(await a.ask('POST', `${OWN}/peers/check`, { node_id: 'b' }), {
    node_id: 'b',
    reachable: true,
    latency_ms: Number,
  })
  t.match(await a.ask('POST', `${OWN}/peers/check`, { node_id: 'away' }), { reachable: false, detail: /ECONNREFUSED/ })
  t.match(await a.platform('POST', `${OWN}/peers/check`, { node_id: 'mars' }), {
    code: 404,
    msg: `"mars" is not among this node's peers (b, away)`,
  })
  t.match(await a.platform('POST', `${OWN}/peers/check`, {}), { code: 400, msg: /^node_id: missing/ })
  t.match(Object(await a.ask('GET', `${OWN}/peers`)).peers, [
    { node_id: 'b', address: b.interconnUrl, preset: 'isched', last_answer_at: /^\d{4}/ },
    { node_id: 'away', trouble: /^unreachable for .*ECONNREFUSED/ },
  ])
})
