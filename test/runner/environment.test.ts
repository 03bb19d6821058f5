import t from 'tap'
import { checkEnvironment } from '../../src/runner/environment.js'
import { RunnerRefusal } from '../../src/runner/runner.js'

t.test('what a program can be passed is let through, dots and all', async t => {
  t.doesNotThrow(() => checkEnvironment({ 'config.node_id.guest.0': 'a=b\nc', empty: '', _: '三' }))
})

t.test('what it cannot be passed is refused, and named', async t => {
  t.throws(() => checkEnvironment({ '': 'x' }), RunnerRefusal)
  t.throws(() => checkEnvironment({ 'a=b': 'x' }), /"a=b" cannot be the name/)
  t.throws(() => checkEnvironment({ 'a\0': 'x' }), RunnerRefusal)
  t.throws(() => checkEnvironment({ fine: '', secret: 'x\0y' }), /variable secret holds a NUL/)
})
