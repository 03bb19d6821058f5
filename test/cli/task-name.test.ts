import t from 'tap'
import { knownTask, likelyTask } from '../../src/cli/task-name.js'
import { job, jobId, party, task } from './views.js'

const JOB = job({ job_id: jobId('a') })

t.test('a task that a job has not is refused, with the one that was meant', async t => {
  t.equal(knownTask(JOB, 'psi'), 'psi')
  t.throws(() => knownTask(JOB, 'trian'), { message: /has no task "trian"; did you mean "train"\?$/, exitCode: 2 })
  t.throws(() => knownTask(JOB, 'evaluation'), { message: /its tasks are psi, train\.$/ })
})

t.test('without a name it is the one that failed, then the one that runs, then the only one', async t => {
  const failed = task('b', 'RUNNING', { parties: [party('guest.0', 'RUNNING'), party('host.0', 'FAILED')] })
  const tasks = [task('a', 'SUCCESS'), failed, task('c', 'RUNNING')]
  t.equal(likelyTask(job({ job_id: jobId('a'), task_list: tasks })), 'b')
  t.equal(likelyTask(job({ job_id: jobId('a'), task_list: [task('a', 'SUCCESS'), task('c', 'RUNNING')] })), 'c')
  t.equal(likelyTask(job({ job_id: jobId('a'), task_list: [task('a', 'SUCCESS')] })), 'a')
  t.throws(() => likelyTask(JOB), { message: 'Say which task with --task: psi, train.', exitCode: 2 })
})
