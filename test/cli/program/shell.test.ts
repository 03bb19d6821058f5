import t from 'tap'
import { runIn } from '../terminal.js'

t.test('help is a command, too', async t => {
  const { exitCode, out } = await runIn({}, 'help', 'submit')
  t.equal(exitCode, 0)
  t.match(out, /^Usage: isched submit/)
})

t.test('a shell that is not known is bad input', async t => {
  t.match(await runIn({}, 'completion', 'tcsh'), { exitCode: 2, err: /Allowed choices are bash, zsh, fish/ })
})
