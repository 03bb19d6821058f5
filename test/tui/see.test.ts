import t from 'tap'
import type { JobsData } from '../../src/tui/jobs-data.js'
import { NO_LINES } from '../../src/tui/log-lines.js'
import { newer, see, seenOf } from '../../src/tui/see.js'
import { initialState } from '../../src/tui/ui-state.js'
import { jobId, summary, view } from './fake-source.js'

const size = { columns: 80, rows: 24 }
const data: JobsData = { connection: { state: 'connected' }, jobs: [summary('b2'), summary('a1')], view: view('a1') }

t.test('of the list the filter leaves some, and the chosen job is one of them', async t => {
  const picture = see(data, { ...initialState(), filter: 'job-a1' }, size)
  t.same([picture.jobs.length, picture.jobId, picture.summary?.job_id], [1, jobId('a1'), jobId('a1')])
  t.equal(see({ connection: { state: 'connecting' } }, initialState(), size).jobId, undefined)
})

t.test('a view of another job than the current one is not shown', async t => {
  t.equal(see(data, initialState(), size).view, undefined)
  t.equal(see(data, initialState(jobId('b2')), size).view, undefined)
  t.equal(see(data, initialState(jobId('a1')), size).view?.job_id, jobId('a1'))
})

t.test('in a job the filter is that of its tasks', async t => {
  const picture = see(data, { ...initialState(jobId('a1')), taskFilter: 'eval', taskName: 'left' }, size)
  t.same(
    picture.tasks.map(task => task.name),
    ['evaluate'],
  )
  t.equal(picture.chosen, undefined, 'what is not on the screen is not chosen')
})

t.test('a log is shown only where there is a pane for it', async t => {
  t.equal(see(data, initialState(jobId('a1')), size).logOf, undefined)
  t.equal(see(data, { ...initialState(jobId('a1')), logs: true }, size).logOf?.name, 'left')
  t.equal(see(data, initialState(jobId('a1')), { columns: 160, rows: 50 }).logOf?.name, 'left')
})

t.test('a key acts on what is there', async t => {
  const buffer = { ...NO_LINES, dropped: 7 }
  t.match(seenOf(see(data, initialState(), size), buffer), { page: 20, logsShown: false, log: { from: 7, to: 7 } })
  const state = { ...initialState(jobId('a1')), logs: true }
  t.match(seenOf(see(data, state, size), buffer), { job: { job_id: jobId('a1') }, logsShown: true, log: { page: 9 } })
})

t.test('of two reports the newer one counts', async t => {
  const [old, young] = [summary('a1', { revision: 1 }), summary('a1', { revision: 2 })]
  t.equal(newer(old, young), young)
  t.equal(newer(young, old), young)
  t.equal(newer(undefined, old), old)
  t.equal(newer(old, undefined), old)
  t.equal(newer(undefined, undefined), undefined)
})
