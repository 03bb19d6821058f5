import t from 'tap'
import type { Key } from '../../src/tui/keys.js'
import { answer } from '../../src/tui/prompt.js'
import { initialState, type UiState } from '../../src/tui/ui-state.js'

const text = (characters: string): Key[] => [...characters].map(character => ({ name: 'character', text: character }))

/** Answers the question that a state asks, key by key, until it is closed. */
function answered(state: UiState, keys: Key[]) {
  let last: ReturnType<typeof answer> = { state }
  for (const key of keys) if (last.state.prompt) last = answer(last.state, last.state.prompt, key)
  return last
}

t.test('a filter works while it is written; enter keeps it, escape takes it back', async t => {
  const list: UiState = { ...initialState(), filter: 'old', prompt: { kind: 'filter', text: 'old', before: 'old' } }
  t.equal(answered(list, text('er')).state.filter, 'older')
  t.match(answered(list, [{ name: 'backspace' }, { name: 'enter' }]).state, { filter: 'ol', prompt: undefined })
  t.match(answered(list, [...text('x'), { name: 'escape' }]).state, { filter: 'old', prompt: undefined })
  t.equal(answered(list, [{ name: 'clear line' }]).state.filter, '')
  t.equal(answered(list, [{ name: 'up' }]).state.filter, 'old', 'other keys write nothing')
})

t.test('in a job it is the tasks that are filtered', async t => {
  const job: UiState = { ...initialState('job-1'), prompt: { kind: 'filter', text: '', before: '' } }
  t.match(answered(job, text('psi')).state, { filter: '', taskFilter: 'psi' })
})

t.test('a rejection takes a reason, and none without', async t => {
  const asked: UiState = { ...initialState(), prompt: { kind: 'reject', jobId: 'job-1', text: '' } }
  t.same(answered(asked, [...text(' 条款 not met '), { name: 'enter' }]).effect, {
    kind: 'reject',
    jobId: 'job-1',
    reason: '条款 not met',
  })
  t.match(answered(asked, [...text(' '), { name: 'enter' }]).state, {
    prompt: { kind: 'reject' },
    notice: { variant: 'error' },
  })
  t.match(answered(asked, [...text('no'), { name: 'escape' }]), { state: { prompt: undefined }, effect: undefined })
})

t.test('a backspace takes away what a person takes for a character', async t => {
  const asked: UiState = { ...initialState(), prompt: { kind: 'reject', jobId: 'job-1', text: 'a👩‍🔬' } }
  t.match(answered(asked, [{ name: 'backspace' }]).state.prompt, { text: 'a' })
})
