import t from 'tap'
import { JobList } from '../../src/tui/job-list.js'
import { symbols } from '../../src/tui/symbols.js'
import { drawn } from './drawn.js'
import { jobId, summary } from './fake-source.js'

const area = { columns: 100, rows: 6 }
const jobs = ['a1', 'b2', 'c3', 'd4', 'e5', 'f6', 'g7'].map(letters => summary(letters))

function frame(props: Partial<Parameters<typeof JobList>[0]>): string[] {
  return drawn(<JobList jobs={jobs} total={jobs.length} filter="" chosenId={undefined} area={area} {...props} />)
}

t.test('a job is shown with its status, outcome, progress and age', async t => {
  const rows = frame({
    jobs: [
      summary('a1', { flow_id: 'monthly' }),
      summary('b2', { status: 'FINISHED', outcome: 'failed', tasks: { total: 4, success: 3, failed: 1, running: 0 } }),
      summary('c3', { status: 'PENDING', awaiting_approval: true }),
    ],
    chosenId: jobId('b2'),
  })
  t.match(rows[0], /JOB +STATUS +OUTCOME +PROGRESS +AGE +FLOW/)
  t.match(rows[1], /^ {2}job-a1\w+ {2}. RUNNING .* 1\/4 .*[dhms] {2}monthly/)
  t.match(rows[2], /FINISHED +failed .* 3\/4/)
  t.ok(rows[2]?.startsWith(`${symbols.chosen} ${jobId('b2')}`))
  t.match(rows[3], /PENDING +approve\?/)
})

t.test('the chosen job is in view', async t => {
  const rows = frame({ chosenId: jobId('g7') })
  t.equal(rows.length, 6)
  t.ok(rows.at(-1)?.startsWith(`${symbols.chosen} ${jobId('g7')}`))
  t.ok(frame({ chosenId: jobId('a1') })[1]?.startsWith(symbols.chosen))
})

t.test('no jobs, and none that the filter leaves, are told apart', async t => {
  t.match(frame({ jobs: [], total: 0 })[1], /isched submit/)
  t.match(frame({ jobs: [], total: 7, filter: 'xyz' })[1], /None of 7 jobs has "xyz"/)
})

t.test('no row is longer than there is room', async t => {
  for (const columns of [50, 64, 80, 100]) {
    for (const row of frame({ area: { columns, rows: 6 } })) t.ok(row.length <= columns, `${columns}: ${row}`)
  }
})
