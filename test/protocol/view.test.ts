import t from 'tap'
import { jobSummarySchema, problemSchema } from '../../src/protocol/view.js'

const summary = {
  job_id: 'job-1',
  flow_id: '',
  old_job_id: '',
  status: 'RUNNING',
  reason: '',
  awaiting_approval: false,
  parts: ['initiator', 'scheduler'],
  initiator: 'bank-a',
  scheduler: 'bank-a',
  roles: ['guest.0'],
  tasks: { total: 2, success: 1, failed: 0, running: 1 },
  created_at: '2026-01-01T00:00:00.000Z',
  updated_at: '2026-01-01T00:00:01.000Z',
  revision: 7,
}

t.test('a view has what is promised, and what is optional is left out rather than undefined', async t => {
  t.ok(jobSummarySchema.safeParse(summary).success)
  t.ok(jobSummarySchema.safeParse({ ...summary, status: 'FINISHED', outcome: 'succeeded' }).success)
  t.notOk(jobSummarySchema.safeParse({ ...summary, outcome: undefined }).success)
  t.notOk(jobSummarySchema.safeParse({ ...summary, status: 'DONE' }).success)
  t.notOk(jobSummarySchema.safeParse({ ...summary, created_at: 'yesterday' }).success)
})

t.test('a mistake has a place, by name and by index', async t => {
  const path = ['dag', 'components', 1, 'name']
  t.ok(problemSchema.safeParse({ severity: 'error', path, message: 'a component needs a name' }).success)
})
