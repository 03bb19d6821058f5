import t from 'tap'
import { ALL_KEYS, fitHints, hintsFor, hintText } from '../../src/tui/hints.js'
import { initialState, type UiState } from '../../src/tui/ui-state.js'
import { summary } from './fake-source.js'

const list = initialState()
const job = initialState('job-1')
const running = summary('a1')
const waiting = summary('a1', { status: 'PENDING', awaiting_approval: true })
const finished = summary('a1', { status: 'FINISHED' })
const keys = (state: UiState, of = running, logs = false) => hintsFor(state, of, logs).map(([key]) => key)

t.test('only what can be done now is named', async t => {
  t.ok(keys(list).includes('s'))
  t.notOk(keys(list, finished).includes('s'))
  t.notOk(keys(list).includes('a'))
  t.ok(keys(list, waiting).includes('a') && keys(list, waiting).includes('r'))
  t.ok(keys(job).includes('l') && keys(job).includes('esc'))
  t.ok(keys(job, running, true).includes('tab'))
  t.ok(keys({ ...job, focus: 'logs' }, running, true).includes('G'))
})

t.test('while something is asked the answers are named', async t => {
  t.same(keys({ ...list, prompt: { kind: 'stop', jobId: '' } }), ['y', 'n'])
  t.same(keys({ ...list, prompt: { kind: 'approve', jobId: '' } }), ['y', 'n'])
  t.equal(hintsFor({ ...list, prompt: { kind: 'reject', jobId: '', text: '' } }, running, false)[0]?.[1], 'reject')
  t.equal(hintsFor({ ...list, prompt: { kind: 'filter', text: '', before: '' } }, running, false)[0]?.[1], 'keep')
  t.same(keys({ ...list, help: true }), ['any key'])
})

t.test('what does not fit is left out, but never how to get away', async t => {
  const all = hintsFor(job, waiting, true)
  for (let columns = 50; columns < 120; columns++) {
    const fitting = fitHints(all, columns)
    t.ok(hintText(fitting).length <= columns)
    t.same(
      fitting.slice(-3).map(([key]) => key),
      ['esc', '?', 'q'],
    )
  }
  t.same(fitHints(all, 200), all)
  t.equal(fitHints(all, 1).length, 1)
})

t.test('the help names each key once', async t => {
  const named = ALL_KEYS.map(([key]) => key)
  t.equal(new Set(named).size, named.length)
})
