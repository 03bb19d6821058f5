/** Stops: of a job in each of its states, and of a task with all that follows it. */
import t from 'tap'
import type { JobView } from '../../src/protocol/view.js'
import { withBothRunners } from '../helpers/both-runners.js'
import { moment, startNodes } from '../helpers/daemon.js'
import { fakePeer } from '../helpers/fake-peer.js'
import { jobBody } from '../helpers/job-body.js'

t.setTimeout(300_000)

const STOP_ALL = '/v1/platform/schedule/job/stop_all'
const STOP_TASK = '/v1/platform/schedule/job/stop_task'

function statusOf(job: JobView, task: string): string {
  return job.task_list.find(({ name }) => name === task)?.status ?? ''
}

await withBothRunners(t, async (t, runner) => {
  const { a, b, c } = await startNodes(t, { a: { runner }, b: { runner }, c: { runner } })

  t.test('a running job: what runs is ended, everywhere, and what did not begin never does', async t => {
    const id = await a.submit(
      jobBody({
        roles: { guest: ['a'], host: ['b'], arbiter: ['c'] },
        tasks: { one: { script: 'hold' }, two: { after: ['one'] } },
      }),
    )
    await a.jobWhen(
      id,
      'runs everywhere',
      ({ task_list: [one] }) => one?.parties.every(({ status }) => status === 'RUNNING') === true,
    )
    await a.ask('POST', STOP_ALL, { job_id: id })
    for (const node of [a, b, c]) {
      const job = await node.finished(id)
      t.match(job, { status: 'FINISHED', outcome: 'stopped', reason: 'stopped by a' }, node.id)
      t.equal(statusOf(job, 'one'), 'FAILED', node.id)
      t.equal(statusOf(job, 'two'), 'PENDING', node.id)
      const here = job.task_list[0]?.parties.find(({ node_id: party }) => party === node.id)
      t.match(here, { status: 'FAILED', message: 'stopped' }, node.id)
      await node.jobWhen(id, 'is cleared away', ({ task_list: tasks }) =>
        tasks.every(({ parties }) => parties.every(({ instance }) => instance?.removed !== false)),
      )
      t.same(await node.instances(id), [], node.id)
    }
    t.match(await b.interconn('task/start', { job_id: id, task_id: 'late', task_name: 'two' }, 'a'), {
      code: 409,
      msg: /^the job is FINISHED here: stopped by a/,
    })
  })

  t.test('a task by name: it and what follows it, and the other branch goes on', async t => {
    const id = await a.submit(
      jobBody({
        roles: { guest: ['a'], host: ['b'] },
        tasks: {
          left: { script: 'hold' },
          below: { after: ['left'] },
          right: { script: 'hold' },
          further: { after: ['right'] },
          both: { after: ['below', 'further'] },
        },
      }),
    )
    const running = await a.jobWhen(
      id,
      'both branches run everywhere',
      ({ task_list: tasks }) =>
        tasks.flatMap(({ parties }) => parties).filter(({ status }) => status === 'RUNNING').length === 4,
    )
    for (const _ of [1, 2]) await a.ask('POST', STOP_TASK, { job_id: id, task_name: 'left' })
    await a.jobWhen(id, 'left is FAILED', job => statusOf(job, 'left') === 'FAILED')
    t.equal(statusOf(await a.job(id), 'right'), 'RUNNING')
    t.equal((await a.job(id)).status, 'RUNNING')
    a.release(running, 'right', 'guest.0')
    b.release(running, 'right', 'host.0')
    const job = await a.finished(id)
    t.match(job, { outcome: 'stopped' })
    t.match(job.reason, /^stopped by name: .*left/)
    t.same(
      Object.fromEntries(
        job.task_list.map(({ name, status, stopped }) => [name, `${status}${stopped ? ' stopped' : ''}`]),
      ),
      {
        left: 'FAILED stopped',
        below: 'PENDING stopped',
        both: 'PENDING stopped',
        right: 'SUCCESS',
        further: 'SUCCESS',
      },
    )
    t.match(await b.finished(id), { status: 'FINISHED', outcome: 'stopped' })
    for (const task of ['below', 'both'])
      for (const [node, role] of [
        [a, 'guest.0'],
        [b, 'host.0'],
      ] as const)
        t.equal(node.starts(job, task, role), 0)
  })
})

t.test('as processes only', async t => {
  const slow = await fakePeer(t, ({ route }) => (route === 'job/start' ? undefined : { code: 0, msg: '', data: {} }))
  const { a, b, c } = await startNodes(t, {
    a: { settings: { peers: { slow: { address: slow.url, preset: 'fate-flow' } }, patience: '3s' } },
    b: { settings: { approval: 'manual' } },
    c: { settings: { runner: { capacity: { instances: 1 } } } },
  })

  t.test('PENDING, awaiting approval', async t => {
    const id = await a.submit(jobBody({ roles: { guest: ['a'], host: ['b'] }, tasks: { one: {} } }))
    await b.jobWhen(id, 'waits', job => job.awaiting_approval)
    await a.ask('POST', STOP_ALL, { job_id: id })
    for (const node of [a, b])
      t.match(await node.finished(id), { status: 'FINISHED', outcome: 'stopped', awaiting_approval: false }, node.id)
    t.match(await b.platform('POST', `/v1/isched/jobs/${id}/approve`, {}), {
      code: 409,
      msg: /^the job is FINISHED already/,
    })
    await moment()
    t.same(await b.instances(id), [])
  })

  t.test('READY: all have approved, and nobody has taken the start', async t => {
    const id = await a
      .submit(
        jobBody({
          roles: { guest: ['slow'] },
          tasks: { one: {} },
          initiator: 'a',
          initiatorRole: 'guest',
        }),
      )
      .catch((error: Error) => error)
    t.match(id, /initiator/, 'an initiator holds a role')
    const real = await a.submit(
      jobBody({
        roles: { guest: ['a'], host: ['slow'] },
        tasks: { one: { script: 'hold' } },
        beside: { job_id: 'ready-1' },
      }),
    )
    await slow.called('job/start')
    await a.ask('POST', STOP_ALL, { job_id: real })
    t.match(await slow.called('job/stop'), { body: { job_id: real, final_status: 'FINISHED' } })
    t.equal(
      slow.calls.some(({ route }) => route === 'task/start'),
      false,
      'a start that was never tried is dropped',
    )
    t.match(await a.finished(real), { outcome: 'stopped' })
  })

  t.test('a task that waits for room', async t => {
    const first = await c.submit(jobBody({ roles: { guest: ['c'] }, tasks: { one: { script: 'hold' } } }))
    await c.jobWhen(first, 'runs', ({ task_list: [one] }) => one?.status === 'RUNNING')
    const second = await c.submit(jobBody({ roles: { guest: ['c'] }, tasks: { one: {} } }))
    await c.jobWhen(second, 'waits for room', ({ task_list: [one] }) => one?.status === 'READY')
    await c.ask('POST', STOP_ALL, { job_id: second })
    const stopped = await c.finished(second)
    t.match(stopped, { outcome: 'stopped', task_list: [{ status: 'FAILED' }] })
    c.release(await c.job(first), 'one', 'guest.0')
    t.equal((await c.finished(first)).outcome, 'succeeded')
    await moment()
    t.equal(c.starts(stopped, 'one', 'guest.0'), 0)
    t.match((await c.view()).runner, { running: 0, waiting: 0 })
  })

  t.test('FINISHED and REJECTED: a stop is success and changes nothing', async t => {
    const good = await a.submit(jobBody({ roles: { guest: ['a'], host: ['c'] }, tasks: { one: {} } }))
    const refused = await a.submit(jobBody({ roles: { guest: ['a'], host: ['b'] }, tasks: { one: {} } }))
    await b.jobWhen(refused, 'waits', job => job.awaiting_approval)
    await b.ask('POST', `/v1/isched/jobs/${refused}/reject`, {})
    for (const id of [good, refused]) {
      const before = await a.finished(id)
      const party = id === good ? c : b
      for (const [route, more] of [
        [STOP_ALL, {}],
        [STOP_TASK, { task_name: 'one' }],
      ] as const)
        for (const node of [a, party])
          t.match(await node.platform('POST', route, { job_id: id, ...more }), { code: 200, data: {} }, node.id)
      t.match(await a.interconn('job/stop_all', { job_id: id }, party.id), { code: 0 })
      const { status, outcome, reason } = await a.job(id)
      t.same({ status, outcome, reason }, { status: before.status, outcome: before.outcome, reason: before.reason })
    }
  })

  t.test('a party may stop it, and others not', async t => {
    const id = await a.submit(jobBody({ roles: { guest: ['a'], host: ['c'] }, tasks: { one: { script: 'hold' } } }))
    await a.jobWhen(
      id,
      'runs',
      ({ task_list: [one] }) => one?.parties.every(({ status }) => status === 'RUNNING') === true,
    )
    t.match(await a.interconn('job/stop_all', { job_id: id }, 'b'), {
      code: 403,
      msg: /^node "b" may not stop job .*: only its parties \(a, c\) may/,
    })
    t.match(await c.interconn('job/stop', { job_id: id }, 'b'), { code: 403 })
    await c.ask('POST', STOP_ALL, { job_id: id })
    t.match(await a.finished(id), { outcome: 'stopped', reason: 'stopped by c' })
    t.match(await c.finished(id), { outcome: 'stopped', reason: /stopped by c/ })
  })

  t.test('a task that is not there', async t => {
    const id = await a.submit(jobBody({ roles: { guest: ['a'] }, tasks: { one: { script: 'hold' }, two: {} } }))
    t.match(await a.platform('POST', STOP_TASK, { job_id: id, task_name: 'three' }), {
      code: 404,
      msg: 'this job has no task "three" (one, two)',
    })
    t.match(await a.platform('POST', STOP_TASK, { job_id: id }), { code: 400, msg: /^task_name: missing/ })
    await a.ask('POST', STOP_ALL, { job_id: id, task_name: '' })
    t.match(await a.finished(id), { outcome: 'stopped' }, 'an empty name means the whole job')
  })

  t.test('a stop that comes before its job keeps it from beginning', async t => {
    const id = 'job-stopped-before'
    t.match(await c.interconn('job/stop', { job_id: id }, 'a'), { code: 0 })
    const body = jobBody({ roles: { guest: ['a'], host: ['c'] }, tasks: { one: {} }, beside: { job_id: id } })
    t.match(await c.interconn('job/create', body, 'a'), {
      code: 409,
      msg: `job ${id} was stopped by a before it was created here`,
    })
    t.match(await c.interconn('job/start', { job_id: id }, 'a'), { code: 409 })
    t.match(await c.interconn('job/stop', { job_id: id }, 'a'), { code: 0 }, 'again')
    t.same(await c.instances(id), [])
  })
})
