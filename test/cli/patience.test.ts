import t from 'tap'
import { CliError, EXIT } from '../../src/cli/exit.js'
import { patiently } from '../../src/cli/patience.js'

const away = new CliError('No daemon answers.', EXIT.unreachable)
const never = new AbortController().signal

t.test('a daemon that is away is asked again', async t => {
  let asked = 0
  const answer = await patiently(async () => {
    asked += 1
    if (asked === 1) throw away
    return 'here'
  }, never)
  t.equal(answer, 'here')
  t.equal(asked, 2)
})

t.test('when patience ends, and for any other trouble, the error is thrown', async t => {
  await t.rejects(
    patiently(() => Promise.reject(away), never, 0),
    away,
  )
  const refusal = new CliError('no such job', EXIT.badInput)
  await t.rejects(
    patiently(() => Promise.reject(refusal), never),
    refusal,
  )
})

t.test('an interrupt ends the waiting', async t => {
  await t.rejects(
    patiently(() => Promise.reject(away), AbortSignal.abort()),
    { name: 'AbortError' },
  )
})
