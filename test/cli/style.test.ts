import t from 'tap'
import { styledJobStatus, styledStatus, styleFor, wantsColour } from '../../src/cli/style.js'

const terminal = { write() {}, isTTY: true }
const pipe = { write() {} }

t.test('colour is for terminals, unless the environment says otherwise', async t => {
  t.equal(wantsColour(terminal, {}), true)
  t.equal(wantsColour(pipe, {}), false)
  t.equal(wantsColour(terminal, { TERM: 'dumb' }), false)
  t.equal(wantsColour(terminal, { NO_COLOR: '1' }), false)
  t.equal(wantsColour(terminal, { NO_COLOR: '' }), true, 'an empty NO_COLOR says nothing')
  t.equal(wantsColour(pipe, { FORCE_COLOR: '1' }), true)
  t.equal(wantsColour(terminal, { FORCE_COLOR: '0' }), false)
  t.equal(wantsColour(pipe, { FORCE_COLOR: '1', NO_COLOR: '1' }), false)
})

t.test('without colour a text stays as it is', async t => {
  t.equal(styleFor(pipe, {})('red', 'text'), 'text')
  t.equal(styleFor(terminal, {})('red', 'text'), '\u001B[31mtext\u001B[39m')
})

t.test('a job that has ended says how; a rejected one has said so already', async t => {
  const style = styleFor(pipe, {})
  t.equal(styledStatus(style, 'RUNNING'), 'RUNNING')
  t.equal(styledJobStatus(style, { status: 'RUNNING' }), 'RUNNING')
  t.equal(styledJobStatus(style, { status: 'FINISHED', outcome: 'stopped' }), 'FINISHED stopped')
  t.equal(styledJobStatus(style, { status: 'REJECTED', outcome: 'rejected' }), 'REJECTED')
})
