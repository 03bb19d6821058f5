/** What is read from a job's document at a glance. */
import t from 'tap'
import { isOver, type JobDocument, readDocument, standingOf } from '../../src/job/document.js'
import { step } from '../../src/job/machine.js'
import { fromDisk } from '../helpers/frozen.js'
import { handedOver, JOB, scheduled, TRACE, takenPart } from './documents.js'

const outcome = { kind: 'refused' as const, code: 400, message: 'no' }
const refusal = (doc: JobDocument) =>
  step(doc, { part: 'initiator', event: { type: 'answered', peer: 's', entryId: 1, outcome, at: 5 } })

t.test("where this node schedules the job, its status is the scheduler's", async t => {
  const doc = await scheduled('g')
  t.match(standingOf(doc), { status: 'PENDING' })
  t.equal(doc.participant?.status, 'READY')
  t.notOk(isOver(doc))
})

t.test("else the participant's", async t => {
  const doc = await takenPart('h')
  t.match(standingOf(doc), { status: 'READY' })
  const stopped = step(doc, { part: 'participant', event: { type: 'stop', at: 7 } })
  t.match(standingOf(stopped), { status: 'FINISHED', finishedAt: 7 })
  t.ok(isOver(stopped))
})

t.test('else what its initiator knows: PENDING with what it waits for, or that it was not taken', async t => {
  const doc = handedOver('g', 's')
  t.match(standingOf(doc), { status: 'PENDING', reason: /^s has not taken the job yet: retrying/ })
  t.match(standingOf(refusal(doc)), {
    status: 'REJECTED',
    outcome: 'rejected',
    reason: 's did not take the job: no',
    finishedAt: 5,
  })
})

t.test('a job of which only a stop is known is over', async t => {
  const stop = {
    part: 'job' as const,
    type: 'stopUnknown' as const,
    at: 3,
    traceId: TRACE,
    self: 'h',
    jobId: JOB,
    by: 'g',
    reason: 'over',
  }
  t.match(standingOf(step(undefined, stop)), { status: 'FINISHED', outcome: 'stopped', reason: 'over', finishedAt: 3 })
  t.match(standingOf(step(undefined, { ...stop, finalStatus: 'REJECTED' })), {
    status: 'REJECTED',
    outcome: 'rejected',
  })
})

t.test('what was stored is read back, and what is no job is told from it', async t => {
  for (const doc of [await scheduled('g'), await takenPart('h'), handedOver('g', 's')])
    t.strictSame(readDocument(fromDisk(doc)), fromDisk(doc))
  const doc = fromDisk(await takenPart('h'))
  for (const value of [null, 'x', {}, { ...doc, jobId: 1 }, { ...doc, revision: '1' }, { ...doc, participant: 'x' }])
    t.throws(() => readDocument(value), { message: /no job of this program/ })
})
