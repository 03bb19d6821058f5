/** Which output an input reads: the first of its kind that nobody reads yet. */
import t from 'tap'
import { isDatasetLike, wire } from '../../../src/cli/skeleton/wire.js'
import { type ComponentInfo, componentInfoSchema } from '../../../src/protocol/component.js'

type Data = Record<string, string | null>

function component(componentName: string, inputs: Data, outputs: Data): ComponentInfo {
  const data = (list: Data) => Object.entries(list).map(([name, category]) => ({ name, category }))
  return componentInfoSchema.parse({
    componentName,
    provider: 'p',
    version: '1',
    roleList: ['guest'],
    inputData: data(inputs),
    outputData: data(outputs),
  })
}

/** What each task's inputs read. */
function wired(...components: ComponentInfo[]) {
  return wire(components).map(({ inputs }) =>
    Object.fromEntries(inputs.map(({ name, from }) => [name, from.join(' ')])),
  )
}

const psi = component('psi', { data: 'dataset' }, { train: 'training_set', test: 'test_set' })
const lr = component('lr', { rows: 'training_set' }, { model: 'model' })
const evaluate = component('evaluate', { model: 'model', rows: 'test_set' }, { metrics: 'metric' })

t.test('exactly the same kind', async t => {
  t.strictSame(wired(psi, lr, evaluate), [{ data: '' }, { rows: 'psi.train' }, { model: 'lr.model', rows: 'psi.test' }])
})

t.test('data sets of any kind, where none fits exactly', async t => {
  const first = component('first', {}, { a: 'dataset', b: 'report' })
  t.strictSame(wired(first, lr), [{}, { rows: 'first.a' }])
  t.ok(isDatasetLike('datasets'))
  t.notOk(isDatasetLike('model'))
})

t.test('who fits exactly is served before who fits somehow', async t => {
  const both = component('both', { any: 'dataset', test: 'test_set' }, {})
  t.strictSame(wired(component('one', {}, { t: 'test_set', u: 'training_set' }), both), [
    {},
    { any: 'one.u', test: 'one.t' },
  ])
})

t.test('what nobody reads yet comes first; what is read already, rather than nothing', async t => {
  const step = (name: string) => component(name, { in: 'dataset' }, { out: 'dataset' })
  t.strictSame(wired(step('a'), step('b'), step('c')), [{ in: '' }, { in: 'a.out' }, { in: 'b.out' }])
  const end = (name: string) => component(name, { in: 'dataset' }, {})
  t.strictSame(wired(step('a'), end('b'), end('c')), [{ in: '' }, { in: 'a.out' }, { in: 'a.out' }])
  const [, , c] = wire([step('a'), step('b'), step('c')])
  t.strictSame(c?.inputs[0]?.others, ['a.out'])
})

t.test('a list takes all that nobody reads yet', async t => {
  const source = (name: string) => component(name, {}, { out: 'dataset' })
  t.strictSame(wired(source('a'), source('b'), component('all', { in: 'datasets' }, {})), [
    {},
    {},
    { in: 'a.out b.out' },
  ])
})

t.test('one input does not get what another of the same task has', async t => {
  const two = component('two', { x: 'dataset', y: 'dataset' }, {})
  t.strictSame(wired(component('a', {}, { out: 'dataset' }), two), [{}, { x: 'a.out', y: '' }])
})

t.test('a kind that is not said is a data set; a name that stands twice counts once', async t => {
  const [task] = wire([component('a', { in: null }, { out: null })])
  t.match(task, { inputs: [{ category: 'dataset' }], outputs: [{ key: 'out', type: 'dataset' }] })
  const info = component('a', {}, {})
  const twice = {
    ...info,
    outputData: [
      { name: 'x', category: 'model' },
      { name: 'x', category: 'report' },
    ],
  }
  t.strictSame(wire([twice])[0]?.outputs, [{ key: 'x', type: 'model' }])
})

t.test('names that a task may have, each once', async t => {
  const names = (...list: string[]) => wire(list.map(name => component(name, {}, {}))).map(({ name }) => name)
  t.strictSame(names('pause', 'pause', 'pause'), ['pause', 'pause-2', 'pause-3'])
  t.strictSame(names('a.b=c', '对齐', '__proto__'), ['a_b_c', '对齐', 'proto'])
})
