import type { Command } from 'commander'
import t from 'tap'
import { createProgram } from '../../src/cli/program.js'
import { runIn, terminal } from './terminal.js'

function everyCommand(command: Command): Command[] {
  return [command, ...command.commands.flatMap(everyCommand)]
}

t.test('every command says what it is for, what it takes, and how it is used', async t => {
  const program = createProgram(terminal(), () => {})
  for (const command of everyCommand(program)) {
    const name = command.name()
    t.ok(command.description(), `${name} has a purpose`)
    for (const argument of command.registeredArguments)
      t.ok(argument.description || name === 'help', `${name} ${argument.name()}`)
    for (const option of command.options) t.ok(option.description, `${name} ${option.flags}`)
  }
})

t.test('the help of a command names its options, those of the daemon, and an example', async t => {
  const { out } = await runIn({}, 'submit', '--help')
  for (const words of ['Usage: isched submit', '--wait', '--url <url>', 'Examples:', 'isched submit job.yaml --wait'])
    t.match(out, words)
})

t.test('the help of isched lists the commands in groups, the exit codes and the environment', async t => {
  const { out } = await runIn({}, '--help')
  const groups = out.match(/^[A-Z].*:$/gm)
  t.same(groups, ['Options:', 'Jobs:', 'This node:', 'Nodes of others:', 'Shell:', 'Exit codes:', 'Environment:'])
  for (const code of ['0 ', '1 ', '2 ', '3 ', '4 ', '130 ']) t.match(out, `\n  ${code}`)
})

t.test('the words of a help fit the terminal', async t => {
  const { out } = await runIn({ isTTY: true, columns: 72, env: { NO_COLOR: '1' } }, 'logs', '--help')
  const [words = ''] = out.split('Examples:')
  t.same(
    words.split('\n').filter(line => line.length > 72),
    [],
  )
})
