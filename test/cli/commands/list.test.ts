import t from 'tap'
import { startDaemon } from '../server.js'
import { runIn } from '../terminal.js'
import { ended, job, jobId, NOW } from '../views.js'

t.test('a table, newest first', async t => {
  const daemon = await startDaemon(t)
  daemon.jobs = [
    job({ job_id: jobId('a'), flow_id: '企鹅', status: 'RUNNING' }),
    ended(jobId('b'), 'failed', { reason: 'train failed at bank-b', roles: [], parts: ['scheduler'] }),
  ]
  const { out } = await runIn({ env: daemon.env, now: NOW }, 'list')
  t.same(out.split('\n'), [
    'JOB           FLOW  STATUS           TASKS  ROLES      AGE     REASON',
    'job-aaaaaaaa  企鹅  RUNNING          0/2    guest.0    3m ago',
    'job-bbbbbbbb        FINISHED failed  1/2    scheduler  3m ago  train failed at bank-b',
    '',
  ])
})

t.test('long reasons are cut, unless --full', async t => {
  const daemon = await startDaemon(t)
  daemon.jobs = [ended(jobId('a'), 'failed', { reason: 'x'.repeat(100) })]
  t.match((await runIn({ env: daemon.env }, 'list')).out, /x{59}…\n/)
  t.match((await runIn({ env: daemon.env }, 'list', '--full')).out, /job-a{32} .*x{100}\n/s)
})

t.test('who must decide sees it', async t => {
  const daemon = await startDaemon(t)
  daemon.jobs = [job({ job_id: jobId('a'), awaiting_approval: true })]
  t.match((await runIn({ env: daemon.env }, 'list')).out, /waits for approval here\n/)
})

t.test('filters go to the node', async t => {
  const daemon = await startDaemon(t)
  await runIn({ env: daemon.env }, 'list', '--status', 'running', '--flow', 'f', '--limit', '3')
  t.same(daemon.called('/v1/isched/jobs')[0]?.query, { status: 'RUNNING', flow_id: 'f', limit: '3' })
  t.match(await runIn({ env: daemon.env }, 'list', '--status', 'done'), {
    exitCode: 2,
    err: /"done" is no status of a job/,
  })
})

t.test('json, names, and nothing', async t => {
  const daemon = await startDaemon(t)
  t.match(await runIn({ env: daemon.env }, 'list'), { exitCode: 0, out: '', err: 'No jobs.\n' })
  daemon.jobs = [job({ job_id: jobId('a') })]
  t.equal((await runIn({ env: daemon.env }, 'list', '-o', 'name')).out, `${jobId('a')}\n`)
  t.match(JSON.parse((await runIn({ env: daemon.env }, 'list', '-o', 'json')).out), { jobs: [{ job_id: jobId('a') }] })
})
