/** Whole jobs over whole daemons: who plays which part, how statuses come back, and how an end is seen everywhere. */
import t, { type Test } from 'tap'
import type { JobView } from '../../src/protocol/view.js'
import { withBothRunners } from '../helpers/both-runners.js'
import { type RunnerKind, startNodes, type TestNode } from '../helpers/daemon.js'
import { type BodyOptions, jobBody } from '../helpers/job-body.js'

const SAY = 'echo I am $(value config.self_role)'

interface Expected {
  /** By node, the instances that run there, as `task role`. */
  runs: Record<string, string[]>
}

/** Submits a job, and holds that it succeeds, at every node, with one start of every instance and no other. */
async function succeeds(
  t: Test,
  nodes: Record<string, TestNode>,
  at: TestNode,
  body: BodyOptions,
  { runs }: Expected,
): Promise<JobView> {
  const id = await at.submit(jobBody(body))
  const seen = await at.finished(id)
  t.match(seen, { status: 'FINISHED', outcome: 'succeeded', reason: '' }, `at ${at.id}`)
  for (const [name, wanted] of Object.entries(runs)) {
    const node = nodes[name]
    if (node === undefined) throw new Error(`no node ${name}`)
    const here = await node.finished(id)
    t.match(here, { status: 'FINISHED', outcome: 'succeeded' }, `at ${name}`)
    const ran = here.task_list.flatMap(({ name: task, parties }) =>
      parties.filter(({ node_id: party }) => party === name).map(({ role }) => `${task} ${role}`),
    )
    t.same(ran.sort(), [...wanted].sort(), `what ${name} ran`)
    for (const { name: task, parties } of here.task_list)
      for (const { node_id: party, role } of parties)
        if (party === name) t.equal(node.starts(here, task, role), 1, `${task} at ${name} (${role}) was started once`)
  }
  return seen
}

t.setTimeout(300_000)

await withBothRunners(t, async (t, runner) => {
  const nodes = await startNodes(t, {
    // The editions are mixed: a takes b for one of 1.0 and c for one of 1.2.
    a: { runner, peers: { b: { edition: '1.0' }, c: { edition: '1.2' }, d: { pushes: false } } },
    b: { runner, peers: { a: { edition: '1.0' }, c: { edition: '1.2' } } },
    c: { runner },
    d: { runner, peers: { a: { preset: 'fate-flow', confirms: true, pushes: true } } },
  })
  await t.test('jobs at once', t => cases(t, nodes, runner))
  await t.test('in the end nothing is left of any instance', async t => {
    for (const node of Object.values(nodes)) {
      for (const { job_id: id } of Object(await node.ask('GET', '/v1/isched/jobs')).jobs)
        await node.jobWhen(id, 'is cleared away', job =>
          job.task_list.every(({ parties }) => parties.every(({ instance }) => instance?.removed !== false)),
        )
      t.same(await node.instances(), [], node.id)
    }
  })
})

async function cases(t: Test, nodes: Record<'a' | 'b' | 'c' | 'd', TestNode>, runner: RunnerKind): Promise<void> {
  const { a, b, c } = nodes
  t.jobs = 4

  t.test('one node alone', t =>
    succeeds(
      t,
      nodes,
      a,
      { roles: { guest: ['a'] }, tasks: { one: { script: SAY } } },
      { runs: { a: ['one guest.0'] } },
    ),
  )

  for (const sync of ['callback', 'poll'] as const)
    t.test(`three nodes by ${sync}, of both editions`, async t => {
      const job = await succeeds(
        t,
        nodes,
        a,
        {
          roles: { guest: ['a'], host: ['b'], arbiter: ['c'] },
          tasks: { first: { script: SAY }, second: { script: SAY, after: ['first'] } },
          common: { sync_type: sync },
        },
        {
          runs: {
            a: ['first guest.0', 'second guest.0'],
            b: ['first host.0', 'second host.0'],
            c: ['first arbiter.0', 'second arbiter.0'],
          },
        },
      )
      t.equal(job.sync_type, sync)
      t.same(await b.log(job.job_id, 'second'), ['I am host.0'])
    })

  t.test('a body of edition 1.0 runs at both', t =>
    succeeds(
      t,
      nodes,
      b,
      {
        roles: { guest: ['b'], host: ['c'], arbiter: ['a'] },
        tasks: { first: { script: SAY }, second: { after: ['first'] } },
        edition: '1.0',
      },
      { runs: { a: ['first arbiter.0', 'second arbiter.0'], c: ['first host.0', 'second host.0'] } },
    ),
  )

  t.test('one that pushes beside one that must be polled', t =>
    succeeds(
      t,
      nodes,
      a,
      {
        roles: { guest: ['a'], host: ['b', 'd'] },
        tasks: { first: { script: SAY }, second: { after: ['first'] } },
        common: { sync_type: 'callback' },
      },
      { runs: { b: ['first host.0', 'second host.0'], d: ['first host.1', 'second host.1'] } },
    ),
  )

  t.test('one node as guest and arbiter, a task that the arbiter has no role in', t =>
    succeeds(
      t,
      nodes,
      a,
      {
        roles: { guest: ['a'], host: ['b'], arbiter: ['a'] },
        tasks: { both: { script: SAY, component: 'pair' }, all: { script: SAY, after: ['both'] } },
      },
      {
        runs: {
          a: ['both guest.0', 'all guest.0', 'all arbiter.0'],
          b: ['both host.0', 'all host.0'],
        },
      },
    ),
  )

  t.test('one node in all three roles', t =>
    succeeds(
      t,
      nodes,
      c,
      { roles: { guest: ['c'], host: ['c'], arbiter: ['c'] }, tasks: { one: { script: SAY } } },
      { runs: { c: ['one guest.0', 'one host.0', 'one arbiter.0'] } },
    ),
  )

  t.test('a node with two indexes of a role, each with its own parameters', async t => {
    const job = await succeeds(
      t,
      nodes,
      a,
      {
        roles: { guest: ['a'], host: ['b', 'c', 'b'] },
        tasks: { one: { script: SAY, at: { 'host.2': { script: 'echo the third' } } } },
      },
      { runs: { a: ['one guest.0'], b: ['one host.0', 'one host.2'], c: ['one host.1'] } },
    )
    t.same((await b.log(job.job_id, 'one')).sort(), ['I am host.0', 'the third'])
    t.same(await c.log(job.job_id, 'one'), ['I am host.1'])
  })

  for (const sync of ['callback', 'poll'] as const) {
    t.test(`the scheduler takes no part and is not the initiator, by ${sync}`, async t => {
      const job = await succeeds(
        t,
        nodes,
        a,
        {
          roles: { guest: ['a'], host: ['b'] },
          tasks: { first: { script: SAY }, second: { after: ['first'] } },
          common: { scheduler: 'c', sync_type: sync },
        },
        { runs: { a: ['first guest.0', 'second guest.0'], b: ['first host.0', 'second host.0'] } },
      )
      t.match(await c.finished(job.job_id), { parts: ['scheduler'], roles: [], outcome: 'succeeded' })
      t.match(await a.finished(job.job_id), { parts: ['initiator', 'participant'], scheduler: 'c' })
      const { data } = await a.platform('GET', `/v1/platform/schedule/job/status_all?job_id=${job.job_id}`)
      t.match(data, { job_status: 'FINISHED', source: 'c' })
      t.same(Object.values(Object(data.status)), ['SUCCESS', 'SUCCESS'])
    })

    t.test(`another party schedules, by ${sync}`, async t => {
      const job = await succeeds(
        t,
        nodes,
        a,
        {
          roles: { guest: ['a'], host: ['b'], arbiter: ['c'] },
          tasks: { first: { script: SAY }, second: { after: ['first'] } },
          common: { scheduler: 'b', sync_type: sync },
        },
        {
          runs: {
            a: ['first guest.0', 'second guest.0'],
            b: ['first host.0', 'second host.0'],
            c: ['first arbiter.0', 'second arbiter.0'],
          },
        },
      )
      t.match(await b.finished(job.job_id), { parts: ['scheduler', 'participant'], initiator: 'a' })
    })
  }

  t.test('a diamond: the last begins when both branches have ended everywhere', async t => {
    const id = await a.submit(
      jobBody({
        roles: { guest: ['a'], host: ['b'] },
        tasks: {
          top: {},
          left: { after: ['top'], script: 'hold' },
          right: { after: ['top'], script: 'hold' },
          last: { after: ['left', 'right'] },
        },
      }),
    )
    const both = await a.jobWhen(id, 'both branches run everywhere', ({ task_list: tasks }) =>
      ['left', 'right'].every(name =>
        tasks.find(task => task.name === name)?.parties.every(({ status }) => status === 'RUNNING'),
      ),
    )
    a.release(both, 'left', 'guest.0')
    a.release(both, 'right', 'guest.0')
    b.release(both, 'left', 'host.0')
    const three = await a.jobWhen(
      id,
      'left is done, right at one',
      ({ task_list: tasks }) =>
        tasks.find(({ name }) => name === 'left')?.status === 'SUCCESS' &&
        tasks.find(({ name }) => name === 'right')?.parties.some(({ status }) => status === 'SUCCESS') === true,
    )
    t.equal(three.task_list.find(({ name }) => name === 'last')?.status, 'PENDING')
    t.equal(a.starts(three, 'last', 'guest.0'), 0)
    b.release(both, 'right', 'host.0')
    t.equal((await a.finished(id)).outcome, 'succeeded')
  })

  t.test('an exit code that the descriptor knows is said in its words, everywhere', async t => {
    const id = await a.submit(
      jobBody({
        roles: { guest: ['a'], host: ['b'], arbiter: ['c'] },
        tasks: {
          fine: {},
          fails: { script: 'echo trying', at: { 'host.0': { script: 'echo trying; exit 33' } }, after: ['fine'] },
          never: { after: ['fails'] },
        },
      }),
    )
    const job = await a.finished(id)
    t.equal(job.outcome, 'failed')
    t.match(job.reason, /^task fails failed at b \(host\.0\): the two tables have no row in common/)
    for (const node of [b, c]) {
      const here = await node.finished(id)
      t.match(here, { status: 'FINISHED', outcome: 'failed' })
      t.match(here.reason, /task fails failed at b \(host\.0\)/, `at ${node.id}`)
    }
    const [, fails, never] = job.task_list
    t.equal(fails?.status, 'FAILED')
    t.match((await b.finished(id)).task_list[1]?.parties[0]?.instance, { exit_code: 33 })
    t.equal(never?.status, 'PENDING', 'what never started keeps its status')
    t.equal(a.starts(job, 'never', 'guest.0'), 0)
  })

  t.test('an exit code that no descriptor knows, and a callback FAILED', async t => {
    const plain = await a.submit(
      jobBody({ roles: { guest: ['a'], host: ['b'] }, tasks: { one: { script: 'exit 7' } } }),
    )
    t.match(await a.finished(plain), { outcome: 'failed', reason: /^task one failed at [ab] \(\w+\.0\): exit code 7/ })
    const said = await a.submit(
      jobBody({
        roles: { guest: ['a'], host: ['b'] },
        tasks: { one: { component: 'caller', at: { 'host.0': { steps: ['FAILED', 'hold'] } } } },
      }),
    )
    t.match(await a.finished(said), {
      outcome: 'failed',
      reason: /^task one failed at b \(host\.0\): the component reported FAILED/,
    })
  })

  t.test('a component that reports SUCCESS and stays: what follows begins, and it is made to leave', async t => {
    const id = await a.submit(
      jobBody({
        roles: { guest: ['a'] },
        tasks: { early: { steps: ['RUNNING', 'SUCCESS', 'SUCCESS', 'FAILED', 'hold'] }, next: { after: ['early'] } },
      }),
    )
    t.equal((await a.finished(id)).outcome, 'succeeded')
    const ended = await a.jobWhen(id, 'it was removed', job => job.task_list[0]?.parties[0]?.instance?.removed === true)
    const said = (await a.log(id, 'early')).map(line => line.split(' ').slice(0, 3).join(' '))
    // It is made to leave after its grace, however far it has come on a slow machine.
    t.ok(said.length >= 2)
    t.same(
      said,
      ['RUNNING: 200 200', 'SUCCESS: 200 200', 'SUCCESS: 200 200', 'FAILED: 200 200'].slice(0, said.length),
      'each is taken with success, and none after the first final one changes anything',
    )
    t.equal(ended.task_list[0]?.status, 'SUCCESS')
  })

  t.test('a callback counts before the exit that follows it', async t => {
    const good = await a.submit(jobBody({ roles: { guest: ['a'] }, tasks: { one: { steps: ['SUCCESS', 'exit 9'] } } }))
    t.equal((await a.finished(good)).outcome, 'succeeded')
    const bad = await a.submit(jobBody({ roles: { guest: ['a'] }, tasks: { one: { steps: ['FAILED', 'exit 0'] } } }))
    t.equal((await a.finished(bad)).outcome, 'failed')
  })

  t.test('a callback that comes after the exit changes nothing', async t => {
    const id = await a.submit(
      jobBody({ roles: { guest: ['a'] }, tasks: { one: { script: 'value system.callback; exit 4' } } }),
    )
    const job = await a.finished(id)
    const [url = ''] = await a.log(id, 'one')
    const late = new URL(url)
    late.hostname = '127.0.0.1'
    const response = await fetch(late, {
      method: 'POST',
      body: JSON.stringify({ task_id: job.task_list[0]?.task_id, status: 'SUCCESS', role: 'guest.0' }),
    })
    t.match(await response.json(), { code: 200, data: {} })
    t.match(await a.job(id), { outcome: 'failed', task_list: [{ status: 'FAILED' }] })
  })

  t.test('what a component sees', async t => {
    const body = jobBody({
      roles: { guest: ['a'], host: ['b'] },
      tasks: {
        one: {},
        two: {
          after: ['one'],
          params: { rounds: 3, nested: { deep: [1, 'x'] }, yes: true },
          script: `for name in ${[
            'config.session_id',
            'config.token',
            'config.self_role',
            'config.node_id.host.0',
            'config.inst_id.host.0',
            'runtime.component.name',
            'runtime.component.parameter.rounds',
            'runtime.component.parameter.nested',
            'runtime.component.parameter.yes',
            'runtime.component.input.table',
            'runtime.component.output.result',
            'HOME',
          ].join(' ')}; do echo "$name=$(value $name)"; done`,
        },
      },
    })
    const id = await a.submit(body)
    const job = await a.finished(id)
    t.same(await b.log(id, 'two'), [
      `config.session_id=session_${id}`,
      `config.token=session_${id}`,
      'config.self_role=host.0',
      'config.node_id.host.0=b',
      'config.inst_id.host.0=b',
      'runtime.component.name=shell',
      'runtime.component.parameter.rounds=3',
      'runtime.component.parameter.nested={"deep":[1,"x"]}',
      'runtime.component.parameter.yes=true',
      `runtime.component.input.table=${JSON.stringify({ namespace: `${id}-host-0`, name: `${job.task_list[0]?.task_id}-result` })}`,
      `runtime.component.output.result=${JSON.stringify({ namespace: `${id}-host-0`, name: `${job.task_list[1]?.task_id}-result` })}`,
      // A container's own; of the daemon's nothing.
      ...(runner === 'process' ? ['HOME='] : [`HOME=${'/'}`]),
    ])
  })
}
