/** Every route of the specification and task/stop, over three whole daemons: once, and again as after a lost answer. */
import t from 'tap'
import { call } from '../helpers/call.js'
import { startNodes } from '../helpers/daemon.js'
import { jobBody } from '../helpers/job-body.js'

t.setTimeout(300_000)

const { a, b, c } = await startNodes(t, { a: {}, b: {}, c: {} })
const PLATFORM = '/v1/platform/schedule'

/** The same call twice: success both times. */
async function twice(what: string, send: () => Promise<{ http: number; code: number; msg: string }>): Promise<void> {
  for (const time of ['once', 'again'])
    t.match(await send(), { http: 200, code: /^(0|200)$/, msg: 'success' }, `${what}, ${time}`)
}

t.test('north-south: the eight routes and the callback', async t => {
  const registration = {
    imageUrl: 'isched-test/shell',
    component_info: { componentName: 'late', provider: 'test', version: '1.0.0', roleList: ['guest', 'host'] },
  }
  for (const node of [a, b])
    await twice('component/register', () => node.platform('POST', `${PLATFORM}/component/register`, registration))
  const body = jobBody({
    roles: { guest: ['a'], host: ['b'] },
    tasks: {
      one: { component: 'late', script: 'value system.callback; hold' },
      two: { script: 'hold', after: ['one'] },
      other: { script: 'hold' },
    },
    beside: { job_id: 'job-north', flow_id: 'flow-north' },
  })
  await twice('job/create_all', () => a.platform('POST', `${PLATFORM}/job/create_all`, body))
  const job = await a.jobWhen(
    'job-north',
    'one and other run everywhere',
    ({ task_list: tasks }) =>
      tasks.flatMap(({ parties }) => parties).filter(({ status }) => status === 'RUNNING').length === 4,
  )
  const task = job.task_list.find(({ name }) => name === 'one')?.task_id
  await twice('job/status_all', () => a.platform('GET', `${PLATFORM}/job/status_all?job_id=job-north`))
  t.match(await a.platform('GET', `${PLATFORM}/job/query_job_list?flow_id=flow-north`), {
    data: { job_list: { 'job-north': 'RUNNING' } },
  })
  const [url = ''] = await a.log('job-north', 'one', ({ lines }) => lines.length === 1)
  t.match(await a.platform('GET', `${PLATFORM}/task/get_log_line?task_id=${task}&log_level=info`), { data: { num: 1 } })
  t.match(await a.platform('GET', `${PLATFORM}/task/get_log?task_id=${task}&log_level=info&start=1&length=10`), {
    data: { data: url },
  })
  await twice('task/callback', () =>
    call(url, 'POST', new URL(url).pathname + new URL(url).search, {
      task_id: task,
      status: 'SUCCESS',
      role: 'guest.0',
    }),
  )
  b.release(job, 'one', 'host.0')
  await a.jobWhen(
    'job-north',
    'two runs',
    ({ task_list: tasks }) =>
      tasks.find(({ name }) => name === 'two')?.parties.every(({ status }) => status === 'RUNNING') === true,
  )
  await twice('job/stop_task', () =>
    b.platform('POST', `${PLATFORM}/job/stop_task`, { job_id: 'job-north', task_name: 'two' }),
  )
  await a.jobWhen(
    'job-north',
    'two is stopped',
    ({ task_list: tasks }) =>
      tasks.find(({ name }) => name === 'two')?.parties.every(({ status }) => status === 'FAILED') === true,
  )
  t.equal((await a.job('job-north')).status, 'RUNNING')
  await twice('job/stop_all', () => b.platform('POST', `${PLATFORM}/job/stop_all`, { job_id: 'job-north' }))
  for (const node of [a, b]) {
    t.match(await node.finished('job-north'), { status: 'FINISHED', outcome: 'stopped' }, node.id)
    t.equal(node.starts(job, 'one', node === a ? 'guest.0' : 'host.0'), 1)
  }
})

t.test('east-west: the ten routes and task/stop, as c calls them', async t => {
  const body = jobBody({
    roles: { guest: ['c'], host: ['b'] },
    tasks: { one: { script: 'hold' }, two: { script: 'hold' } },
    common: { scheduler: 'a', sync_type: 'callback' },
    beside: { job_id: 'job-east' },
  })
  await twice('job/create_all', () => a.interconn('job/create_all', body, 'c'))
  // The scheduler's own calls reach b, and c, which are real; what they have done is done again by hand.
  const job = await a.jobWhen(
    'job-east',
    'both run everywhere',
    ({ task_list: tasks }) =>
      tasks.flatMap(({ parties }) => parties).filter(({ status }) => status === 'RUNNING').length === 4,
  )
  const [one, two] = job.task_list.map(({ task_id: id }) => id)
  const created = Object(await b.ask('GET', '/v1/isched/jobs/job-east/body')).body
  await twice('job/create', () => b.interconn('job/create', created, 'a'))
  await twice('job/audit_confirm', () => a.interconn('job/audit_confirm', { job_id: 'job-east', status: 'READY' }, 'b'))
  await twice('job/start', () => b.interconn('job/start', { job_id: 'job-east' }, 'a'))
  await twice('task/start', () =>
    b.interconn('task/start', { job_id: 'job-east', task_id: one, task_name: 'one' }, 'a'),
  )
  await twice('task/poll', () => b.interconn('task/poll', { task_id: one, role: 'host' }, 'a'))
  await twice('job/status_all', () => a.interconn('job/status_all?job_id=job-east', undefined, 'b'))
  await twice('task/callback', () =>
    a.interconn('task/callback', { task_id: one, status: 'RUNNING', role: 'host' }, 'b'),
  )
  await twice('task/stop', () => b.interconn('task/stop', { task_id: two }, 'a'))
  await b.jobWhen('job-east', 'two is stopped here', ({ task_list: tasks }) => tasks[1]?.status === 'FAILED')
  // Nobody told the scheduler to stop it: to it, the task has failed, and so has the job.
  t.match(await a.finished('job-east'), { outcome: 'failed', reason: 'task two failed at b (host.0): stopped' })
  await twice('job/stop', () => b.interconn('job/stop', { job_id: 'job-east' }, 'a'))
  await twice('job/stop_all', () => a.interconn('job/stop_all', { job_id: 'job-east' }, 'c'))
  for (const node of [b, c]) {
    const seen = await node.finished('job-east')
    t.match(seen, { status: 'FINISHED' }, node.id)
    for (const task of ['one', 'two'])
      t.equal(node.starts(seen, task, node === b ? 'host.0' : 'guest.0'), 1, `${task} at ${node.id}`)
  }
})
