import t from 'tap'
import { startDaemon } from '../server.js'
import { runIn } from '../terminal.js'
import { ended, jobId } from '../views.js'

t.test('the end of the job is the exit code', async t => {
  const daemon = await startDaemon(t)
  for (const [outcome, exitCode] of [
    ['succeeded', 0],
    ['failed', 1],
    ['stopped', 1],
    ['rejected', 3],
  ] as const) {
    daemon.jobs = [ended(jobId('a'), outcome)]
    t.equal((await runIn({ env: daemon.env }, 'wait')).exitCode, exitCode, outcome)
  }
})

t.test('a daemon that stays away is waited for as long as was said', async t => {
  const daemon = await startDaemon(t)
  await daemon.close()
  t.match(await runIn({ env: daemon.env }, 'wait', jobId('a'), '--patience', '1ms'), {
    exitCode: 4,
    err: /^No daemon answers/,
  })
})

t.test('as json', async t => {
  const daemon = await startDaemon(t)
  daemon.jobs = [ended(jobId('a'), 'succeeded')]
  t.match(JSON.parse((await runIn({ env: daemon.env }, 'wait', 'aa', '-o', 'json')).out), { outcome: 'succeeded' })
})
