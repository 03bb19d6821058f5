import t from 'tap'
import { newJobId, resolveJobId, shortIds } from '../../src/cli/job-id.js'
import { job, jobId } from './views.js'

const A1 = `job-a1${'0'.repeat(30)}`
const A2 = `job-a2${'0'.repeat(30)}`
const FATE = '202403011234567890123'

function source(...ids: string[]) {
  return { listJobs: async () => ids.map(job_id => job({ job_id })) }
}

t.test('a new id is job- and 32 hex digits, and no two are the same', async t => {
  t.match(newJobId(), /^job-[0-9a-f]{32}$/)
  t.not(newJobId(), newJobId())
})

t.test('a whole id of ours needs no list', async t => {
  const unreachable = { listJobs: () => Promise.reject(new Error('asked')) }
  t.equal(await resolveJobId(A1, unreachable), A1)
})

t.test('a beginning is enough, with or without job-', async t => {
  const jobs = source(A1, A2, FATE)
  t.equal(await resolveJobId('a1', jobs), A1)
  t.equal(await resolveJobId('job-a2', jobs), A2)
  t.equal(await resolveJobId('2024', jobs), FATE)
  t.equal(await resolveJobId(FATE, source(FATE, `${FATE}4`)), FATE, 'a whole id is never ambiguous')
})

t.test('@last is the newest', async t => {
  t.equal(await resolveJobId('@last', source(A2, A1)), A2)
  await t.rejects(resolveJobId('@last', source()), { message: 'This node knows no job yet.', exitCode: 2 })
})

t.test('none or several are refused in a sentence', async t => {
  const jobs = source(A1, A2)
  await t.rejects(resolveJobId('b', jobs), { message: /^No job "b" is known here/, exitCode: 2 })
  await t.rejects(resolveJobId('', jobs), { message: /^No job ""/ })
  await t.rejects(resolveJobId('a', jobs), {
    message: `"a" begins 2 jobs' ids: ${A1}, ${A2}. Give more of it.`,
    exitCode: 2,
  })
  const many = source(...[...'012345'].map(digit => `job-a${digit}${'0'.repeat(30)}`))
  await t.rejects(resolveJobId('a', many), { message: /begins 6 jobs' ids: .*, \.\.\.\. Give/ })
})

t.test('a table shows as much of an id as tells it apart', async t => {
  t.equal(shortIds([A1, A2, FATE]).get(A1), 'job-a1000000')
  t.equal(shortIds([A1, A2, FATE]).get(FATE), FATE)
  const near = [`job-${'0'.repeat(31)}1`, `job-${'0'.repeat(31)}2`]
  t.same([...shortIds(near).values()], near)
  t.equal(shortIds([jobId('a'), jobId('a')]).get(jobId('a')), 'job-aaaaaaaa')
})
