import t from 'tap'
import { filterJobs, filterTasks } from '../../src/tui/filter.js'
import { summary, task } from './fake-source.js'

t.test('every word has to occur, in capitals or not', async t => {
  const jobs = [
    summary('a1', { flow_id: 'risk' }),
    summary('b2', { flow_id: 'risk', status: 'FINISHED', outcome: 'failed' }),
    summary('c3', { awaiting_approval: true, status: 'PENDING', roles: ['host.1'] }),
  ]
  const found = (filter: string) => filterJobs(jobs, filter).map(job => job.job_id.slice(4, 6))
  t.same(found(''), ['a1', 'b2', 'c3'])
  t.same(found('  '), ['a1', 'b2', 'c3'])
  t.same(found('RISK'), ['a1', 'b2'])
  t.same(found('risk failed'), ['b2'])
  t.same(found('approve?'), ['c3'])
  t.same(found('host.1'), ['c3'])
  t.same(found('job-a'), ['a1'])
  t.same(found('nothing'), [])
  t.equal(filterJobs(jobs, ''), jobs, 'without a filter nothing is copied')
})

t.test('tasks are found by name, component and status', async t => {
  const tasks = [task('psi', [], { status: 'SUCCESS' }), task('train')]
  const found = (filter: string) => filterTasks(tasks, filter).map(({ name }) => name)
  t.same(found('success'), ['psi'])
  t.same(found('train-comp'), ['train'])
  t.same(found('p'), ['psi', 'train'])
})
