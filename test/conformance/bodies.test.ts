import t from 'tap'
import { bodyOf, type JobSketch, unknownComponent } from '../../src/conformance/bodies.js'
import { checkBody } from '../../src/job/check.js'
import { testComponent } from './tested.js'

const component = testComponent('psi', 'acme', {
  inputs: [{ key: 'table', type: 'dataset' }],
  outputs: [{ key: 'rows', type: 'training_set' }],
  params: { common: { rounds: 3 }, guest: { label: 'y' }, 'guest.0': { id: 1 } },
})

const sketch: JobSketch = {
  jobId: 'job-1',
  edition: '1.0',
  tasks: [
    { name: 'a', component },
    { name: 'b', component, after: ['a'] },
    { name: 'c', component: unknownComponent('acme') },
  ],
  roles: { guest: ['them'], host: ['us'] },
  initiator: { role: 'host', node_id: 'us' },
  sync: 'callback',
  running: ['guest'],
}

t.test('all that the specification demands, in one edition, and a body that isched takes', async t => {
  for (const [edition, spelling] of [
    ['1.0', { code: 'psi', module_name: 'psi' }],
    ['1.2', { componentName: 'psi', provider: 'acme' }],
  ] as const) {
    const body = bodyOf({ ...sketch, edition })
    t.same(checkBody(body), [])
    t.match(body, { job_id: 'job-1', dag: { version: String } })
    const [a, b, c] = Object(body.dag).components
    t.same(a, {
      ...{ name: 'a', ...spelling, version: '1.0.0' },
      ...{ input: [{ key: 'table', type: 'dataset' }], output: [{ key: 'rows', type: 'training_set' }] },
    })
    t.same(b.input[1], { key: 'a.rows', type: 'training_set' }, 'an edge has the type of the output')
    t.same(c.output, [{ key: 'result', type: 'dataset' }])
  }
})

t.test('parameters are for those who run something', async t => {
  t.same(Object(bodyOf(sketch).config).task_params, {
    common: { a: { rounds: 3 }, b: { rounds: 3 }, c: {} },
    guest: { '0': { a: { label: 'y', id: 1 }, b: { label: 'y', id: 1 }, c: {} } },
    host: { '0': {} },
    arbiter: {},
  })
  t.same(Object(bodyOf(sketch).config).role, { guest: ['them'], host: ['us'], arbiter: [] })
})
