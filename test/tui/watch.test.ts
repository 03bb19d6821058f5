import stringWidth from 'string-width'
import t from 'tap'
import { symbols } from '../../src/tui/symbols.js'
import { type WatchOptions, watch } from '../../src/tui/watch.js'
import { type FakeNode, fakeNode, jobId, summary, task, view } from './fake-source.js'
import { DOWN, ENTER, ESCAPE, type FakeTerminal, fakeTerminal } from './terminal.js'
import { until } from './until.js'

interface Watched {
  terminal: FakeTerminal
  node: FakeNode
  /** Waits until the screen shows this. */
  shows(what: RegExp): Promise<void>
  /** Types, and waits until the screen shows what should come of it. */
  type(keys: string, what: RegExp): Promise<void>
  quit(): Promise<number>
}

function watching(node: FakeNode, options: WatchOptions = {}, size: Parameters<typeof fakeTerminal>[0] = {}): Watched {
  const terminal = fakeTerminal(size)
  const code = watch(node, options, terminal)
  // A test that fails on the way leaves no screen behind that would keep the process.
  t.teardown(() => terminal.type('\u0003'))
  const shows = (what: RegExp) =>
    until(
      () => what.test(terminal.text()),
      () => `${what}\n${terminal.text()}`,
    )
  return {
    terminal,
    node,
    shows,
    async type(keys, what) {
      terminal.type(keys)
      await shows(what)
    },
    async quit() {
      terminal.type('q')
      return code
    },
  }
}

const jobs = () => [
  summary('c3', {
    created_at: '2026-01-01T12:00:02.000Z',
    status: 'PENDING',
    awaiting_approval: true,
    reason: 'waits for you',
  }),
  summary('b2', {
    created_at: '2026-01-01T12:00:01.000Z',
    status: 'FINISHED',
    outcome: 'failed',
    reason: 'psi failed: 内存不足',
  }),
  view('a1'),
]

t.test('without a terminal it says what to use instead', async t => {
  const cases: [WatchOptions, Parameters<typeof fakeTerminal>[0], RegExp][] = [
    [{}, { tty: false }, /"isched list", or "isched wait"/],
    [{ jobId: 'job-1' }, { env: { TERM: 'dumb' } }, /"isched wait job-1"/],
  ]
  for (const [options, size, instead] of cases) {
    const terminal = fakeTerminal(size)
    t.equal(await watch(fakeNode(), options, terminal), 2)
    t.match(terminal.errors(), instead)
    t.equal(terminal.written(), '')
  }
})

t.test('80x24: list, job, log, and back; the terminal is left as it was', async t => {
  const screen = watching(fakeNode(jobs()), { nodeId: 'node-a' })
  const { terminal, node } = screen
  await screen.shows(/3 jobs, 1 running, 1 to approve/)
  t.same([...terminal.modes], ['1049'])
  t.ok(terminal.raw.on)
  t.match(terminal.rows()[22], /^ waits for you/)
  await screen.type(DOWN, /psi failed: 内存不足/)
  await screen.type('j', new RegExp(`${symbols.chosen} job-a1`))
  await screen.type(ENTER, /intersect +SUCCESS +1m 05s/)
  await screen.type('jj', /left: left-component, after intersect/)
  node.log('left', 'info', 'first line', '第二行')
  node.log('left', 'debug', 'hidden')
  await screen.type('l', /I 第二行/)
  t.notMatch(terminal.text(), /hidden/)
  node.log('left', 'error', 'third line')
  await screen.shows(/E third line/)
  await screen.type('v', /log of left . error/)
  await screen.shows(/E third line/)
  t.notMatch(terminal.text(), /first line/)
  await screen.type('v', /D hidden/)
  await screen.type(ESCAPE, /JOB +STATUS/)
  for (const row of terminal.rows()) t.ok(stringWidth(row) <= 80)
  t.same(terminal.faults, [], 'nothing has wrapped or scrolled')
  t.equal(await screen.quit(), 0)
  t.same([...terminal.modes].sort(), ['25', '7'])
  t.notOk(terminal.raw.on)
  t.equal(node.listeners.size, 0, 'nobody listens any more')
})

t.test('160x50: the chosen job stands beside the list, and a log beside the tasks', async t => {
  const screen = watching(fakeNode([view('a1'), view('b2')]), {}, { columns: 160, rows: 50 })
  await screen.shows(/job-a1.*\n.*evaluate|evaluate/)
  t.match(screen.terminal.text(), /JOB +STATUS.*job-a1/)
  screen.node.log('left', 'info', 'beside')
  await screen.type(ENTER, /log of left/)
  await screen.shows(/intersect.*\n(.*\n)*.*I beside|I beside/)
  t.match(screen.terminal.rows().join('\n'), /TASK +STATUS/)
  t.same(screen.terminal.faults, [])
  await screen.quit()
})

t.test('a resize is followed, also to what is too small and back', async t => {
  const screen = watching(fakeNode(jobs()), {}, { columns: 160, rows: 50 })
  await screen.shows(/3 jobs/)
  screen.terminal.resize(80, 24)
  await screen.shows(/q quit$/)
  t.equal(
    screen.terminal.rows().findIndex(row => row.includes('q quit')),
    23,
  )
  t.same(
    screen.terminal.rows().filter(row => stringWidth(row) > 80),
    [],
  )
  screen.terminal.resize(40, 10)
  await screen.shows(/^Too small: \d+x\d+/)
  screen.terminal.resize(100, 30)
  await screen.shows(/q quit$/)
  t.equal(
    screen.terminal.rows().findIndex(row => row.includes('q quit')),
    29,
  )
  await screen.quit()
})

t.test('while the node is away it says so and keeps what it knew; then it catches up', async t => {
  const node = fakeNode(jobs())
  const screen = watching(node)
  await screen.shows(/3 jobs/)
  node.refuse('connect ECONNREFUSED')
  node.emit({ kind: 'away', reason: 'connect ECONNREFUSED' })
  await screen.shows(/Daemon away since \d\d:\d\d:\d\d \(\d+s\), retrying: connect ECONNREFUSED/)
  t.match(screen.terminal.text(), /job-a1/)
  await screen.type('jjsy', /connect ECONNREFUSED[\s\S]*connect ECONNREFUSED/)
  node.jobs.set(jobId('d4'), summary('d4', { created_at: '2026-01-02T00:00:00.000Z' }))
  node.refuse()
  node.emit({ kind: 'connected' })
  await screen.shows(/4 jobs/)
  t.match(screen.terminal.text(), /job-d4/)
  t.notMatch(screen.terminal.text(), /Daemon away/)
  t.same(screen.terminal.faults, [])
  await screen.quit()
})

t.test('a node that is away from the beginning', async t => {
  const node = fakeNode(jobs(), { silent: true })
  const screen = watching(node)
  await screen.shows(/asking the node/)
  node.emit({ kind: 'away', reason: 'connect ENOENT' })
  await screen.shows(/Daemon away since/)
  node.emit({ kind: 'connected' })
  await screen.shows(/3 jobs/)
  t.equal(await screen.quit(), 0)
})

t.test('stop, approve and reject reach the node after the question, with their words', async t => {
  const screen = watching(fakeNode(jobs()))
  const { node } = screen
  await screen.shows(/3 jobs/)
  await screen.type('a', /Approve job-c3.*\[y\/N\]/)
  await screen.type('y', /Approved job-c3/)
  await screen.type('r', /Reason for the rejection/)
  await screen.type(`条款 not met${ENTER}`, /Rejected job-c3/)
  await screen.type('G', new RegExp(`${symbols.chosen} job-a1`))
  await screen.type('s', /Stop the whole job job-a1/)
  await screen.type('n', /esc|open/)
  await screen.type('sy', /Stopping job-a1/)
  await screen.type(ENTER, /left +RUNNING/)
  await screen.type('jjs', /Stop the task left and all that follows it/)
  await screen.type('y', /Stopping left/)
  t.same(node.told, [
    `approve ${jobId('c3')}`,
    `reject ${jobId('c3')}: 条款 not met`,
    `stop ${jobId('a1')}`,
    `stop ${jobId('a1')} left`,
  ])
  await screen.quit()
})

t.test('a filter narrows the list, and the tasks of a job', async t => {
  const screen = watching(fakeNode(jobs()))
  await screen.shows(/3 jobs/)
  await screen.type('/failed', /1 of 3 jobs, "failed"/)
  await screen.type(`${ENTER}`, /q quit/)
  t.notMatch(screen.terminal.text(), /job-a1/)
  await screen.type(ESCAPE, /job-a1/)
  await screen.type('G', new RegExp(`${symbols.chosen} job-a1`))
  await screen.type(ENTER, /intersect/)
  await screen.type(`/eval${ENTER}`, /tasks with "eval"/)
  t.notMatch(screen.terminal.text(), /intersect +SUCCESS/)
  await screen.quit()
})

t.test('the job that was asked for is open, and its end is the exit code', async t => {
  const ends = [
    ['failed', 1],
    ['rejected', 3],
    ['succeeded', 0],
  ] as const
  for (const [outcome, code] of ends) {
    const screen = watching(fakeNode([view('a1')]), { jobId: jobId('a1') })
    await screen.shows(/evaluate/)
    screen.node.put(view('a1', { status: 'FINISHED', outcome, revision: 2, reason: 'it is over' }))
    await screen.shows(new RegExp(`FINISHED ${outcome}[\\s\\S]*it is over`))
    t.equal(await screen.quit(), code)
  }
})

t.test('a job that is not there is said, and tried again', async t => {
  const screen = watching(fakeNode([]), { jobId: 'job-nowhere' })
  await screen.shows(/There is no job job-nowhere here/)
  t.equal(await screen.quit(), 0)
})

t.test('changes come by themselves, and what is chosen stays chosen', async t => {
  const screen = watching(fakeNode(jobs()))
  await screen.shows(/3 jobs/)
  await screen.type('j', new RegExp(`${symbols.chosen} job-b2`))
  for (let index = 0; index < 40; index++) {
    screen.node.put(summary(`n${index}x`, { created_at: '2026-01-03T00:00:00.000Z' }))
  }
  await screen.shows(/43 jobs/)
  t.match(screen.terminal.text(), new RegExp(`${symbols.chosen} job-b2`))
  t.same(screen.terminal.faults, [])
  await screen.quit()
})

t.test('a hundred tasks', async t => {
  const list = Array.from({ length: 100 }, (_, index) => task(`task${index}`, index === 0 ? [] : [`task${index >> 1}`]))
  const screen = watching(fakeNode([view('a1', { task_list: list })]), { jobId: jobId('a1') })
  await screen.shows(/task0 /)
  await screen.type('G', /task99: /)
  await screen.type('?', /Keys/)
  await screen.type('x', /task99: /)
  t.same(screen.terminal.faults, [])
  await screen.quit()
})

t.test('Ctrl-C and signals end it, with the terminal as it was', async t => {
  const byKey = fakeTerminal()
  const interrupted = watch(fakeNode(jobs()), {}, byKey)
  await until(() => /3 jobs/.test(byKey.text()))
  byKey.type('\u0003')
  t.equal(await interrupted, 130)

  const listening = process.listenerCount('SIGTERM')
  const bySignal = fakeTerminal()
  const ended = watch(fakeNode(jobs()), {}, bySignal)
  await until(() => /3 jobs/.test(bySignal.text()))
  process.emit('SIGTERM')
  t.equal(await ended, 143)
  for (const { modes, raw } of [byKey, bySignal]) {
    t.same([...modes].sort(), ['25', '7'])
    t.notOk(raw.on)
  }
  t.equal(process.listenerCount('SIGTERM'), listening)
})

t.test('a fault of its own is not swallowed, and leaves the terminal as it was', async t => {
  const node = fakeNode([summary('a1')])
  const terminal = fakeTerminal()
  const broken = watch(node, {}, terminal)
  await until(() => /1 job/.test(terminal.text()))
  // What no node says: a job without tasks' numbers can't be drawn.
  node.emit({ kind: 'job', job: Object.assign(summary('a1', { revision: 2 }), { tasks: null }) })
  await t.rejects(broken)
  t.same([...terminal.modes].sort(), ['25', '7'])
  t.notOk(terminal.raw.on)
})
