import t from 'tap'
import type { Key, KeyName } from '../../src/tui/keys.js'
import { press } from '../../src/tui/press.js'
import { type Effect, initialState, type Seen, type UiState } from '../../src/tui/ui-state.js'
import { jobId, summary, view } from './fake-source.js'

const NAMES = new Set([
  'up',
  'down',
  'left',
  'right',
  'page up',
  'page down',
  'home',
  'end',
  'enter',
  'escape',
  'tab',
  'redraw',
  'interrupt',
])

function isName(word: string): word is KeyName {
  return NAMES.has(word)
}

function key(word: string): Key {
  return isName(word) ? { name: word } : { name: 'character', text: word }
}

const open = view('a1')
const list: Seen = {
  jobs: ['a1', 'b2', 'c3', 'd4', 'e5', 'f6'].map(letters => summary(letters)),
  job: open,
  tasks: open.task_list,
  page: 3,
  logsShown: false,
  log: { from: 0, to: 0, page: 0 },
}
const logs: Seen = { ...list, logsShown: true, log: { from: 100, to: 200, page: 10 } }

/** Presses keys one after another; answers the last state and every effect. */
function pressed(state: UiState, words: string[], seen = list): { state: UiState; effects: Effect[] } {
  const effects: Effect[] = []
  for (const word of words) {
    const result = press(state, key(word), seen)
    state = result.state
    if (result.effect) effects.push(result.effect)
  }
  return { state, effects }
}

t.test('in the list one moves and opens', async t => {
  const at = (...words: string[]) => pressed(initialState(), words).state.jobId
  t.equal(at('j'), jobId('b2'))
  t.equal(at('down', 'down', 'k'), jobId('b2'))
  t.equal(at('up'), jobId('a1'), 'not before the first')
  t.equal(at('G'), jobId('f6'))
  t.equal(at('G', 'j'), jobId('f6'), 'not behind the last')
  t.equal(at('G', 'g'), jobId('a1'))
  t.equal(at('page down'), jobId('c3'))
  t.equal(at('end', 'page up'), jobId('d4'))
  t.equal(at('x'), undefined)
  t.match(pressed(initialState(), ['j', 'enter']).state, { screen: 'job', jobId: jobId('b2') })
  t.match(pressed(initialState(), ['enter'], { ...list, jobs: [] }).state, { screen: 'list' })
  t.match(pressed({ ...initialState(), filter: 'x' }, ['escape']).state, { filter: '', screen: 'list' })
})

t.test('a job that is opened shows nothing chosen in another one', async t => {
  const left: UiState = {
    ...initialState(jobId('a1')),
    screen: 'list',
    taskName: 'left',
    taskFilter: 'x',
    logTop: 5,
    shift: 20,
  }
  const { state } = pressed(left, ['enter'])
  t.same([state.taskName, state.taskFilter, state.logTop, state.shift], [undefined, '', undefined, 0])
})

t.test('in a job the whole job comes first, then its tasks', async t => {
  const job = initialState(jobId('a1'))
  const at = (...words: string[]) => pressed(job, words).state.taskName
  t.equal(at(), undefined)
  t.equal(at('j'), 'intersect')
  t.equal(at('j', 'j'), 'left')
  t.equal(at('j', 'k'), undefined)
  t.equal(at('G'), 'evaluate')
  t.equal(at('G', 'g'), undefined)
  t.equal(pressed(job, ['escape']).state.screen, 'list')
  t.match(pressed({ ...job, taskFilter: 'x' }, ['escape']).state, { screen: 'job', taskFilter: '' })
})

t.test('another task begins with its last log lines', async t => {
  const { state } = pressed({ ...initialState('job-1'), logTop: 7, shift: 40 }, ['j'])
  t.same([state.logTop, state.shift], [undefined, 0])
})

t.test('the log opens and closes, and takes the keys', async t => {
  const job = initialState(jobId('a1'))
  t.match(pressed(job, ['l']).state, { logs: true, focus: 'tasks' })
  t.match(pressed(job, ['enter']).state, { logs: true, focus: 'logs' })
  t.match(pressed(job, ['l'], logs).state, { logs: false })
  t.match(pressed(job, ['tab'], logs).state, { focus: 'logs' })
  t.match(pressed(job, ['tab']).state, { focus: 'tasks' }, 'there is no log to go to')
  const focused: UiState = { ...job, focus: 'logs', logs: true }
  t.match(pressed(focused, ['tab'], logs).state, { focus: 'tasks' })
  t.match(pressed(focused, ['escape'], logs).state, { focus: 'tasks', screen: 'job' })
  t.match(pressed(focused, ['l'], logs).state, { focus: 'tasks', logs: false })
})

t.test('in the log one moves by lines, and at its end it follows again', async t => {
  const focused: UiState = { ...initialState(jobId('a1')), focus: 'logs' }
  const top = (...words: string[]) => pressed(focused, words, logs).state.logTop
  t.equal(top('k'), 189)
  t.equal(top('k', 'k', 'j'), 189)
  t.equal(top('k', 'j'), undefined)
  t.equal(top('page up'), 181)
  t.equal(top('g'), 100)
  t.equal(top('g', 'k'), 100)
  t.equal(top('g', 'G'), undefined)
  t.equal(pressed(focused, ['right', 'right', 'left'], logs).state.shift, 20)
  t.equal(pressed(focused, ['left'], logs).state.shift, 0)
  t.equal(pressed(focused, ['x'], logs).state.logTop, undefined)
})

t.test('the log level goes round', async t => {
  const job = initialState(jobId('a1'))
  const level = (...words: string[]) => pressed(job, words).state.level
  t.same([level(), level('v'), level('v', 'v'), level('v', 'v', 'v')], ['info', 'error', 'debug', 'info'])
  t.match(pressed({ ...job, focus: 'logs', logTop: 150 }, ['v'], logs).state, { level: 'error', logTop: undefined })
})

t.test('a stop asks first, and means what is chosen', async t => {
  t.same(pressed(initialState(), ['s', 'y']).effects, [{ kind: 'stop', jobId: jobId('a1') }])
  t.same(pressed(initialState(jobId('a1')), ['s', 'y']).effects, [{ kind: 'stop', jobId: jobId('a1') }])
  t.same(pressed({ ...initialState(jobId('a1')), taskName: 'left' }, ['s', 'y']).effects, [
    { kind: 'stop', jobId: jobId('a1'), taskName: 'left' },
  ])
  for (const no of ['n', 'escape', 'enter', 'q']) {
    const { state, effects } = pressed(initialState(), ['s', no])
    t.same(effects, [], `${no} is no`)
    t.notOk(state.prompt)
  }
  t.ok(pressed(initialState(), ['s', 'x']).state.prompt, 'another key is no answer')
})

t.test('what is over is not stopped', async t => {
  const job = summary('a1', { status: 'FINISHED' })
  const over = pressed(initialState(), ['s'], { ...list, job }).state
  t.notOk(over.prompt)
  t.match(over.notice, { text: /FINISHED/ })
  const task = pressed({ ...initialState(jobId('a1')), taskName: 'intersect' }, ['s']).state
  t.notOk(task.prompt)
  t.match(task.notice, { text: /SUCCESS/ })
  const { job: _none, ...without } = list
  t.same(pressed(initialState(), ['s', 'a', 'r'], without).effects, [])
})

t.test('only what waits for it is approved, and after a question', async t => {
  const waits = { ...list, job: summary('a1', { awaiting_approval: true, status: 'PENDING' }) }
  t.same(pressed(initialState(), ['a', 'y'], waits).effects, [{ kind: 'approve', jobId: jobId('a1') }])
  t.same(pressed(initialState(), ['a', 'enter'], waits).effects, [])
  t.match(pressed(initialState(), ['a']).state, { notice: { variant: 'info' }, prompt: undefined })
  t.match(pressed(initialState(), ['r'], waits).state.prompt, { kind: 'reject', text: '' })
})

t.test('a notice goes with the next key', async t => {
  t.notOk(pressed({ ...initialState(), notice: { text: 'done', variant: 'success' } }, ['j']).state.notice)
})

t.test('help closes with any key, and quits nothing', async t => {
  t.ok(pressed(initialState(), ['?']).state.help)
  const closed = pressed(initialState(), ['?', 'q'])
  t.notOk(closed.state.help)
  t.same(closed.effects, [])
})

t.test('quit, interrupt, redraw', async t => {
  t.same(pressed(initialState(), ['q']).effects, [{ kind: 'quit', code: 0 }])
  t.same(pressed(initialState(), ['interrupt']).effects, [{ kind: 'quit', code: 130 }])
  t.same(
    pressed(initialState(), ['/', 'interrupt']).effects,
    [{ kind: 'quit', code: 130 }],
    'also in the middle of writing',
  )
  t.same(pressed(initialState(), ['redraw']).effects, [{ kind: 'redraw' }])
})
