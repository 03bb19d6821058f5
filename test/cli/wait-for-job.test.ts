import t from 'tap'
import { Context } from '../../src/cli/context.js'
import { failuresOf, waitForJob } from '../../src/cli/wait-for-job.js'
import { startDaemon } from './server.js'
import { terminal, until } from './terminal.js'
import { ended, job, jobId, NOW, party, task } from './views.js'

t.test('how a job ended is said on stdout, and is the exit code', async t => {
  const daemon = await startDaemon(t)
  const failed = task('train', 'FAILED', {
    parties: [party('guest.0', 'SUCCESS'), party('host.0', 'FAILED', 'out of memory')],
  })
  const cases = [
    [ended(jobId('a'), 'succeeded'), 0, [`${jobId('a')}  FINISHED succeeded  2/2 tasks  12s`]],
    [
      ended(jobId('a'), 'failed', { reason: 'train failed at bank-b', task_list: [failed] }),
      1,
      [
        `${jobId('a')}  FINISHED failed  0/1 tasks  12s`,
        '  train failed at bank-b',
        '  train failed at bank-b (host.0): out of memory',
      ],
    ],
    [
      ended(jobId('a'), 'rejected', { reason: 'no contract', task_list: [] }),
      3,
      [`${jobId('a')}  REJECTED  0/0 tasks  12s`, '  no contract'],
    ],
  ] as const
  for (const [view, exitCode, lines] of cases) {
    daemon.jobs = [view]
    const io = terminal({ env: daemon.env, now: NOW })
    t.equal(await waitForJob(new Context(io, {}), jobId('a'), {}), exitCode)
    t.same(io.out().trimEnd().split('\n'), lines)
  }
})

t.test('-o json is the whole job, -o name nothing more', async t => {
  const daemon = await startDaemon(t)
  daemon.jobs = [ended(jobId('a'), 'succeeded')]
  const json = terminal({ env: daemon.env })
  await waitForJob(new Context(json, {}), jobId('a'), { output: 'json' })
  t.match(JSON.parse(json.out()), { job_id: jobId('a'), outcome: 'succeeded' })
  const name = terminal({ env: daemon.env })
  await waitForJob(new Context(name, {}), jobId('a'), { output: 'name' })
  t.equal(name.out(), '')
})

t.test('ctrl-C leaves the job running, and says so', async t => {
  const daemon = await startDaemon(t)
  daemon.jobs = [job({ job_id: jobId('a') })]
  const io = terminal({ env: daemon.env })
  const exitCode = waitForJob(new Context(io, {}), jobId('a'), {})
  await until(() => daemon.streaming === 1)
  io.interrupt()
  t.equal(await exitCode, 130)
  t.match(io.err(), `${jobId('a')} goes on. Wait again: isched wait ${jobId('a')}`)
  t.same(daemon.called('/v1/platform/schedule/job/stop_all'), [])
})

t.test('a daemon that stays away is said, and given up', async t => {
  const daemon = await startDaemon(t)
  await daemon.close()
  const io = terminal({ env: daemon.env })
  await t.rejects(waitForJob(new Context(io, {}), jobId('a'), { patienceMs: 0 }), {
    message: /^No daemon answers/,
    exitCode: 4,
  })
  t.match(io.err(), /^No daemon answers .* Trying again\.$/m)
})

t.test('each failed party has a line, unless the reason says the same', async t => {
  const reason = 'task train failed at bank-a (guest.0): no memory'
  t.same(failuresOf(ended(jobId('a'), 'failed', { reason })), ['train failed at bank-b (host.0)'])
  t.same(failuresOf(ended(jobId('a'), 'failed')), [
    'train failed at bank-a (guest.0)',
    'train failed at bank-b (host.0)',
  ])
})
