import t from 'tap'
import type { DrawnTask } from '../../../src/cli/graph/model.js'
import { textGraph } from '../../../src/cli/graph/text.js'

const plain = (_: string, text: string) => text

function drawn(name: string, layer: number, ...upstream: string[]): DrawnTask {
  return { name, layer, component: 'c', upstream: upstream.map(task => ({ task, outputs: ['o'] })) }
}

t.test('a layer is a bracket of tasks', async t => {
  const tasks = [
    drawn('load', 1),
    drawn('a', 2, 'load'),
    drawn('join', 3, 'a', 'b', 'd'),
    drawn('b', 2, 'load'),
    drawn('d', 2, 'load'),
  ]
  t.same(textGraph(tasks, plain), [
    '1 ─ load  c',
    '2 ┬ a     c  reads load.o',
    '  ├ b     c  reads load.o',
    '  └ d     c  reads load.o',
    '3 ─ join  c  reads a.o, b.o, d.o',
  ])
})

t.test('a job shows statuses, and numbers stand right', async t => {
  const chain = Array.from(
    { length: 10 },
    (_, at): DrawnTask => ({
      ...drawn(`t${at}`, at + 1),
      status: 'SUCCESS',
      upstream: at === 0 ? [] : [{ task: `t${at - 1}`, outputs: [] }],
    }),
  )
  const lines = textGraph(chain, plain)
  t.equal(lines[0], ' 1 ─ t0  SUCCESS  c')
  t.equal(lines[9], '10 ─ t9  SUCCESS  c  reads t8')
})
