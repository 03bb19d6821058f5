import t from 'tap'
import { renderLog } from '../../src/logs/render.js'

const lines = [
  { role: 'guest.0', text: 'one' },
  { role: 'host.1', text: '' },
  { role: 'guest.0', text: 'two' },
]

t.test('lines are joined by newlines', async t => {
  t.equal(renderLog(lines, false), 'one\n\ntwo')
  t.equal(renderLog([], false), '')
})

t.test('several instances are told apart', async t => {
  t.equal(renderLog(lines, true), '[guest.0] one\n[host.1] \n[guest.0] two')
})
