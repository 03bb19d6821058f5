import t from 'tap'
import { startDaemon } from '../server.js'
import { runIn } from '../terminal.js'
import { job, jobId } from '../views.js'

t.test('a job may not run here, and why', async t => {
  const daemon = await startDaemon(t)
  daemon.jobs = [job({ job_id: jobId('a'), awaiting_approval: true })]
  t.match(await runIn({ env: daemon.env }, 'reject', 'aaa', '--reason', 'no contract'), {
    exitCode: 0,
    out: `${jobId('a')} rejected\n`,
  })
  t.same(daemon.called(`/v1/isched/jobs/${jobId('a')}/reject`)[0]?.body, { reason: 'no contract' })
  const { out } = await runIn({ env: daemon.env }, 'reject', 'aaa', '-r', 'no', '-o', 'json')
  t.same(JSON.parse(out), { job_id: jobId('a'), approval: 'REJECTED', reason: 'no' })
})
