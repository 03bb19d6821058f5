import t from 'tap'
import { createProgram } from '../../../src/cli/program.js'
import { runIn, terminal } from '../terminal.js'

t.test('the commands about the node, its components and its peers', async t => {
  const { commands } = createProgram(terminal(), () => {})
  const inner = (name: string) =>
    commands.find(command => command.name() === name)?.commands.map(command => command.name())
  t.same(inner('component'), ['lint', 'register', 'list', 'show', 'remove'])
  t.same(inner('peer'), ['list', 'check'])
  for (const name of ['node', 'doctor']) t.same(inner(name), [])
})

t.test('a group without its command shows what it has', async t => {
  t.match(await runIn({}, 'component'), { exitCode: 2, err: /register .*list .*show .*remove/s })
  t.match(await runIn({}, 'peer', 'chek'), { exitCode: 2, err: /Did you mean check/ })
})
