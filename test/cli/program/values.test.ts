import { Command, InvalidArgumentError } from 'commander'
import t from 'tap'
import { count, examples, milliseconds, outputOption, setOption } from '../../../src/cli/program/values.js'

function parsed(...argv: string[]) {
  const command = new Command()
    .addOption(setOption())
    .exitOverride()
    .configureOutput({ writeErr() {} })
  return command.parse(argv, { from: 'user' }).opts()
}

t.test('--set may be given often, and a value may hold anything', async t => {
  t.same(parsed('--set', 'A=1', '--set', 'B=x=y', '--set', 'C='), { set: { A: '1', B: 'x=y', C: '' } })
  t.throws(() => parsed('--set', 'A'), /NAME=value/)
  t.throws(() => parsed('--set', '1=2'), /NAME=value/)
})

t.test('counts and lengths of time', async t => {
  t.equal(count('20'), 20)
  for (const text of ['', '-1', '1.5', 'x', '99999999999']) t.throws(() => count(text), InvalidArgumentError)
  t.equal(milliseconds('30s'), 30_000)
  t.throws(() => milliseconds('soon'), InvalidArgumentError)
})

t.test('the formats of -o', async t => {
  t.same(outputOption().argChoices, ['json'])
  t.same(outputOption('name').argChoices, ['json', 'name'])
})

t.test('examples stand at the end of a help', async t => {
  let help = ''
  examples(new Command('x'), 'x --y')
    .configureOutput({ writeOut: text => (help += text) })
    .outputHelp()
  t.match(help, /\nExamples:\n {2}x --y\n$/)
})
