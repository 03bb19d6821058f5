import t from 'tap'
import { connect } from '../../src/cli/client.js'
import { followJob } from '../../src/cli/follow-job.js'
import { type FakeDaemon, startDaemon } from './server.js'
import { until } from './terminal.js'
import { ended, job, jobId } from './views.js'

async function follow(daemon: FakeDaemon, patienceMs = 60_000) {
  const seen: string[] = []
  const away: string[] = []
  const interrupt = new AbortController()
  const end = followJob(await connect({}, daemon.env), jobId('a'), {
    onChange: view => seen.push(view.status),
    onAway: reason => away.push(reason),
    patienceMs,
    signal: interrupt.signal,
  })
  // Whoever is not interested in its end must not be ended by it.
  end.catch(() => undefined)
  return { seen, away, end, interrupt }
}

t.test('a job that has ended already is answered at once', async t => {
  const daemon = await startDaemon(t)
  daemon.jobs = [ended(jobId('a'), 'rejected')]
  const { end } = await follow(daemon)
  t.equal((await end).outcome, 'rejected')
  await until(() => daemon.streaming === 0)
})

t.test('each change is seen, those of other jobs are not, and the end is answered', async t => {
  const daemon = await startDaemon(t)
  daemon.jobs = [job({ job_id: jobId('a') })]
  const { seen, end } = await follow(daemon)
  await until(() => seen.length === 1)
  daemon.put(job({ job_id: jobId('b') }))
  daemon.put(job({ job_id: jobId('a'), status: 'RUNNING' }))
  await until(() => seen.includes('RUNNING'))
  daemon.put(ended(jobId('a'), 'succeeded'))
  t.equal((await end).outcome, 'succeeded')
  t.same([...new Set(seen)], ['PENDING', 'RUNNING', 'FINISHED'])
})

t.test('where no events are served, the daemon is asked', async t => {
  const daemon = await startDaemon(t)
  daemon.streams = false
  daemon.jobs = [job({ job_id: jobId('a') })]
  const { seen, end } = await follow(daemon)
  await until(() => seen.length > 0)
  daemon.jobs = [ended(jobId('a'), 'failed')]
  t.equal((await end).outcome, 'failed')
})

t.test('a daemon that restarts is waited for', async t => {
  const daemon = await startDaemon(t)
  daemon.jobs = [job({ job_id: jobId('a') })]
  const { seen, away, end } = await follow(daemon)
  await until(() => seen.length === 1 && daemon.streaming === 1)
  await daemon.close()
  await until(() => away.length === 1)
  daemon.jobs = [ended(jobId('a'), 'succeeded')]
  await daemon.reopen()
  t.equal((await end).outcome, 'succeeded')
  t.match(away, [/^No daemon answers/])
})

t.test('one that stays away is given up when patience ends', async t => {
  const daemon = await startDaemon(t)
  await daemon.close()
  const { end } = await follow(daemon, 0)
  await t.rejects(end, { message: /^No daemon answers/, exitCode: 4 })
})

t.test('a job that nobody knows is refused', async t => {
  const daemon = await startDaemon(t)
  const { end } = await follow(daemon)
  await t.rejects(end, { message: /^no job/, code: 404 })
})

t.test('an interrupt ends the waiting', async t => {
  const daemon = await startDaemon(t)
  daemon.jobs = [job({ job_id: jobId('a') })]
  const { seen, end, interrupt } = await follow(daemon)
  await until(() => seen.length === 1)
  interrupt.abort()
  await t.rejects(end, { name: 'AbortError' })
  await until(() => daemon.streaming === 0)
})
