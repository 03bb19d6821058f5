import t from 'tap'
import { startDaemon } from '../server.js'
import { runIn } from '../terminal.js'
import { job, jobId } from '../views.js'

t.test('a job may run here', async t => {
  const daemon = await startDaemon(t)
  daemon.jobs = [job({ job_id: jobId('a'), awaiting_approval: true })]
  t.match(await runIn({ env: daemon.env }, 'approve', 'aaa'), { exitCode: 0, out: `${jobId('a')} approved\n` })
  t.equal(daemon.called(`/v1/isched/jobs/${jobId('a')}/approve`).length, 1)
  const { out } = await runIn({ env: daemon.env }, 'approve', 'aaa', '-o', 'json')
  t.same(JSON.parse(out), { job_id: jobId('a'), approval: 'READY' })
})

t.test('a job that did not wait is told so', async t => {
  const daemon = await startDaemon(t)
  daemon.jobs = [job({ job_id: jobId('a'), status: 'RUNNING' })]
  t.match(await runIn({ env: daemon.env }, 'approve', 'aaa'), {
    exitCode: 0,
    out: /did not wait for approval here: RUNNING/,
  })
})

t.test('what the node refuses', async t => {
  const daemon = await startDaemon(t)
  daemon.jobs = [job({ job_id: jobId('a') })]
  daemon.refusals.set(`/v1/isched/jobs/${jobId('a')}/approve`, { code: 409, msg: 'it was rejected before' })
  t.match(await runIn({ env: daemon.env }, 'approve', 'aaa'), { exitCode: 2, err: 'isched: it was rejected before\n' })
})
