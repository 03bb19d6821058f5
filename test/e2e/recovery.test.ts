/** A daemon that dies in the middle of a job, and one that is told to end: what its components did meanwhile is not lost. */
import t from 'tap'
import type { JobView } from '../../src/protocol/view.js'
import { withBothRunners } from '../helpers/both-runners.js'
import { moment, startNodes, type TestNode } from '../helpers/daemon.js'
import { jobBody } from '../helpers/job-body.js'
import { until } from '../helpers/until.js'

t.setTimeout(300_000)

function runsAt(job: JobView, task: string, node: string): boolean {
  const parties = job.task_list.find(({ name }) => name === task)?.parties ?? []
  return parties.some(({ node_id: party, status }) => party === node && status === 'RUNNING')
}

/** Resolves when none of a job's instances runs any more, by the runner's word. */
async function ended(node: TestNode, jobId: string): Promise<void> {
  await until(`nothing of ${jobId} runs at ${node.id}`, async () =>
    (await node.instances(jobId)).every(({ phase }) => phase !== 'running'),
  )
}

await withBothRunners(t, async (t, runner) => {
  const { a, b } = await startNodes(t, { a: { runner }, b: { runner } })

  for (const signal of ['SIGKILL', 'SIGTERM'] as const) {
    t.test(`${signal}: what ended while the daemon was away ends the job as it ended`, async t => {
      const id = await a.submit(
        jobBody({
          roles: { guest: ['a'], host: ['b'] },
          tasks: {
            one: { script: 'echo before; hold; for n in 1 2 3 4 5; do echo after $n; done; echo wrong >&2; exit 33' },
          },
        }),
      )
      const job = await a.jobWhen(id, 'runs', seen => runsAt(seen, 'one', 'a') && runsAt(seen, 'one', 'b'))
      await a.log(id, 'one', ({ lines }) => lines.length > 0)
      const left = await a.stop(signal)
      t.equal(left, signal === 'SIGKILL' ? 'SIGKILL' : 0)
      t.equal((await a.instances(id))[0]?.phase, 'running', 'it runs on')
      a.release(job, 'one', 'guest.0')
      await ended(a, id)
      await a.start()
      const after = await a.finished(id)
      t.match(after, {
        outcome: 'failed',
        reason: 'task one failed at a (guest.0): the two tables have no row in common (33)',
      })
      t.match(after.task_list[0]?.parties.find(({ node_id: node }) => node === 'a')?.instance, { exit_code: 33 })
      t.same(
        (await a.log(id, 'one')).sort(),
        ['after 1', 'after 2', 'after 3', 'after 4', 'after 5', 'before', 'wrong'],
        'the whole log, once',
      )
      t.match(await b.finished(id), { outcome: 'failed' })
      t.equal(a.starts(job, 'one', 'guest.0'), 1)
      t.equal(b.starts(job, 'one', 'host.0'), 1)
    })

    t.test(`${signal}: what still runs is found again, at every node`, async t => {
      const id = await a.submit(
        jobBody({
          roles: { guest: ['a'], host: ['b'] },
          tasks: { one: { script: 'echo before; hold; echo after' }, two: { after: ['one'] } },
        }),
      )
      const job = await a.jobWhen(id, 'runs', seen => runsAt(seen, 'one', 'a') && runsAt(seen, 'one', 'b'))
      await Promise.all([a.stop(signal), b.stop(signal)])
      await Promise.all([a.start(), b.start()])
      t.match(await a.job(id), { status: 'RUNNING', task_list: [{ status: 'RUNNING' }] })
      t.equal((await a.view()).runner.running, 1, 'it keeps its room')
      a.release(job, 'one', 'guest.0')
      b.release(job, 'one', 'host.0')
      for (const node of [a, b]) {
        t.match(await node.finished(id), { outcome: 'succeeded' }, node.id)
        t.same(await node.log(id, 'one'), ['before', 'after'], node.id)
      }
      for (const task of ['one', 'two']) {
        t.equal(a.starts(job, task, 'guest.0'), 1)
        t.equal(b.starts(job, task, 'host.0'), 1)
      }
    })
  }

  t.test('a component calls back to a daemon that has come back', async t => {
    const id = await a.submit(
      jobBody({ roles: { guest: ['a'] }, tasks: { one: { steps: ['RUNNING', 'hold', 'SUCCESS', 'exit 0'] } } }),
    )
    const job = await a.jobWhen(id, 'runs', seen => runsAt(seen, 'one', 'a'))
    await a.log(id, 'one', ({ lines }) => lines.length > 0)
    await a.stop('SIGKILL')
    await a.start()
    a.release(job, 'one', 'guest.0')
    t.match(await a.finished(id), { outcome: 'succeeded' })
    t.same(await a.log(id, 'one'), ['RUNNING: 200 200 success', 'SUCCESS: 200 200 success'])
  })
})

t.test('killed again and again while a job of many tasks runs: every instance was started once', async t => {
  const { a, b } = await startNodes(t, { a: {}, b: {} })
  const names = Array.from({ length: 12 }, (_, index) => `t${index}`)
  const id = await a.submit(
    jobBody({
      roles: { guest: ['a'], host: ['b'] },
      tasks: Object.fromEntries(
        names.map((name, index) => [
          name,
          { script: 'sleep 0.1; echo here', after: index < 3 ? [] : [`t${index - 3}`] },
        ]),
      ),
    }),
  )
  for (const node of [b, a, b, a]) {
    await moment()
    await node.stop('SIGKILL')
    await node.start()
  }
  const job = await a.finished(id)
  t.match(job, { outcome: 'succeeded', tasks: { success: 12 } })
  for (const name of names) {
    t.equal(a.starts(job, name, 'guest.0'), 1, `${name} at a`)
    t.equal(b.starts(job, name, 'host.0'), 1, `${name} at b`)
    t.same(await b.log(id, name), ['here'])
  }
})

t.test('a peer that is away while a job is submitted takes part when it is back', async t => {
  const { a, b } = await startNodes(t, { a: {}, b: {} })
  await b.stop()
  const id = await a.submit(jobBody({ roles: { guest: ['a'], host: ['b'] }, tasks: { one: {} } }))
  const waiting = await a.jobWhen(id, 'b is in trouble', ({ nodes }) => nodes[1]?.trouble !== undefined)
  t.match(waiting, { status: 'PENDING' })
  t.match(waiting.nodes[1]?.trouble, /^unreachable for .*, retrying: connect ECONNREFUSED/)
  t.equal(a.starts(waiting, 'one', 'guest.0'), 0)
  await b.start()
  t.match(await a.finished(id), { outcome: 'succeeded' })
})

t.test('settings and components that change are taken over while it runs', async t => {
  const { a, b } = await startNodes(t, { a: {}, b: { alone: true } })
  const body = jobBody({ roles: { guest: ['a'], host: ['b'] }, tasks: { one: {} } })
  t.match(await a.platform('POST', '/v1/platform/schedule/job/create_all', body), {
    code: 400,
    msg: 'config.role: no route to node "b": it is not among this node\'s peers (there are none)',
  })
  a.configure({ peers: { b: b.interconnUrl } })
  b.configure({ peers: { a: a.interconnUrl } })
  for (const [node, peer] of [
    [a, 'b'],
    [b, 'a'],
  ] as const)
    await until(`${node.id} knows ${peer}`, async () => {
      const { peers } = await node.ask('GET', '/v1/isched/peers')
      return JSON.stringify(peers).includes(`"${peer}"`)
    })
  t.match(await a.finished(await a.submit(body)), { outcome: 'succeeded' })

  const added = jobBody({
    roles: { guest: ['a'], host: ['b'] },
    tasks: { one: { component: 'added', entry: { roleList: ['guest', 'host'] } } },
  })
  t.match(await a.platform('POST', '/v1/platform/schedule/job/create_all', added), {
    code: 400,
    msg: /^task one: no component added 1\.0\.0 by test is registered here/,
  })
  for (const node of [a, b]) node.addComponent('added')
  for (const node of [a, b])
    await until(`${node.id} has read it`, async () =>
      JSON.stringify(await node.ask('GET', '/v1/isched/components')).includes('"added"'),
    )
  t.match(await a.finished(await a.submit(added)), { outcome: 'succeeded' })
})
