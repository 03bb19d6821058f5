import t from 'tap'
import { findPlace } from '../../../src/cli/completion/place.js'
import { createProgram } from '../../../src/cli/program.js'
import { terminal } from '../terminal.js'

const program = createProgram(terminal(), () => {})

function placed(...words: string[]) {
  const { place, word, prefix } = findPlace(program, words)
  switch (place.kind) {
    case 'command':
      return `command of ${place.command.name()}: ${word}`
    case 'option':
      return `option of ${place.command.name()}: ${word}`
    case 'value':
      return `value of ${place.option.long}: ${prefix}|${word}`
    case 'argument':
      return `${place.argument.name()} of ${place.command.name()}: ${word}`
    case 'nothing':
      return 'nothing'
  }
}

t.test('what the last word is follows from those before it', async t => {
  const cases: [string[], string][] = [
    [[''], 'command of isched: '],
    [['su'], 'command of isched: su'],
    [['component', 're'], 'command of component: re'],
    [['status', 'a'], 'job of status: a'],
    [['status', 'a', ''], 'nothing'],
    [['lint', 'a', 'b'], 'file of lint: b'],
    [['component', 'show', ''], 'component of show: '],
    [['logs', '--ta'], 'option of logs: --ta'],
    [['logs', '--task', 'p'], 'value of --task: |p'],
    [['logs', '-t', 'p'], 'value of --task: |p'],
    [['logs', '--task=p'], 'value of --task: --task=|p'],
    [['logs', '--task', '=', 'p'], 'value of --task: |p'],
    [['logs', '--task', '='], 'value of --task: |'],
    [['logs', '-f', ''], 'job of logs: '],
    [['logs', '--level=info', ''], 'job of logs: '],
    [['--node', 'bank-a', 'status', ''], 'job of status: '],
    [['status', '--node', ''], 'value of --node: |'],
    [['status', '--unknown', ''], 'job of status: '],
    [['status', '--', '-x'], 'job of status: -x'],
    [[], 'command of isched: '],
  ]
  for (const [words, wanted] of cases) t.equal(placed(...words), wanted, words.join(' '))
})

t.test('what was typed before is at hand', async t => {
  const typed = findPlace(program, ['--url=http://a', 'logs', 'abc', '--job', 'x', ''])
  t.same(typed.args, ['abc'])
  t.same(
    [...typed.values],
    [
      ['--url', 'http://a'],
      ['--job', 'x'],
    ],
  )
})
