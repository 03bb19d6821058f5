import t from 'tap'
import { planOf } from '../../../src/conformance/plan.js'
import { planLines } from '../../../src/conformance/report/plan.js'
import { testComponent, tested } from '../tested.js'

const plain = (_: unknown, text: string) => text
const component = testComponent('psi', 'acme')

t.test('whom it calls, who it is to them, which jobs it makes, and each case', async t => {
  const plan = planOf(tested('http://10.0.0.7:9380', { nodeId: 'bank-c', component, longComponent: component }), true)
  const text = planLines(plan, 'http://10.0.0.5:9799', plain, true).join('\n')
  t.match(text, 'Node bank-c at http://10.0.0.7:9380 is tested in edition 1.2.')
  t.match(text, '"conformance" at http://10.0.0.5:9799: its route table must have that.')
  t.match(text, /conformance-[0-9a-f]{8}-runs +runs psi twice/)
  t.match(text, /Where a person approves jobs at the node, \S+-runs and \S+-stops need it/)
  t.match(text, /job\/stop\.other-branch +polls the other one/)
  t.match(text, /all stopped in the end \(job\/stop_all\)/)
  t.notMatch(text, 'are not tried')
  t.notMatch(planLines(plan, 'http://10.0.0.5:9799', plain, false).join('\n'), 'polls the other one')
})

t.test('what is not tried, and why', async t => {
  const plan = planOf(tested('http://10.0.0.7:9380', { as: ['participant'] }), false)
  const text = planLines(plan, undefined, plain, true).join('\n')
  t.match(text, 'It cannot call back: see --listen')
  t.match(text, /\d+ are not tried: no --component names one/)
  t.notMatch(text, '-runs')
  t.notMatch(text, 'approves')
})
