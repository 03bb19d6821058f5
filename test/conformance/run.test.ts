import t from 'tap'
import { freePorts } from '../helpers/ports.js'
import { SampleNode, sampleNode } from './sample-node.js'
import { found, runAt, testComponent, tested } from './tested.js'

t.setTimeout(60_000)
const component = testComponent('psi', 'acme', { roleList: ['guest', 'host'] })

t.test('all jobs that a node was given are stopped in the end', async t => {
  const [port = 0] = await freePorts(1)
  const node = await sampleNode(t, `http://127.0.0.1:${port}`)
  const report = await runAt(port, tested(node.url, { component, longComponent: component }), {
    pace: { settleMs: 200 },
  })
  t.same(report.unstopped, [])
  t.ok(node.jobs.size > 5)
  t.same(
    [...node.jobs].filter(([, { stopped }]) => !stopped),
    [],
  )
  t.same(
    [...node.tasks.values()].filter(({ status }) => status === 'RUNNING'),
    [],
  )
  t.same(
    [...node.scheduled.values()].filter(({ status }) => !/FINISHED|REJECTED/.test(status)),
    [],
  )
  t.equal(report.ended, undefined)
})

t.test('also when it is interrupted; the rest is not tried', async t => {
  const node = await sampleNode(t, undefined)
  const interrupt = new AbortController()
  const report = await runAt(
    undefined,
    tested(node.url, { as: ['participant'], component, longComponent: component }),
    {
      signal: interrupt.signal,
      onCase: (_as, id) => {
        if (id === 'job/stop.running-task') interrupt.abort(new Error('ctrl-C'))
      },
    },
  )
  t.equal(report.ended, 'interrupted')
  t.ok(
    [...node.tasks.values()].some(({ name }) => name === 'left'),
    'it was under way',
  )
  t.same(
    [...node.tasks.values()].filter(({ status }) => status === 'RUNNING'),
    [],
  )
  t.match(found(report, 'participant', 'not tried'), ['differs envelope.data'])
})

t.test('also when that is before the first case', async t => {
  const interrupt = new AbortController()
  const node = await sampleNode(t, undefined, {
    answer: () => {
      interrupt.abort(new Error('ctrl-C'))
      return 'hang'
    },
  })
  const report = await runAt(undefined, tested(node.url), { signal: interrupt.signal })
  t.match(report, { ended: 'interrupted', unstopped: [] })
  t.ok(report.results.every(({ verdict }) => verdict.result === 'not tried'))
})

t.test('a node that goes away in the middle: the rest is not tried, and what may be left is said', async t => {
  const node = await sampleNode(t, undefined, {})
  const report = await runAt(
    undefined,
    tested(node.url, { as: ['participant'], component, longComponent: component }),
    {
      onCase: async (_as, id) => {
        if (id === 'job/stop.running-task') node.leave()
      },
    },
  )
  t.match(report, { ended: 'unreachable', trouble: /ECONNREFUSED/ })
  t.match(report.unstopped, [/-broken$/, /-runs$/, /-stops$/])
})

t.test('nobody there: nothing is tried, and nothing is to be stopped', async t => {
  const [port = 0] = await freePorts(1)
  const told: string[] = []
  const report = await runAt(undefined, tested(`http://127.0.0.1:${port}`), { onCase: (_as, id) => told.push(id) })
  t.match(report, { ended: 'unreachable', trouble: /ECONNREFUSED/, unstopped: [] })
  t.same(told, [])
  const node = await sampleNode(t, undefined, { answer: () => 'cut' })
  t.match(
    await runAt(undefined, tested(node.url)),
    { ended: 'unreachable', trouble: /^no answer: / },
    'what hangs up is no node',
  )
})

t.test('each case is told of before it is tried, by its number', async t => {
  const node = await sampleNode(t, undefined)
  const told: [string, number][] = []
  await runAt(undefined, tested(node.url, { as: ['participant'] }), {
    onCase: (_as, id, place) => told.push([id, place]),
  })
  t.same(told[0], ['route.unknown', 1])
  t.notOk(
    told.some(([id]) => id === 'job/start'),
    'not of what is not tried',
  )
})

t.test('a door that cannot be opened', async t => {
  const [port = 0] = await freePorts(1)
  const first = new SampleNode(undefined, {})
  await first.start(t)
  const taken = Number(new URL(first.url).port)
  await t.rejects(runAt(taken, tested(`http://127.0.0.1:${port}`)), /EADDRINUSE/)
})
