import t from 'tap'
import { show } from '../../src/tui/show.js'
import { fakeNode, summary } from './fake-source.js'
import { fakeTerminal } from './terminal.js'
import { until } from './until.js'

t.test('every write is a whole frame, and the keys come in', async t => {
  const { stdin, stdout, stderr, type, raw } = fakeTerminal()
  let frame = ''
  stdout.write = (text: unknown, ...rest: unknown[]) => {
    const done = rest.at(-1)
    if (typeof done === 'function') setImmediate(() => done())
    // Ink also hides and shows the cursor.
    if (String(text).includes('\n')) frame = String(text)
    return true
  }
  const codes: number[] = []
  const showing = show(
    { source: fakeNode([summary('a1')]), onQuit: code => codes.push(code) },
    { stdin, stdout, stderr },
  )
  await until(
    () => /1 job,/.test(frame),
    () => frame,
  )
  t.equal(frame.split('\n').length, 24)
  type('q')
  await until(() => codes.length === 1)
  showing.end()
  await showing.ended
  t.notOk(raw.on)
})
