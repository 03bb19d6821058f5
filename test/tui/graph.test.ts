import assert from 'node:assert/strict'
import fc from 'fast-check'
import t from 'tap'
import { drawGraph } from '../../src/tui/graph.js'
import { symbolsFor } from '../../src/tui/symbols.js'

type Edges = Record<string, string[]>

const signs = symbolsFor({ LANG: 'C.UTF-8' })
const tasksOf = (edges: Edges) => Object.entries(edges).map(([name, upstream]) => ({ name, upstream }))

function picture(edges: Edges, maxColumns = 80): string[] {
  const tasks = tasksOf(edges)
  return drawGraph(tasks, maxColumns, signs).map(({ before, after }, row) => `${before}●${after} ${tasks[row]?.name}`)
}

t.test('a chain is straight', async t => {
  t.same(picture({ a: [], b: ['a'], c: ['b'] }), ['● a', '● b', '● c'])
})

t.test('a diamond opens and closes', async t => {
  t.same(picture({ a: [], b: ['a'], c: ['a'], d: ['b', 'c'] }), [
    //
    '●   a',
    '├─● b',
    '● │ c',
    '●─╯ d',
  ])
})

t.test('a line that only crosses is not touched', async t => {
  t.same(picture({ a: [], b: ['a'], c: ['a'], d: ['a', 'b'], e: ['c', 'd'] }), [
    '●     a',
    '├─●   b',
    '├─│─● c',
    '●─╯ │ d',
    '●───╯ e',
  ])
})

t.test('tasks that nothing joins do not stand right below each other', async t => {
  t.same(picture({ a: [], b: [], c: [] }), ['●   a', '  ● b', '●   c'])
})

t.test('what is upstream but not in the list, or is named twice, draws nothing more', async t => {
  t.same(picture({ a: ['elsewhere'], b: ['a', 'a'] }), ['● a', '● b'])
  t.same(picture({}), [])
})

t.test('a graph too wide for its place is shown by indentation', async t => {
  const edges: Edges = { a: [] }
  for (let index = 0; index < 30; index++) edges[`b${index}`] = ['a']
  edges.c = Object.keys(edges)
  const rows = drawGraph(tasksOf(edges), 10, signs)
  t.same(rows.at(0), { before: '', after: '  ' })
  t.same(rows.at(1), { before: ' ', after: ' ' })
  t.same(rows.at(-1), { before: '  ', after: '' })
  t.same(drawGraph(tasksOf({ a: [], b: ['a'] }), 0, signs), [
    { before: '', after: '' },
    { before: '', after: '' },
  ])
})

/** Reads the edges back from a picture, as a person does: by following the lines. */
function read(rows: ReturnType<typeof drawGraph>): Set<string> {
  const edges = new Set<string>()
  /** The task whose line goes down in a column. */
  const lines = new Map<number, number>()
  rows.forEach(({ before, after }, row) => {
    const at = before.length
    const cells = [...`${before}●${after}`]
    const touched = new Set<number>()
    for (const step of [-1, 1]) {
      for (let column = at + step; '─│├┤┼╰╯┴'.includes(cells[column] ?? ' '); column += step) {
        if (column === at + step && cells[column] !== '─') break
        if ('├┤┼╰╯┴'.includes(cells[column] ?? ' ')) touched.add(column)
        if ('├╰'.includes(cells[column] ?? ' ') && step < 0) break
        if ('┤╯'.includes(cells[column] ?? ' ') && step > 0) break
      }
    }
    if (lines.has(at)) touched.add(at)
    for (const column of touched) edges.add(`${lines.get(column)}->${row}`)
    for (const column of [...lines.keys()]) if (!'│├┤┼'.includes(cells[column] ?? ' ')) lines.delete(column)
    lines.set(at, row)
    const below = rows[row + 1]
    // The sign of a task ends in a line only where something goes on below it.
    const next = below ? [...`${below.before}●${below.after}`][at] : ' '
    if (next === ' ' || next === '─') lines.delete(at)
  })
  return edges
}

t.test('from the picture of any DAG its edges can be read', async t => {
  const dags = fc
    .integer({ min: 1, max: 12 })
    .chain(size =>
      fc.tuple(
        ...Array.from({ length: size }, (_, index) =>
          index === 0 ? fc.constant([]) : fc.uniqueArray(fc.nat(index - 1), { maxLength: 3 }),
        ),
      ),
    )
  fc.assert(
    fc.property(dags, dag => {
      const tasks = dag.map((upstream, index) => ({ name: String(index), upstream: upstream.map(String) }))
      const expected = dag.flatMap((upstream, index) => upstream.map(from => `${from}->${index}`))
      const rows = drawGraph(tasks, 1000, signs)
      assert.deepEqual(
        [...read(rows)].sort(),
        expected.sort(),
        rows.map(row => `${row.before}●${row.after}`).join('\n'),
      )
    }),
  )
  t.pass('for as many DAGs as were tried')
})
