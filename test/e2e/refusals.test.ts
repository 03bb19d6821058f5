/** What a node refuses when a job is created, in a sentence that names the node, the task and the field; and what it lets wait. */
import t from 'tap'
import { withBothRunners } from '../helpers/both-runners.js'
import { startNodes } from '../helpers/daemon.js'
import { type BodyOptions, jobBody } from '../helpers/job-body.js'

t.setTimeout(300_000)

const ROLES = { guest: ['a'], host: ['b'] }

await withBothRunners(t, async (t, runner) => {
  const { a, b } = await startNodes(t, { a: { runner }, b: { runner } })

  /** What is refused by this node is refused at once; what another refuses ends the job with its words. */
  async function refused(what: string, body: BodyOptions, sentence: RegExp): Promise<void> {
    await t.test(what, async t => {
      const here = await a.platform('POST', '/v1/platform/schedule/job/create_all', jobBody(body))
      t.match(here, { http: 200, code: 400, data: {} })
      t.match(here.msg, sentence, 'at the initiator')
      const { job_list: list } = await a.ask('GET', '/v1/platform/schedule/job/query_job_list')

      const elsewhere = await a
        .submit(jobBody({ ...body, roles: { guest: ['b'], host: ['a'] }, initiator: 'b' }))
        .catch((error: Error) => error.message)
      t.match(elsewhere, /config\.initiator\.node_id/, 'a job is submitted at its initiator')
      t.same((await a.ask('GET', '/v1/platform/schedule/job/query_job_list')).job_list, list, 'nothing was stored')
    })
  }

  await refused(
    'a required parameter without a value',
    { roles: ROLES, tasks: { one: { component: 'strict' } } },
    /^task one at guest\.0: the parameter "label" is required and has no value/,
  )
  await refused(
    'a parameter that no environment variable can hold',
    { roles: ROLES, tasks: { one: { params: { big: 'x'.repeat(140_000) } } } },
    /^task one at guest\.0: the parameter "big" is 1400\d\d bytes long/,
  )
  await refused(
    'an image that is not here',
    { roles: ROLES, tasks: { one: { component: 'absent' } } },
    /^task one at guest\.0: .*isched-test\/absent/,
  )
  await refused(
    'more cores than the node has',
    { roles: ROLES, tasks: { one: {} }, resources: { 'guest.0': { cpu: 5000 } } },
    /^task one at guest\.0: .*5000/,
  )
  await refused(
    'more memory than the node has',
    { roles: ROLES, tasks: { one: {} }, resources: { 'guest.0': { memory: 90_000 } } },
    /^task one at guest\.0: .*90000 GiB/,
  )
  await refused(
    'a component that nobody knows, though a role list names its parties',
    { roles: ROLES, tasks: { one: { component: 'rocket', entry: { roleList: ['guest', 'host'] } } } },
    /^task one: no component rocket 1\.0\.0 by test is registered here/,
  )

  t.test('a refusal of another party', async t => {
    const id = await a.submit(
      jobBody({
        roles: ROLES,
        tasks: { one: { component: 'strict', at: { 'guest.0': { label: 'x' } } } },
      }),
    )
    t.match(await a.finished(id), {
      status: 'REJECTED',
      outcome: 'rejected',
      reason: 'b refused the job: task one at host.0: the parameter "label" is required and has no value',
    })
    t.match(await b.platform('GET', `/v1/isched/jobs/${id}`), { code: 404 }, 'who refused a job does not keep it')
  })

  t.test('no limit: -1 and absence', async t => {
    const id = await a.submit(
      jobBody({ roles: ROLES, tasks: { one: {} }, resources: { 'guest.0': { cpu: -1, memory: -1, disk: -1 } } }),
    )
    t.match(await a.finished(id), { outcome: 'succeeded' })
  })

  t.test('a limit that is kept', async t => {
    const id = await a.submit(
      jobBody({ roles: ROLES, tasks: { one: {} }, resources: { 'host.0': { cpu: 0.5, memory: 0.1 } } }),
    )
    t.match(await a.finished(id), { outcome: 'succeeded' })
  })

  t.test('a doubt is a warning, and the job runs', async t => {
    const id = await a.submit(jobBody({ roles: ROLES, tasks: { one: { params: { rounds: 'many' } } } }))
    const job = await a.finished(id)
    t.equal(job.outcome, 'succeeded')
    t.match(job.warnings, [/^task one at guest\.0: the parameter "rounds" is "many", and should be a whole number/])
  })

  t.test('a component that nobody knows, without a role list: a warning, and its start is refused by name', async t => {
    const id = await a.submit(jobBody({ roles: ROLES, tasks: { one: { component: 'rocket' } } }))
    const job = await a.finished(id)
    t.match(job, { outcome: 'failed' })
    t.match(job.warnings, [
      /^task one: no component rocket 1\.0\.0 by test is registered here.*: this node will refuse/,
    ])
    t.match(job.reason, /^task one failed at [ab] \(\w+\.0\): task one: no component rocket/)
  })
})

t.test('strict about parameters', async t => {
  const { a } = await startNodes(t, { a: { settings: { parameters: 'strict' } } })
  t.match(
    await a.platform(
      'POST',
      '/v1/platform/schedule/job/create_all',
      jobBody({ roles: { guest: ['a'] }, tasks: { one: { params: { rounds: 101 } } } }),
    ),
    { code: 400, msg: 'task one at guest.0: the parameter "rounds" is 101, which is not within (0,100)' },
  )
})

t.test('more than fits waits as READY, and gets its turn in order', async t => {
  const { a } = await startNodes(t, { a: { settings: { runner: { capacity: { instances: 2 } } } } })
  const names = ['t0', 't1', 't2', 't3', 't4', 't5']
  const id = await a.submit(
    jobBody({
      roles: { guest: ['a'] },
      tasks: Object.fromEntries(names.map(name => [name, { script: 'hold' }])),
    }),
  )
  /** The names by status, once so many run. */
  const running = async (wanted: number, ended: number) => {
    const job = await a.jobWhen(
      id,
      `${wanted} run, ${ended} have ended`,
      ({ tasks, task_list: list }) =>
        tasks.running === wanted &&
        tasks.success === ended &&
        list.filter(({ status }) => status === 'READY').length === names.length - wanted - ended,
    )
    return { job, names: job.task_list.filter(({ status }) => status === 'RUNNING').map(({ name }) => name) }
  }
  const { job, names: first } = await running(2, 0)
  t.match((await a.view()).runner, { running: 2, waiting: 4, capacity: { instances: 2 } })
  const after = await a.submit(jobBody({ roles: { guest: ['a'] }, tasks: { later: {} } }))
  await a.jobWhen(after, 'waits', ({ task_list: [later] }) => later?.status === 'READY')
  for (const [round, name] of first.entries()) {
    a.release(job, name, 'guest.0')
    await running(2, round + 1)
    t.match(await a.job(after), { task_list: [{ status: 'READY' }] }, 'who came later waits longer')
  }
  for (const name of names) a.release(job, name, 'guest.0')
  t.match(await a.finished(id), { outcome: 'succeeded' })
  t.match(await a.finished(after), { outcome: 'succeeded' })
  t.match((await a.view()).runner, { running: 0, waiting: 0 })
})

t.test('what an instance asks for of cores counts', async t => {
  const { a } = await startNodes(t, { a: { settings: { runner: { capacity: { cpu: 2 } } } } })
  const body = (cpu: number) =>
    jobBody({ roles: { guest: ['a'] }, tasks: { one: { script: 'hold' } }, resources: { 'guest.0': { cpu } } })
  const large = await a.submit(body(1.5))
  await a.jobWhen(large, 'runs', ({ task_list: [one] }) => one?.status === 'RUNNING')
  const second = await a.submit(body(1))
  await a.jobWhen(second, 'waits', ({ task_list: [one] }) => one?.status === 'READY')
  a.release(await a.job(large), 'one', 'guest.0')
  a.release(await a.jobWhen(second, 'runs', ({ task_list: [one] }) => one?.status === 'RUNNING'), 'one', 'guest.0')
  t.match(await a.finished(second), { outcome: 'succeeded' })
})

t.test('a hundred tasks, at two nodes', async t => {
  const { a, b } = await startNodes(t, { a: {}, b: {} })
  const width = 10
  const names = Array.from({ length: 100 }, (_, index) => `t${index}`)
  const id = await a.submit(
    jobBody({
      roles: ROLES,
      tasks: Object.fromEntries(
        names.map((name, index) => [
          name,
          {
            after:
              index < width ? [] : [`t${index - width}`, `t${index - width - (index % width) + ((index + 1) % width)}`],
          },
        ]),
      ),
    }),
  )
  const job = await a.finished(id)
  t.match(job, { outcome: 'succeeded', tasks: { total: 100, success: 100 } })
  t.match(await b.finished(id), { outcome: 'succeeded', tasks: { success: 100 } })
  t.same(
    names.filter(name => a.starts(job, name, 'guest.0') !== 1 || b.starts(job, name, 'host.0') !== 1),
    [],
    'each was started once at each',
  )
  const endOf = new Map(job.task_list.map(({ name, finished_at: end = '' }) => [name, end]))
  t.same(
    job.task_list.filter(({ upstream, started_at: start = '' }) =>
      upstream.some(name => (endOf.get(name) ?? '') > start),
    ),
    [],
    'none began before its upstream tasks had ended',
  )
})
