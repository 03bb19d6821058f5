import t from 'tap'
import { startDaemon } from '../server.js'
import { runIn } from '../terminal.js'
import { ended, jobId } from '../views.js'

t.test('a new job with the old body, which names the old job', async t => {
  const daemon = await startDaemon(t)
  daemon.jobs = [ended(jobId('a'), 'failed')]
  daemon.bodies.set(jobId('a'), { job_id: jobId('a'), flow_id: 'f', old_job_id: jobId('0'), dag: { version: '1' } })
  const { exitCode, out } = await runIn({ env: daemon.env }, 'retry', 'aaa', '-o', 'name')
  t.equal(exitCode, 0)
  t.not(out.trim(), jobId('a'))
  t.same(daemon.called('/v1/platform/schedule/job/create_all')[0]?.body, {
    job_id: out.trim(),
    flow_id: 'f',
    old_job_id: jobId('a'),
    dag: { version: '1' },
  })
})

t.test('and may be waited for', async t => {
  const daemon = await startDaemon(t)
  daemon.jobs = [ended(jobId('a'), 'failed')]
  daemon.onCreate = id => daemon.put(ended(id, 'succeeded'))
  t.match(await runIn({ env: daemon.env }, 'retry', '@last', '--wait'), { exitCode: 0, out: /FINISHED succeeded/ })
})
