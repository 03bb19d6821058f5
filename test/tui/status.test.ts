import t from 'tap'
import { JOB_STATUSES, TASK_STATUSES } from '../../src/protocol/values.js'
import { inTone, jobLook, outcomeWord, partyLook, progress, taskLook } from '../../src/tui/status.js'
import { symbols } from '../../src/tui/symbols.js'

t.test('a status is said in a word and a sign, not in colour alone', async t => {
  const tasks = TASK_STATUSES.map(status => taskLook({ status, stopped: false }))
  t.same(
    tasks.map(look => look.word),
    [...TASK_STATUSES],
  )
  t.equal(new Set(tasks.map(look => look.symbol)).size, TASK_STATUSES.length)
  for (const status of JOB_STATUSES) t.equal(jobLook({ status, awaiting_approval: false }).word, status)
})

t.test('a task that was stopped shows that, unless it was done before', async t => {
  t.equal(taskLook({ status: 'FAILED', stopped: true }).word, 'stopped')
  t.equal(taskLook({ status: 'PENDING', stopped: true }).word, 'stopped')
  t.equal(taskLook({ status: 'SUCCESS', stopped: true }).word, 'SUCCESS')
})

t.test('a party whose status this node cannot know is unknown, one that takes no part is empty', async t => {
  t.equal(partyLook({}).word, 'unknown')
  t.equal(partyLook({ status: 'RUNNING' }).word, 'RUNNING')
  t.equal(partyLook(undefined).word, '')
})

t.test('a finished job looks as it ended', async t => {
  const finished = { status: 'FINISHED', awaiting_approval: false } as const
  t.equal(jobLook({ ...finished, outcome: 'succeeded' }).symbol, symbols.success)
  t.equal(jobLook({ ...finished, outcome: 'failed' }).symbol, symbols.failed)
  t.equal(jobLook({ ...finished, outcome: 'stopped' }).symbol, symbols.stopped)
})

t.test('a job that waits for the operator says so in place of an outcome', async t => {
  t.equal(outcomeWord({ awaiting_approval: true }), 'approve?')
  t.equal(outcomeWord({ awaiting_approval: false }), '')
  t.equal(outcomeWord({ awaiting_approval: false, outcome: 'failed' }), 'failed')
  t.equal(jobLook({ status: 'PENDING', awaiting_approval: true }).tone, 'ask')
})

t.test('progress is a bar and numbers', async t => {
  const { full, empty } = symbols
  const bar = (success: number, total: number) => progress({ total, success, failed: 0, running: 0 }, 13)
  t.equal(bar(0, 4), `${empty.repeat(7)} 0/4`)
  t.equal(bar(2, 4), `${full.repeat(3)}${empty.repeat(4)} 2/4`)
  t.equal(bar(4, 4), `${full.repeat(7)} 4/4`)
  t.equal(bar(99, 100), `${full.repeat(5)}${empty} 99/100`, 'not full before all are done')
  t.equal(bar(0, 0), `${empty.repeat(7)} 0/0`)
})

t.test('every tone has properties of its own', async t => {
  t.same(inTone('plain'), {})
  t.ok(inTone('quiet').dimColor)
  for (const tone of ['good', 'bad', 'busy', 'ask'] as const) t.ok(inTone(tone).color)
})
