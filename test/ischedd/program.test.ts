import t from 'tap'
import { createProgram, type InitOptions, type RunOptions } from '../../src/ischedd/program.js'
import { testIo } from './helpers.js'

/** What a command line asks for, and the exit code that is handed on. */
async function asked(...argv: string[]) {
  const calls: unknown[] = []
  const actions = {
    run: async (options: RunOptions) => calls.push('run', options),
    init: async (file: string, options: InitOptions) => calls.push('init', file, options),
  }
  let code: number | undefined
  const program = createProgram(testIo(), actions, given => {
    code = given
  })
  await program.parseAsync(argv, { from: 'user' })
  return { calls, code }
}

t.test('running', async t => {
  t.same(await asked(), { calls: ['run', {}], code: 2 })
  t.same((await asked('--config', 'x', '--check')).calls, ['run', { config: 'x', check: true }])
  t.same((await asked('-c', 'x', '--log-level', 'warn', '--log-pretty')).calls, [
    'run',
    { config: 'x', logLevel: 'warn', logPretty: true },
  ])
})

t.test('init', async t => {
  t.same(await asked('init'), { calls: ['init', 'ischedd.yaml', {}], code: 3 })
  t.same((await asked('init', 'x', '--node-id', 'a', '--force')).calls, ['init', 'x', { nodeId: 'a', force: true }])
})
