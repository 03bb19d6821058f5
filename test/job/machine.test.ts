/** The three parts of a node in one job: what one says to another on the same node is an event of the same step. */
import t from 'tap'
import { type JobDocument, standingOf } from '../../src/job/document.js'
import { atOf, type JobEvent, outstanding, step } from '../../src/job/machine.js'
import { digestOf, taskIdOf } from '../../src/protocol/job.js'
import { fromDisk } from '../helpers/frozen.js'
import { bodyOf, handedOver, JOB, scheduled, TRACE, takenPart } from './documents.js'

const calls = (doc: JobDocument): string[] =>
  Object.values(outstanding(doc)).flatMap(command =>
    command.type === 'call' ? [`${command.part} -> ${command.peer} ${command.entry.route}`] : [],
  )
const work = (doc: JobDocument): string[] =>
  Object.values(outstanding(doc)).flatMap(command =>
    'instance' in command ? [`${command.type} ${command.instance.task} ${command.instance.role}`] : [],
  )

t.test('a scheduler that takes part', async t => {
  t.test('creates the job at itself in the same step, and calls only the others', async t => {
    const doc = await scheduled('g')
    t.ok(doc.participant)
    t.equal(doc.schedulerPart?.nodes.g?.approval, 'READY')
    t.strictSame(calls(doc), ['scheduler -> h job/create'])
    t.notOk('g' in (doc.schedulerPart?.outbox.peers ?? {}))
    t.notOk('g' in (doc.participant?.outbox.peers ?? {}))
  })

  t.test('waits for its own operator under manual approval', async t => {
    const doc = await scheduled('g', { roles: { guest: ['g'] } }, { facts: { approval: 'manual' } })
    t.equal(doc.schedulerPart?.status, 'PENDING')
    const approved = step(doc, { part: 'participant', event: { type: 'decided', approval: 'READY', at: 2 } })
    t.equal(approved.schedulerPart?.status, 'RUNNING')
    t.strictSame(work(approved), ['prepare a guest.0'])
  })

  t.test('its refusal is heard in the same step', async t => {
    const doc = await scheduled('g', {}, { facts: { approval: 'manual' } })
    const refused = step(doc, {
      part: 'participant',
      event: { type: 'decided', approval: 'REJECTED', reason: 'no', at: 2 },
    })
    t.match(refused.schedulerPart, { status: 'REJECTED', reason: 'g refused the job: no' })
    t.match(refused.participant, { status: 'REJECTED' })
  })

  t.test('a whole job of one node runs in events, without a call', async t => {
    let doc = await scheduled('g', { roles: { guest: ['g'] } })
    for (const task of ['a', 'b']) {
      const of = { task, taskId: taskIdOf(JOB, task), role: 'guest.0' }
      for (const event of [
        { type: 'prepared' as const, id: task },
        { type: 'granted' as const },
        { type: 'started' as const, startedAt: 1 },
        { type: 'exited' as const, exitCode: 0, endedAt: 2 },
      ]) {
        doc = step(doc, { part: 'participant', event: { ...event, ...of, at: 5 } })
        t.strictSame(calls(doc), [])
        t.strictSame(outstanding(fromDisk(doc)), outstanding(doc))
      }
    }
    t.match(doc.schedulerPart, { status: 'FINISHED', outcome: 'succeeded' })
    t.match(doc.participant, { status: 'FINISHED', outcome: 'succeeded' })
    t.strictSame(work(doc).sort(), ['remove a guest.0', 'remove b guest.0'])
  })

  t.test('a node that is guest and arbiter plays both', async t => {
    const doc = await scheduled('g', { roles: { guest: ['g'], host: ['g'], arbiter: ['g'] }, tasks: { a: {} } })
    t.strictSame(work(doc), ['prepare a guest.0', 'prepare a host.0', 'prepare a arbiter.0'])
  })
})

t.test('the same creation again changes nothing; one with another body is 409', async t => {
  const at = { part: 'job' as const, at: 9, traceId: TRACE, jobId: JOB }
  const other = bodyOf({ tasks: { z: {} } })

  t.test('at the scheduler', async t => {
    const doc = await scheduled('g')
    const plan = {
      jobId: JOB,
      self: 'g',
      initiator: 'g',
      syncType: 'poll' as const,
      patienceMs: 1,
      deadlines: {},
      nodes: {},
      tasks: {},
      body: {},
    }
    const event = { ...at, type: 'schedule' as const, self: 'g', body: bodyOf(), digest: digestOf(bodyOf()), plan }
    t.equal(step(doc, event), doc)
    t.throws(() => step(doc, { ...event, body: other, digest: digestOf(other) }), { code: 409 })
  })

  t.test('at a participant', async t => {
    const doc = await takenPart('h')
    const again = await takenPart('h')
    if (again.participant === undefined) throw new Error('not taken')
    const { approval: _a, ...facts } = again.participant
    const plan = { ...facts, approval: 'auto' as const, tasks: {} }
    const event = {
      ...at,
      type: 'takePart' as const,
      self: 'h',
      body: bodyOf(),
      digest: digestOf(bodyOf()),
      scheduler: 'g',
      plan,
    }
    t.equal(step(doc, event), doc)
    t.throws(() => step(doc, { ...event, body: other, digest: digestOf(other) }), { code: 409 })
  })

  t.test('at the initiator', async t => {
    const doc = handedOver('g', 's')
    const { initiator } = doc
    if (initiator === undefined) throw new Error('not handed over')
    const plan = { jobId: JOB, scheduler: 's', digest: initiator.digest, patienceMs: 1, body: {} }
    t.equal(step(doc, { ...at, type: 'handOver', self: 'g', body: bodyOf(), plan }), doc)
    t.throws(() => step(doc, { ...at, type: 'handOver', self: 'g', body: other, plan: { ...plan, digest: 'x' } }), {
      code: 409,
    })
  })
})

t.test('a stop before its create', async t => {
  const stop: JobEvent = {
    part: 'job',
    type: 'stopUnknown',
    at: 3,
    traceId: TRACE,
    self: 'h',
    jobId: JOB,
    by: 'g',
    reason: 'over',
  }

  t.test('leaves a mark, so that a create that was under way cannot revive it', async t => {
    const marked = step(undefined, stop)
    t.match(marked, { jobId: JOB, stoppedBeforeCreated: { by: 'g', reason: 'over' } })
    t.equal(step(marked, stop), marked)
    const doc = await takenPart('h')
    const { participant: part } = doc
    if (part === undefined || doc.body === undefined) throw new Error('not taken')
    const body = doc.body
    const plan = { ...part, approval: 'auto' as const, tasks: {} }
    const create: JobEvent = {
      part: 'job',
      type: 'takePart',
      at: 4,
      traceId: TRACE,
      self: 'h',
      jobId: JOB,
      body,
      digest: 'd',
      scheduler: 'g',
      plan,
    }
    t.throws(() => step(marked, create), { code: 409, message: /stopped by g before it was created here/ })
  })

  t.test('also at the initiator, which knows the job before it takes part in it', async t => {
    const doc = handedOver('g', 's')
    const marked = step(doc, { ...stop, self: 'g', by: 's' })
    t.match(marked.stoppedBeforeCreated, { by: 's' })
  })

  t.test('at the initiator, one of a job that was refused in the meantime changes nothing', async t => {
    const doc = handedOver('g', 's')
    const [entry] = doc.initiator?.outbox.peers.s ?? []
    const outcome = { kind: 'refused', code: 400, message: 'no' } as const
    const answered = { type: 'answered', peer: 's', entryId: entry?.id ?? 0, outcome, at: 2 } as const
    const refused = step(doc, { part: 'initiator', event: answered })
    t.equal(standingOf(refused).status, 'REJECTED')
    t.equal(step(refused, { part: 'initiator', event: { type: 'stopAll', at: 3 } }), refused)
  })

  t.test('does not touch a job that was created in the meantime', async t => {
    const doc = await takenPart('h')
    t.equal(step(doc, stop), doc)
  })
})

t.test('an event for a part that this node does not play is 404', async t => {
  const doc = await takenPart('h')
  t.throws(() => step(doc, { part: 'scheduler', event: { type: 'woke', at: 1 } }), { code: 404 })
  t.throws(() => step(doc, { part: 'initiator', event: { type: 'stopAll', at: 1 } }), { code: 404 })
  t.throws(() => step(undefined, { part: 'scheduler', event: { type: 'woke', at: 1 } }), { code: 404 })
})

t.test('what a participant says goes to the node that created the job there', async t => {
  t.strictSame(calls(await takenPart('h')), ['participant -> g job/audit_confirm'])
})

t.test("an operator's stop at a participant that is the scheduler stops everything in the same step", async t => {
  const doc = await scheduled('g')
  const stopped = step(doc, { part: 'participant', event: { type: 'operatorStop', at: 2 } })
  t.match(stopped.schedulerPart, { status: 'FINISHED', outcome: 'stopped', reason: 'stopped by g' })
  t.match(stopped.participant, { status: 'FINISHED', outcome: 'stopped' })
  t.ok(calls(stopped).includes('scheduler -> h job/stop'))
})

t.test("the event's time", async t => {
  t.equal(atOf({ part: 'scheduler', event: { type: 'woke', at: 7 } }), 7)
  t.equal(atOf({ part: 'job', type: 'stopUnknown', at: 8, traceId: '', self: '', jobId: '', by: '', reason: '' }), 8)
})
