import fc from 'fast-check'
import t from 'tap'
import { findCycle, inOrder, splitKey, type Upstream, upstreamOf, withDownstream } from '../../src/dag/graph.js'

const diamond: Upstream = { last: ['left', 'right'], left: ['first'], right: ['first'], first: [], alone: [] }

t.test('a key with a dot names a task and its output; one without names no upstream', async t => {
  t.strictSame(splitKey('train.model'), { task: 'train', output: 'model' })
  t.strictSame(splitKey('train.model.v2'), { task: 'train', output: 'model.v2' })
  t.equal(splitKey('train_data'), undefined)
})

t.test('edges: each upstream task once, in the order of the inputs', async t => {
  const tasks = [
    { name: 'a', inputs: [{ key: 'raw' }] },
    { name: 'b', inputs: [{ key: 'a.x' }, { key: 'a.y' }] },
    { name: 'c', inputs: [{ key: 'b.x' }, { key: 'a.x' }] },
  ]
  t.strictSame(upstreamOf(tasks), { a: [], b: ['a'], c: ['b', 'a'] })
})

t.test('no task stands before one of its upstream tasks', async t => {
  t.strictSame(inOrder(diamond), ['first', 'alone', 'left', 'right', 'last'])
})

t.test('a task and all that waits for it, directly or not', async t => {
  t.strictSame([...withDownstream(diamond, 'first')].sort(), ['first', 'last', 'left', 'right'])
  t.strictSame([...withDownstream(diamond, 'left')].sort(), ['last', 'left'])
  t.strictSame([...withDownstream(diamond, 'last')], ['last'])
  t.strictSame([...withDownstream(diamond, 'alone')], ['alone'])
})

const cycles: [string, Upstream, string[]][] = [
  ['of one', { a: ['a'] }, ['a', 'a']],
  ['of two', { a: ['b'], b: ['a'] }, ['a', 'b', 'a']],
  ['of three, printed the way the data flows', { a: ['c'], b: ['a'], c: ['b'] }, ['a', 'b', 'c', 'a']],
  [
    'behind tasks that are none of it',
    { start: [], a: ['start', 'c'], b: ['a'], c: ['b'], end: ['c'] },
    ['a', 'b', 'c', 'a'],
  ],
]
for (const [what, upstream, cycle] of cycles) {
  t.test(`a cycle ${what}`, async t => {
    t.strictSame(findCycle(upstream), cycle)
  })
}

t.test('names that every object has are names like others', async t => {
  const upstream = upstreamOf([
    { name: 'constructor', inputs: [] },
    { name: 'b', inputs: [{ key: 'constructor.x' }, { key: 'toString.x' }] },
  ])
  t.equal(findCycle(upstream), undefined)
  t.strictSame(inOrder(upstream), ['constructor', 'b'])
})

t.test('a chain of ten thousand tasks does not end the stack', async t => {
  const chain = Object.fromEntries(Array.from({ length: 10_000 }, (_, n) => [`t${n}`, n === 0 ? [] : [`t${n - 1}`]]))
  t.equal(findCycle(chain), undefined)
  t.equal(inOrder(chain).length, 10_000)
  t.equal(withDownstream(chain, 't0').size, 10_000)
  t.equal(findCycle({ ...chain, t0: ['t9999'] })?.length, 10_001)
})

/** Any graph; edges may go anywhere. */
const anyGraph: fc.Arbitrary<Upstream> = fc
  .integer({ min: 1, max: 8 })
  .chain(size =>
    fc.tuple(
      ...Array.from({ length: size }, () => fc.uniqueArray(fc.integer({ min: 0, max: size - 1 }), { maxLength: 3 })),
    ),
  )
  .map(edges => Object.fromEntries(edges.map((above, n) => [`t${n}`, above.map(up => `t${up}`)])))

/** Any graph without a cycle: edges go to earlier tasks. */
const anyDag = anyGraph.map(graph =>
  Object.fromEntries(Object.entries(graph).map(([name, above]) => [name, above.filter(up => up < name)])),
)

t.test('property: a DAG has no cycle, and an order that holds all of it', async () => {
  fc.assert(
    fc.property(anyDag, graph => {
      const order = inOrder(graph)
      return (
        findCycle(graph) === undefined &&
        order.length === Object.keys(graph).length &&
        order.every((name, place) => graph[name]?.every(up => order.indexOf(up) < place))
      )
    }),
  )
})

t.test('property: a cycle is found exactly where no order holds all, and is one', async () => {
  fc.assert(
    fc.property(anyGraph, graph => {
      const cycle = findCycle(graph)
      if (cycle === undefined) return inOrder(graph).length === Object.keys(graph).length
      const steps = cycle.slice(1).every((name, place) => graph[name]?.includes(cycle[place] ?? ''))
      return inOrder(graph).length < Object.keys(graph).length && cycle[0] === cycle.at(-1) && steps
    }),
  )
})

t.test('property: downstream is what cannot begin without it', async () => {
  fc.assert(
    fc.property(anyDag, fc.nat(7), (graph, n) => {
      const name = `t${n % Object.keys(graph).length}`
      const found = withDownstream(graph, name)
      const reaches = (from: string): boolean => from === name || (graph[from] ?? []).some(reaches)
      return Object.keys(graph).every(each => found.has(each) === reaches(each))
    }),
  )
})
