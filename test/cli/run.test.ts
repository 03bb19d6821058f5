import t from 'tap'
import { startDaemon } from './server.js'
import { runIn } from './terminal.js'

t.test('help is no error; what is no command is bad input, with the one that was meant', async t => {
  const help = await runIn({}, '--help')
  t.equal(help.exitCode, 0)
  t.match(help.out, /^Usage: isched/)
  t.equal(help.err, '')
  const unknown = await runIn({}, 'lst')
  t.match(unknown, { exitCode: 2, out: '', err: /^isched: unknown command 'lst'\n\(Did you mean list\?\)/ })
  t.equal((await runIn({}, 'list', '--nothing')).exitCode, 2)
  t.match(await runIn({}), { exitCode: 2, err: /^Usage: isched/ })
  t.match(await runIn({}, '--version'), { exitCode: 0, out: /^\d+\.\d+\.\d+/ })
})

t.test('an error is one sentence on stderr; with ISCHED_DEBUG also where it came from', async t => {
  const env = { XDG_RUNTIME_DIR: t.testdir() }
  const plain = await runIn({ env }, 'list')
  t.match(plain, { exitCode: 4, out: '', err: /^isched: No running daemon of yours was found .*\n$/ })
  const daemon = await startDaemon(t)
  await daemon.close()
  const debug = await runIn({ env: { ...daemon.env, ISCHED_DEBUG: '1' } }, 'list')
  t.match(debug.err, /^isched: No daemon answers.*\n.* {4}at .*caused by /s)
})

t.test('the options that name the daemon stand before or after the command', async t => {
  const { url, tokenFile } = await startDaemon(t)
  const address = ['--url', url, '--token-file', tokenFile]
  t.equal((await runIn({}, ...address, 'node', '-o', 'name')).out, 'bank-a\n')
  t.equal((await runIn({}, 'node', '-o', 'name', ...address)).out, 'bank-a\n')
  t.equal((await runIn({}, 'component', 'list', '-o', 'name', ...address)).out, 'isched/psi@1.0.0\n')
})

t.test('the completion scripts ask by a word of their own', async t => {
  t.match((await runIn({}, '__complete', 'comp')).out, /^component\t.*\ncompletion\t/)
})
