import t from 'tap'
import { type DataEvent, type JobsData, learn, NOTHING_KNOWN } from '../../src/tui/jobs-data.js'
import { jobId, summary, view } from './fake-source.js'

const after = (...events: DataEvent[]): JobsData => events.reduce(learn, NOTHING_KNOWN)
const ids = (data: JobsData) => data.jobs?.map(job => `${job.job_id.slice(4, 6)}.${job.revision}`)

t.test('jobs stand newest first, wherever they came from', async t => {
  const old = summary('a1', { created_at: '2026-01-01T00:00:00.000Z' })
  const young = summary('b2', { created_at: '2026-01-02T00:00:00.000Z' })
  t.same(ids(after({ kind: 'listed', jobs: [old, young] })), ['b2.1', 'a1.1'])
  t.same(ids(after({ kind: 'listed', jobs: [old] }, { kind: 'changed', jobs: [young] })), ['b2.1', 'a1.1'])
  t.same(
    ids(after({ kind: 'listed', jobs: [summary('b2'), summary('a1')] })),
    ['a1.1', 'b2.1'],
    'of the same age by id',
  )
})

t.test('old news changes nothing', async t => {
  const newer = summary('a1', { revision: 5 })
  const older = summary('a1', { revision: 3 })
  t.same(ids(after({ kind: 'listed', jobs: [newer] }, { kind: 'changed', jobs: [older] })), ['a1.5'])
  t.same(ids(after({ kind: 'changed', jobs: [newer] }, { kind: 'listed', jobs: [older] })), ['a1.5'])
  t.same(ids(after({ kind: 'listed', jobs: [older] }, { kind: 'changed', jobs: [newer] })), ['a1.5'])
  const told = after(
    { kind: 'viewed', view: view('a1', { revision: 5 }) },
    { kind: 'viewed', view: view('a1', { revision: 3 }) },
  )
  t.equal(told.view?.revision, 5)
})

t.test('a job that the node no longer lists is gone', async t => {
  t.same(ids(after({ kind: 'listed', jobs: [summary('a1')] }, { kind: 'listed', jobs: [] })), [])
})

t.test('another job is opened: nothing of the one before is left', async t => {
  const data = after({ kind: 'viewed', view: view('a1') }, { kind: 'not viewed', error: 'no' }, { kind: 'opened' })
  t.notOk(data.view)
  t.notOk(data.viewError)
  t.equal(
    after({ kind: 'viewed', view: view('a1', { revision: 9 }) }, { kind: 'viewed', view: view('b2') }).view?.job_id,
    jobId('b2'),
  )
})

t.test('an error is forgotten when the job could be read', async t => {
  const failed = after({ kind: 'not viewed', error: 'no' })
  t.equal(failed.viewError, 'no')
  t.notOk(learn(failed, { kind: 'viewed', view: view('a1') }).viewError)
})

t.test('the node is away since it first did not answer, and what is known stays', async t => {
  const away = after(
    { kind: 'listed', jobs: [summary('a1')] },
    { kind: 'connected' },
    { kind: 'away', at: 1000, reason: 'first' },
    { kind: 'away', at: 2000, reason: 'second' },
  )
  t.same(away.connection, { state: 'away', since: 1000, reason: 'second' })
  t.same(ids(away), ['a1.1'])
  t.same(learn(away, { kind: 'connected' }).connection, { state: 'connected' })
})
