import t from 'tap'
import { NOTHING_KNOWN } from '../../src/tui/jobs-data.js'
import { symbols } from '../../src/tui/symbols.js'
import { initialState } from '../../src/tui/ui-state.js'
import { exitCode, placeWords, summaryWords } from '../../src/tui/words.js'
import { summary } from './fake-source.js'

t.test('where one is', async t => {
  const dot = ` ${symbols.dot} `
  t.equal(placeWords(undefined, undefined), 'isched')
  t.equal(placeWords('node-a', 'job-1'), ['isched', 'node-a', 'job-1'].join(dot))
})

t.test('how many jobs there are and what they do', async t => {
  const jobs = [summary('a1'), summary('b2', { awaiting_approval: true, status: 'PENDING' }), summary('c3')]
  const data = { jobs, connection: { state: 'connected' } } as const
  t.equal(summaryWords(NOTHING_KNOWN, initialState(), 0), 'connecting')
  t.equal(summaryWords(data, initialState(), 3), `3 jobs, 2 running, 1 to approve, ${symbols.running} connected`)
  t.match(summaryWords(data, { ...initialState(), filter: 'x' }, 1), /^1 of 3 jobs, "x"/)
  t.match(summaryWords({ ...data, jobs: [summary('c3')] }, initialState(), 1), /^1 job,/)
  t.match(summaryWords(data, { ...initialState('job-1'), taskFilter: 'psi' }, 3), /^tasks with "psi"/)
  t.equal(summaryWords({ connection: { state: 'away', since: 0, reason: '' } }, initialState('job-1'), 0), 'away')
})

t.test('the shell is told how the watched job ended', async t => {
  t.equal(exitCode(undefined), 0)
  t.equal(exitCode({}), 0)
  t.equal(exitCode({ outcome: 'succeeded' }), 0)
  t.equal(exitCode({ outcome: 'failed' }), 1)
  t.equal(exitCode({ outcome: 'stopped' }), 1)
  t.equal(exitCode({ outcome: 'rejected' }), 3)
})
