/** Store, then speak: a job that lives, over a real store. */
import { readFileSync } from 'node:fs'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import t, { type Test } from 'tap'
import { JobActor, type Scene } from '../../src/job/actor.js'
import type { Command } from '../../src/job/commands.js'
import { JOB_SCHEMA, type JobDocument, readDocument } from '../../src/job/document.js'
import type { JobEvent } from '../../src/job/machine.js'
import { Slots } from '../../src/participant/slots.js'
import { taskIdOf } from '../../src/protocol/job.js'
import { Documents } from '../../src/store/documents.js'
import { fromDisk } from '../helpers/frozen.js'
import { until } from '../helpers/until.js'
import { JOB, takenPart } from './documents.js'

interface Stage {
  actor: JobActor
  slots: Slots
  /** `call job/audit_confirm`, `prepare a`, ... as they were begun. */
  begun: string[]
  scenes: Map<string, Scene>
  written: number[]
  /** Makes the next writes fail. */
  failing: { with: Error | undefined }
  faults: unknown[]
  /** What lies on the disk. */
  stored: () => Promise<JobDocument>
}

async function stage(t: Test, options: { instances?: number; slots?: Slots } = {}): Promise<Stage> {
  const directory = await mkdtemp(join(tmpdir(), 'isched-actor-'))
  const store = new Documents<JobDocument>({ directory, schema: JOB_SCHEMA, check: readDocument })
  await store.open()
  const begun: string[] = []
  const scenes = new Map<string, Scene>()
  const written: number[] = []
  const faults: unknown[] = []
  const failing: Stage['failing'] = { with: undefined }
  const slots =
    options.slots ?? new Slots({ instances: options.instances ?? Infinity, cpu: Infinity, memory: Infinity })
  const actor = new JobActor({
    jobId: JOB,
    store: async doc => {
      if (failing.with) throw failing.with
      await store.write(JOB, doc)
      written.push(doc.revision)
    },
    perform: async (command, scene) => {
      // Nobody hears of a state before it is on disk.
      t.equal(
        readDocument(JSON.parse(readFileSync(join(directory, `${JOB}.json`), 'utf8'))).revision,
        scene.doc().revision,
      )
      begun.push(textOf(command))
      scenes.set(textOf(command), scene)
    },
    slots,
    now: () => 5000,
    onStored: () => undefined,
    onWriteFailed: () => undefined,
    onIdle: () => undefined,
    onFault: error => faults.push(error),
  })
  t.teardown(async () => {
    await actor.close()
    await rm(directory, { recursive: true, force: true })
  })
  const stored = async () => {
    const doc = await store.read(JOB)
    if (doc === undefined) throw new Error('nothing is stored')
    return doc
  }
  return { actor, slots, begun, scenes, written, failing, faults, stored }
}

function textOf(command: Command): string {
  if (command.type === 'call') return `call ${command.entry.route}`
  return 'instance' in command ? `${command.type} ${command.instance.task}` : command.type
}

/** How the job of these tests begins. */
async function creation(): Promise<JobEvent> {
  const { participant, body, digest = '' } = await takenPart('g', { common: { scheduler: 's' } })
  if (participant === undefined || body === undefined) throw new Error('not taken')
  const { approval: _approval, tasks, ...facts } = participant
  const plan = {
    ...facts,
    approval: 'auto' as const,
    tasks: Object.fromEntries(
      Object.entries(tasks).map(([name, { taskId, upstream, instances }]) => [
        name,
        {
          taskId,
          upstream,
          instances: Object.fromEntries(
            Object.entries(instances).map(([role, { token, resources }]) => [role, { token, resources }]),
          ),
        },
      ]),
    ),
  }
  return {
    part: 'job',
    type: 'takePart',
    at: 1000,
    traceId: 'x',
    self: 'g',
    jobId: JOB,
    body,
    digest,
    scheduler: 's',
    plan,
  }
}

const of = { task: 'a', taskId: taskIdOf(JOB, 'a'), role: 'guest.0' }
const order: JobEvent = { part: 'participant', event: { type: 'taskStart', task: 'a', taskId: of.taskId, at: 2 } }
const prepared: JobEvent = { part: 'participant', event: { type: 'prepared', id: 'i1', ...of, at: 3 } }
const stop: JobEvent = { part: 'participant', event: { type: 'stop', at: 4 } }
const settled = () => new Promise(resolve => setTimeout(resolve, 20))

t.test('an event is stored before it is answered, and before anything is done for it', async t => {
  const { actor, begun, stored } = await stage(t)
  const doc = await actor.apply(await creation())
  t.strictSame(await stored(), fromDisk(doc))
  t.equal(doc.revision, 1)
  await settled()
  t.strictSame(begun.sort(), ['call job/audit_confirm', 'prepare a'])
})

t.test('what is read is frozen', async t => {
  const { actor } = await stage(t)
  const doc = await actor.apply(await creation())
  t.ok(Object.isFrozen(doc.participant?.tasks.a?.instances['guest.0']))
  t.equal(actor.doc, doc)
})

t.test('changes that arrive together share one write', async t => {
  const { actor, written } = await stage(t)
  const docs = await Promise.all([actor.apply(await creation()), actor.apply(order), actor.apply(prepared)])
  t.strictSame(written, [1])
  t.equal(docs[0], docs[2])
})

t.test('an event that changes nothing is not written', async t => {
  const { actor, written } = await stage(t)
  await actor.apply(await creation())
  await actor.apply(order)
  await actor.apply(order)
  t.strictSame(written, [1, 2])
})

t.test('what the state forbids is refused, and takes nothing else with it', async t => {
  const { actor, written, faults } = await stage(t)
  await actor.apply(await creation())
  const unknown: JobEvent = { part: 'participant', event: { type: 'taskStart', task: 'z', taskId: 'task-9', at: 2 } }
  const [refused, taken] = await Promise.allSettled([actor.apply(unknown), actor.apply(order)])
  t.match(refused, { status: 'rejected', reason: { code: 404 } })
  t.match(taken, { status: 'fulfilled' })
  actor.submit(unknown)
  await settled()
  t.strictSame(written, [1, 2])
  t.strictSame(faults, [], 'a late event that is refused is no fault')
})

t.test('each command is begun once, and let go of when it is off the list', async t => {
  const { actor, begun, scenes } = await stage(t)
  await actor.apply(await creation())
  await actor.apply(order)
  await settled()
  t.equal(begun.filter(each => each === 'prepare a').length, 1)
  const scene = scenes.get('prepare a')
  t.match(scene?.command(), { type: 'prepare' })
  await actor.apply(prepared)
  t.ok(scene?.signal.aborted)
  t.equal(scene?.command(), undefined)
})

t.test('room in the runner is taken in the same write as what asked for it', async t => {
  const { actor, written, slots } = await stage(t)
  await Promise.all([actor.apply(await creation()), actor.apply(order)])
  const doc = await actor.apply(prepared)
  t.equal(doc.participant?.tasks.a?.instances['guest.0']?.phase, 'starting')
  t.strictSame(written, [1, 2])
  t.strictSame(slots.count(), { running: 1, waiting: 0 })
})

t.test('without room it waits, READY, and goes on when room is given up', async t => {
  const { actor, slots } = await stage(t, { instances: 1 })
  slots.hold('another job', {})
  await Promise.all([actor.apply(await creation()), actor.apply(order), actor.apply(prepared)])
  const phase = () => actor.doc?.participant?.tasks.a?.instances['guest.0']?.phase
  t.equal(phase(), 'prepared')
  t.strictSame(slots.count(), { running: 1, waiting: 1 })
  slots.release('another job')
  await until('it starts', async () => phase() === 'starting')
  await actor.apply(stop)
  await actor.apply({ part: 'participant', event: { type: 'halted', ran: false, ...of, at: 5 } })
  t.strictSame(slots.count(), { running: 0, waiting: 0 }, 'its room is given up with it')
})

t.test('a stop takes what waits out of the queue', async t => {
  const { actor, slots } = await stage(t, { instances: 1 })
  slots.hold('another job', {})
  await Promise.all([actor.apply(await creation()), actor.apply(order), actor.apply(prepared)])
  await actor.apply(stop)
  t.strictSame(slots.count(), { running: 1, waiting: 0 })
})

t.test('a write that fails discards the new state: nobody hears of it, nothing is begun', async t => {
  const { actor, failing, begun, slots } = await stage(t)
  const before = await actor.apply(await creation())
  await settled()
  begun.length = 0
  failing.with = new Error('no space left on device')
  await t.rejects(Promise.all([actor.apply(order), actor.apply(prepared)]), { code: 503, message: /no space left/ })
  t.equal(actor.doc, before)
  t.strictSame(slots.count(), { running: 0, waiting: 0 })
  t.strictSame(begun, [])
})

t.test('what this node found out itself is kept, and stored once it can be', async t => {
  const { actor, failing } = await stage(t)
  await Promise.all([actor.apply(await creation()), actor.apply(order)])
  failing.with = new Error('no space left on device')
  actor.submit(prepared)
  await settled()
  t.equal(actor.doc?.participant?.tasks.a?.instances['guest.0']?.phase, 'absent')
  failing.with = undefined
  await until('it is stored', async () => actor.doc?.participant?.tasks.a?.instances['guest.0']?.phase === 'starting')
})

t.test('taken up again from the disk, the same is outstanding, and may have been under way before', async t => {
  const first = await stage(t)
  await Promise.all([first.actor.apply(await creation()), first.actor.apply(order)])
  await first.actor.apply(prepared)
  await settled()
  t.notOk(first.scenes.get('start a')?.recovered)
  const doc = await first.stored()
  await first.actor.close()
  const slots = new Slots({ instances: 1, cpu: Infinity, memory: Infinity })
  const begun: [string, boolean][] = []
  const again = new JobActor({
    jobId: JOB,
    store: async () => undefined,
    perform: async (command, { recovered }) => {
      begun.push([textOf(command), recovered])
    },
    slots,
    now: () => 6000,
    onStored: () => undefined,
    onWriteFailed: () => undefined,
    onIdle: () => undefined,
    onFault: error => t.fail(String(error)),
  })
  again.resume(doc)
  t.strictSame(begun.sort(), [
    ['call job/audit_confirm', true],
    ['prepare b', true],
    ['start a', true],
  ])
  t.strictSame(slots.count(), { running: 1, waiting: 0 }, 'what runs already has its room')
  await again.close()
})

t.test('until: the stored state as soon as it is what is wanted, or after the time', async t => {
  const { actor } = await stage(t)
  await actor.apply(await creation())
  const waiting = actor.until(({ participant }) => participant?.tasks.a?.ordered === true, 10_000)
  await actor.apply(order)
  t.equal((await waiting)?.participant?.tasks.a?.ordered, true)
  t.equal((await actor.until(() => false, 5))?.revision, 2)
})

t.test('closed, it takes nothing more and lets go of what is under way', async t => {
  const { actor, scenes } = await stage(t)
  await actor.apply(await creation())
  await settled()
  await actor.close()
  t.ok(scenes.get('prepare a')?.signal.aborted)
  await t.rejects(actor.apply(order), { code: 503 })
  actor.submit(order)
  t.equal(actor.doc?.revision, 1)
})

t.test('a performer that fails is reported, once it was not let go of', async t => {
  const faults: string[] = []
  const actor = new JobActor({
    jobId: JOB,
    store: async () => undefined,
    perform: async command => {
      throw new Error(textOf(command))
    },
    slots: new Slots({ instances: 1, cpu: 1, memory: 1 }),
    now: () => 1,
    onStored: () => undefined,
    onWriteFailed: () => undefined,
    onIdle: () => undefined,
    onFault: (error, doing) => faults.push(`${doing.split(':')[0]}: ${String(error)}`),
  })
  await actor.apply(await creation())
  await settled()
  t.strictSame(faults.sort(), ['call: Error: call job/audit_confirm', 'prepare: Error: prepare a'])
  await actor.close()
})
