import t from 'tap'
import { jobStatusSchema, nothingSchema, platformStatusSchema, taskStatusSchema } from '../../src/protocol/answers.js'

t.test('a status has its words and no others', async t => {
  t.ok(taskStatusSchema.safeParse({ status: 'PENDING' }).success)
  t.ok(taskStatusSchema.safeParse({ status: 'FAILED', reason: 'no row in common' }).success)
  t.notOk(taskStatusSchema.safeParse({ status: 'DONE' }).success)
  t.notOk(jobStatusSchema.safeParse({ status: {} }).success)
})

t.test('the platform is told more than a peer', async t => {
  const common = { job_status: 'RUNNING', status: { 'task-1': 'READY' } }
  t.ok(jobStatusSchema.safeParse(common).success)
  t.notOk(platformStatusSchema.safeParse(common).success)
  t.ok(platformStatusSchema.safeParse({ ...common, source: 'bank-a', reason: '' }).success)
  t.same(nothingSchema.parse({}), {})
})
