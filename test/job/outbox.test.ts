import fc from 'fast-check'
import t from 'tap'
import {
  type CallRoute,
  type Entry,
  emptyOutbox,
  isPending,
  makeWay,
  type Outbox,
  outboxCommands,
  post,
  settle,
} from '../../src/job/outbox.js'

/** An outbox with these calls to `peer`, in order. */
function holding(...routes: CallRoute[]): Outbox {
  const outbox = emptyOutbox()
  for (const route of routes) post(outbox, 'peer', { route, body: { n: outbox.next }, until: 1000 })
  return outbox
}

/** What is under way: the routes of the calls that the shell is asked for. */
function underWay(outbox: Outbox): string[] {
  return Object.values(outboxCommands('scheduler', outbox)).flatMap(command =>
    command.type === 'call' ? [`${command.peer} ${command.entry.route}`] : [],
  )
}

const queued = (outbox: Outbox): CallRoute[] => (outbox.peers.peer ?? []).map(entry => entry.route)
const isStart = ({ route }: Entry): boolean => route === 'job/create' || route === 'task/start'

t.test('a peer is told one thing at a time, in order', async t => {
  const outbox = holding('job/create', 'job/start', 'task/start')
  t.strictSame(underWay(outbox), ['peer job/create'])
  settle(outbox, 'peer', 1)
  t.strictSame(underWay(outbox), ['peer job/start'])
})

t.test('peers do not wait for each other', async t => {
  const outbox = holding('job/create')
  post(outbox, 'other', { route: 'job/create', body: {}, until: 0 })
  t.strictSame(underWay(outbox), ['peer job/create', 'other job/create'])
})

t.test('the body is text from the start, and stays as it is', async t => {
  const outbox = emptyOutbox()
  const body = { job_id: 'job-1', nested: { b: 1, a: 2 } }
  post(outbox, 'peer', { route: 'job/create', body, until: 0 })
  body.job_id = 'changed'
  t.equal(outbox.peers.peer?.[0]?.body, '{"job_id":"job-1","nested":{"b":1,"a":2}}')
})

t.test('an answer takes its own entry out, and a second one nothing', async t => {
  const outbox = holding('job/create', 'job/start')
  t.match(settle(outbox, 'peer', 1), { route: 'job/create' })
  t.equal(settle(outbox, 'peer', 1), undefined)
  t.equal(settle(outbox, 'nobody', 2), undefined)
  t.strictSame(queued(outbox), ['job/start'])
  settle(outbox, 'peer', 2)
  t.strictSame(outbox.peers, {}, 'an empty queue is none')
})

t.test('whether something is still to be told', async t => {
  const outbox = holding('job/create', 'job/stop')
  t.ok(isPending(outbox, 'peer', 'job/stop'))
  t.notOk(isPending(outbox, 'peer', 'task/start'))
  t.notOk(isPending(outbox, 'other', 'job/stop'))
})

t.test('a stop drops what was never tried, and lets only the try under way end', async t => {
  const outbox = holding('job/create', 'task/start', 'task/start')
  const dropped = makeWay(outbox, 'peer', isStart)
  t.strictSame(
    dropped.map(({ id }) => id),
    [2, 3],
  )
  t.match(outbox.peers.peer, [{ route: 'job/create', overtaken: true }])
})

t.test('a stop overtakes: it is told beside the try that is under way', async t => {
  const outbox = holding('task/start', 'task/start')
  makeWay(outbox, 'peer', isStart)
  post(outbox, 'peer', { route: 'job/stop', body: {}, until: 0 })
  t.strictSame(underWay(outbox), ['peer task/start', 'peer job/stop'])
})

t.test('a stop of one task leaves the others in their order', async t => {
  const outbox = holding('job/start', 'task/start', 'job/stop', 'task/start')
  const dropped = makeWay(outbox, 'peer', ({ id }) => id === 2)
  t.equal(dropped.length, 1)
  t.strictSame(queued(outbox), ['job/start', 'job/stop', 'task/start'])
  t.strictSame(underWay(outbox), ['peer job/start'])
})

t.test('what is overtaken once is not dropped by the next stop: its try may still be under way', async t => {
  const outbox = holding('task/start', 'task/start')
  makeWay(outbox, 'peer', isStart)
  t.strictSame(makeWay(outbox, 'peer', isStart), [])
  t.match(outbox.peers.peer, [{ id: 1, overtaken: true }])
})

t.test('a stop to a peer that was told nothing has nothing to drop', async t => {
  const outbox = emptyOutbox()
  t.strictSame(
    makeWay(outbox, 'peer', () => true),
    [],
  )
  t.strictSame(outbox.peers, {})
})

type Move =
  | { kind: 'post'; peer: string; route: CallRoute }
  | { kind: 'answer'; pick: number }
  | { kind: 'stop'; peer: string }

const anyMove: fc.Arbitrary<Move> = fc.oneof(
  fc.record({
    kind: fc.constant('post' as const),
    peer: fc.constantFrom('a', 'b'),
    route: fc.constantFrom<CallRoute>('job/create', 'task/start', 'job/start'),
  }),
  fc.record({ kind: fc.constant('answer' as const), pick: fc.nat(5) }),
  fc.record({ kind: fc.constant('stop' as const), peer: fc.constantFrom('a', 'b') }),
)

t.test('property: in order, one at a time, nothing told that a stop dropped, nothing forgotten', async () => {
  fc.assert(
    fc.property(fc.array(anyMove, { maxLength: 40 }), moves => {
      const outbox = emptyOutbox()
      const begun = new Set<number>()
      const dropped = new Set<number>()
      const posted = new Set<number>()
      const settled = new Set<number>()
      const look = (): void => {
        for (const command of Object.values(outboxCommands('scheduler', outbox)))
          if (command.type === 'call') begun.add(command.entry.id)
        for (const queue of Object.values(outbox.peers)) {
          const ids = queue.map(({ id }) => id)
          if (ids.length === 0) throw new Error('an empty queue was kept')
          if (ids.some((id, place) => place > 0 && id <= (ids[place - 1] ?? 0))) throw new Error('out of order')
          const free = queue.filter(entry => !entry.overtaken)
          const under = Object.values(outboxCommands('scheduler', outbox)).filter(
            command => command.type === 'call' && free.some(entry => entry.id === command.entry.id),
          )
          if (under.length !== Math.min(1, free.length)) throw new Error('not one at a time')
        }
      }
      for (const move of moves) {
        if (move.kind === 'post') posted.add(post(outbox, move.peer, { route: move.route, body: {}, until: 0 }).id)
        else if (move.kind === 'stop') {
          for (const entry of makeWay(outbox, move.peer, isStart)) dropped.add(entry.id)
        } else {
          const calls = Object.values(outboxCommands('scheduler', outbox))
          const call = calls[move.pick % Math.max(1, calls.length)]
          if (call?.type === 'call' && settle(outbox, call.peer, call.entry.id)) settled.add(call.entry.id)
        }
        look()
      }
      const left = new Set(Object.values(outbox.peers).flatMap(queue => queue.map(({ id }) => id)))
      return (
        [...dropped].every(id => !begun.has(id)) &&
        [...posted].every(id => [dropped, settled, left].filter(where => where.has(id)).length === 1)
      )
    }),
  )
})
