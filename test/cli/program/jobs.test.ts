import t from 'tap'
import { createProgram } from '../../../src/cli/program.js'
import { runIn, terminal } from '../terminal.js'

t.test('the commands about jobs, in the order of the help', async t => {
  const names = createProgram(terminal(), () => {})
    .commands.filter(command => command.helpGroup() === 'Jobs:')
    .map(command => command.name())
  t.same(names, [
    'skeleton',
    'submit',
    'lint',
    'retry',
    'list',
    'status',
    'logs',
    'wait',
    'watch',
    'graph',
    'stop',
    'approve',
    'reject',
  ])
})

t.test('what the command line itself refuses', async t => {
  const cases = [
    [['submit'], /missing required argument 'file'/],
    [['submit', 'a', '--wait', '--watch'], /'-w, --wait' cannot be used with option '--watch'/],
    [['skeleton'], /missing required argument 'component\|file'/],
    [['stop'], /missing required argument 'job'/],
    [['reject', 'a'], /required option '-r, --reason <text>' not specified/],
    [['logs', '--level', 'warn'], /Allowed choices are debug, info, error/],
    [['logs', '--tail', 'all'], /A whole number belongs here/],
    [['wait', '--patience', 'long'], /A length of time belongs here/],
    [['graph', '-o', 'svg'], /Allowed choices are text, mermaid, dot, json/],
    [['status', 'a', 'b'], /too many arguments/],
  ] as const
  for (const [argv, words] of cases)
    t.match(await runIn({}, ...argv), { exitCode: 2, out: '', err: words }, argv.join(' '))
})
