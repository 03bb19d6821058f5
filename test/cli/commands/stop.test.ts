import t from 'tap'
import { startDaemon } from '../server.js'
import { runIn } from '../terminal.js'
import { ended, job, jobId } from '../views.js'

t.test('a job, or a task and what follows it', async t => {
  const daemon = await startDaemon(t)
  daemon.jobs = [job({ job_id: jobId('a') })]
  t.match(await runIn({ env: daemon.env }, 'stop', 'aaa'), { exitCode: 0, out: `${jobId('a')} stopped\n` })
  t.same(daemon.called('/v1/platform/schedule/job/stop_all')[0]?.body, { job_id: jobId('a') })
  t.match(await runIn({ env: daemon.env }, 'stop', 'aaa', '--task', 'psi'), {
    out: `${jobId('a')}: psi and what follows it stopped\n`,
  })
  t.same(daemon.called('/v1/platform/schedule/job/stop_task')[0]?.body, { job_id: jobId('a'), task_name: 'psi' })
})

t.test('what has ended already is said to have, and is no error', async t => {
  const daemon = await startDaemon(t)
  daemon.jobs = [ended(jobId('a'), 'succeeded')]
  t.match(await runIn({ env: daemon.env }, 'stop', 'aaa'), {
    exitCode: 0,
    out: `${jobId('a')} had ended already: FINISHED succeeded\n`,
  })
})

t.test('a task that is not there stops nothing', async t => {
  const daemon = await startDaemon(t)
  daemon.jobs = [job({ job_id: jobId('a') })]
  t.match(await runIn({ env: daemon.env }, 'stop', 'aaa', '--task', 'trian'), {
    exitCode: 2,
    err: /did you mean "train"/,
  })
  t.same(daemon.called('/v1/platform/schedule/job/stop_task'), [])
})

t.test('as json', async t => {
  const daemon = await startDaemon(t)
  daemon.jobs = [job({ job_id: jobId('a') })]
  t.same(JSON.parse((await runIn({ env: daemon.env }, 'stop', '@last', '-o', 'json')).out), { job_id: jobId('a') })
  const { out } = await runIn({ env: daemon.env }, 'stop', '@last', '-t', 'psi', '-o', 'json')
  t.same(JSON.parse(out), { job_id: jobId('a'), task_name: 'psi' })
})
