import t from 'tap'
import { Context } from '../../src/cli/context.js'
import { startDaemon } from './server.js'
import { terminal } from './terminal.js'

t.test('answers go to stdout, remarks to stderr', async t => {
  const io = terminal()
  const context = new Context(io, {})
  context.print('a', 'b')
  context.print()
  context.note('c')
  context.note()
  t.equal(io.out(), 'a\nb\n')
  t.equal(io.err(), 'c\n')
})

t.test('json is written for people to read, too', async t => {
  const io = terminal()
  new Context(io, {}).json({ a: [1] })
  t.equal(io.out(), '{\n  "a": [\n    1\n  ]\n}\n')
})

t.test('the daemon is looked for once, when it is needed', async t => {
  const daemon = await startDaemon(t)
  const context = new Context(terminal({ env: daemon.env }), {})
  t.equal(await context.client(), await context.client())
  const lost = new Context(terminal({ env: { XDG_RUNTIME_DIR: t.testdir() } }), {})
  await t.rejects(lost.client(), { message: /No running daemon/, exitCode: 4 })
})
