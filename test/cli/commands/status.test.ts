import t from 'tap'
import { startDaemon } from '../server.js'
import { runIn } from '../terminal.js'
import { ended, job, jobId, NOW, party, task } from '../views.js'

t.test('a job, its tasks by party, its nodes, and what went wrong', async t => {
  const daemon = await startDaemon(t)
  daemon.jobs = [
    ended(jobId('a'), 'failed', {
      reason: 'train failed at bank-b',
      flow_id: 'penguins',
      scheduler: 'clearing',
      old_job_id: jobId('0'),
      warnings: ['the parameter x is not declared'],
      task_list: [
        task('psi', 'SUCCESS', { started_at: '2026-03-01T10:00:00Z', finished_at: '2026-03-01T10:00:04Z' }),
        task('train', 'FAILED', {
          upstream: ['psi'],
          component: 'linreg',
          parties: [party('guest.0', 'SUCCESS'), party('host.0', 'FAILED', 'out of memory'), party('arbiter.0')],
        }),
        task('report', 'PENDING', { stopped: true, parties: [] }),
      ],
      nodes: [
        { node_id: 'bank-a', roles: ['guest.0'], approval: 'READY' },
        { node_id: 'bank-b', roles: ['host.0'], reason: 'no', trouble: 'unreachable for 3m' },
      ],
    }),
  ]
  const { exitCode, out } = await runIn({ env: daemon.env, now: NOW }, 'status', 'aaa')
  t.equal(exitCode, 0)
  t.same(out.split('\n'), [
    `job        ${jobId('a')}`,
    'status     FINISHED failed',
    'reason     train failed at bank-b',
    'flow       penguins',
    `repeats    ${jobId('0')}`,
    'initiator  bank-a',
    'scheduler  clearing',
    'created    3m ago, took 12s',
    '',
    'TASK    STATUS           guest.0  host.0   arbiter.0  COMPONENT  TIME',
    'psi     SUCCESS          SUCCESS  SUCCESS             psi        4.0s',
    'train   FAILED           SUCCESS  FAILED   ?          linreg',
    'report  PENDING stopped                               report',
    '',
    'NODE    ROLES    APPROVAL',
    'bank-a  guest.0  READY',
    'bank-b  host.0             no; unreachable for 3m',
    '',
    'train failed at bank-b (host.0): out of memory',
    'warning: the parameter x is not declared',
    '',
  ])
})

t.test('with many parties each has a line', async t => {
  const daemon = await startDaemon(t)
  const parties = [0, 1, 2, 3, 4].map(at => ({ node_id: `bank-${at}`, role: `host.${at}`, status: 'RUNNING' as const }))
  daemon.jobs = [job({ job_id: jobId('a'), task_list: [task('psi', 'RUNNING', { parties })] })]
  const { out } = await runIn({ env: daemon.env }, 'status')
  t.match(out, /TASK +STATUS +PARTY +NODE .*\npsi +RUNNING +psi\n +RUNNING +host\.0 +bank-0\n/)
})

t.test('who must decide is told how', async t => {
  const daemon = await startDaemon(t)
  daemon.jobs = [job({ job_id: jobId('a'), awaiting_approval: true })]
  t.match((await runIn({ env: daemon.env }, 'status')).out, `isched approve ${jobId('a')}`)
})

t.test("a stranger's words stay in their place", async t => {
  const daemon = await startDaemon(t)
  daemon.jobs = [job({ job_id: jobId('a'), reason: 'no\n\u001B[2J  thanks' })]
  t.match((await runIn({ env: daemon.env }, 'status')).out, /^reason +no ·\[2J {2}thanks$/m)
})

t.test('as json', async t => {
  const daemon = await startDaemon(t)
  daemon.jobs = [job({ job_id: jobId('a') })]
  t.match(JSON.parse((await runIn({ env: daemon.env }, 'status', '-o', 'json')).out), {
    job_id: jobId('a'),
    task_list: [{ name: 'psi' }, {}],
  })
})
