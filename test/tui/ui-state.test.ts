import t from 'tap'
import { currentJobId, currentTask, initialState, logTask } from '../../src/tui/ui-state.js'
import { jobId, summary, task } from './fake-source.js'

t.test('it begins with the list, or with one job', async t => {
  t.equal(initialState().screen, 'list')
  t.match(initialState('job-1'), { screen: 'job', jobId: 'job-1' })
})

t.test('the chosen job stays chosen while others come; when it goes the first is', async t => {
  const chosen = { ...initialState(), jobId: jobId('b2') }
  t.equal(currentJobId(chosen, [summary('a1'), summary('b2')]), jobId('b2'))
  t.equal(currentJobId(chosen, [summary('c3'), summary('a1'), summary('b2')]), jobId('b2'))
  t.equal(currentJobId(chosen, [summary('c3')]), jobId('c3'))
  t.equal(currentJobId(chosen, []), undefined)
  t.equal(currentJobId(initialState('job-1'), []), 'job-1', 'an open job need not be in the list')
})

t.test('the log is that of the chosen task, else of the one that runs, else of the one that failed', async t => {
  const tasks = [task('a', [], { status: 'FAILED' }), task('b', [], { status: 'RUNNING' }), task('c')]
  const state = initialState('job-1')
  t.equal(logTask({ ...state, taskName: 'c' }, tasks)?.name, 'c')
  t.equal(logTask(state, tasks)?.name, 'b')
  t.equal(logTask(state, tasks.slice(0, 1))?.name, 'a')
  t.equal(logTask(state, []), undefined)
  t.equal(currentTask({ ...state, taskName: 'gone' }, tasks), undefined)
})
