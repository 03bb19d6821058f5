import t from 'tap'
import { checkBody } from '../../../src/job/check.js'
import { digestOf, jobBodySchema } from '../../../src/protocol/job.js'
import { jobViewSchema } from '../../../src/protocol/view.js'
import { JOB_10, JOB_12, JOBS, JOBS_WITH_ID, VIEW } from '../../../src/server/openapi/examples.js'

t.test('the jobs have no mistake', async t => {
  for (const [name, body] of Object.entries({ ...JOBS, ...JOBS_WITH_ID })) t.same(checkBody(body), [], name)
})

t.test('the two editions ask for the same, but for the provider', async t => {
  const components = JOB_12.dag.components.map(({ provider: _provider, ...rest }) => rest)
  const without = { ...JOB_12, dag: { ...JOB_12.dag, components } }
  t.equal(digestOf(jobBodySchema.parse(JOB_10)), digestOf(jobBodySchema.parse(without)))
})

t.test('a view is one', async t => {
  t.ok(jobViewSchema.safeParse(VIEW).success)
})
