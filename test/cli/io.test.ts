import t from 'tap'
import { processIo } from '../../src/cli/io.js'

t.test("the process's own streams, environment and clock", async t => {
  const io = processIo()
  t.equal(io.stdout, process.stdout)
  t.equal(io.env, process.env)
  t.ok(io.now() > 0)
})

t.test('ctrl-C goes to the handler until it is taken back', async t => {
  const io = processIo()
  const before = process.listenerCount('SIGINT')
  let called = 0
  const release = io.onInterrupt(() => {
    called += 1
  })
  process.emit('SIGINT')
  t.equal(called, 1)
  io.onInterrupt(() => {
    called += 10
  })()
  t.equal(process.listenerCount('SIGINT'), before, 'none is left')
  release()
  const undo = io.onInterrupt(() => {
    called += 100
  })
  process.emit('SIGTERM')
  t.equal(called, 101, 'a request to end is one, too')
  t.equal(process.listenerCount('SIGINT'), before, 'and the next ctrl-C ends the process')
  undo()
})
