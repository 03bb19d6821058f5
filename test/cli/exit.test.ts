import t from 'tap'
import { CliError, EXIT, exitCodeOf } from '../../src/cli/exit.js'

t.test('how a job ended is the exit code of whoever waited for it', async t => {
  t.equal(exitCodeOf('succeeded'), 0)
  t.equal(exitCodeOf('failed'), 1)
  t.equal(exitCodeOf('stopped'), 1)
  t.equal(exitCodeOf('rejected'), 3)
  t.equal(exitCodeOf(undefined), 1)
})

t.test('an error carries its exit code and its cause', async t => {
  const cause = new Error('connect ECONNREFUSED')
  const error = new CliError('No daemon answers.', EXIT.unreachable, { cause })
  t.match(error, { exitCode: 4, message: 'No daemon answers.', cause })
})
