/** Whatever comes in whatever order: the promises of Section 6 hold, and a job that is let go on comes to an end. */
import assert from 'node:assert/strict'
import fc from 'fast-check'
import t from 'tap'
import type { Preset } from '../../src/config/peers.js'
import { isFinalJob, isFinalTask, TASK_STATUSES } from '../../src/protocol/values.js'
import { expired, type Given, given, OK, refused, type ScheduledJob, UNKNOWN } from './given.js'

const presets = fc.constantFrom<Preset>('isched', 'fate-flow', 'kuscia')

const anyJob: fc.Arbitrary<Given> = fc.record({
  roles: fc.constantFrom({ guest: ['g'], host: ['h'] }, { guest: ['g'], host: ['h', 'i'], arbiter: ['g'] }),
  dag: fc.constantFrom<Record<string, string[]>>(
    { a: [], b: ['a'] },
    { a: [], b: [], c: ['a', 'b'] },
    { a: [], b: ['a'], c: ['a'], d: ['b', 'c'] },
  ),
  presets: fc.record({ g: presets, h: presets, i: presets }),
  common: fc.constantFrom({ sync_type: 'poll' }, { sync_type: 'callback' }),
  roleLists: fc.constantFrom<Record<string, string[]>>({}, { a: ['guest'] }, { a: ['guest', 'host'], b: ['host'] }),
})

/** Numbers that choose: what happens next, at whom, and how it comes out. */
const anyChoices = fc.array(fc.tuple(fc.nat(99), fc.nat(99), fc.nat(99)), { maxLength: 40 })

const nodes = (job: ScheduledJob): string[] => Object.keys(job.state.nodes)
const pick = <T>(from: readonly T[], n: number): T | undefined => from[n % Math.max(1, from.length)]

/** One thing that can happen in this state. */
function happen(job: ScheduledJob, [what, where, how]: [number, number, number]): void {
  const tasks = Object.keys(job.state.tasks)
  const node = pick(nodes(job), where) ?? ''
  const task = pick(tasks, how) ?? ''
  try {
    if (what < 45) {
      const call = pick(job.calls, where)
      if (call === undefined) return
      const answers = call.endsWith('(overtaken)')
        ? [OK, UNKNOWN, refused('no')]
        : [OK, OK, OK, OK, refused('no'), expired('away')]
      job.answered(call, pick(answers, how) ?? OK)
    } else if (what < 65) job.approved(node)
    else if (what < 67) job.event({ type: 'audited', node, status: 'REJECTED' })
    else if (what < 88) job.reported(node, task, pick(TASK_STATUSES, where + how) ?? 'RUNNING')
    else if (what < 92) job.disowned(node, task)
    else if (what < 96) job.stopped(task, node)
    else if (what < 98) job.stopped(undefined, node)
    else job.woken(job.at + how)
  } catch (error) {
    // What the state forbids is refused, and changes nothing.
    if (!(error instanceof Error) || error.name !== 'ProtocolError') throw error
  }
}

/** Each start that is known to the outbox now, by its entry's id. */
function starts(job: ScheduledJob): Map<number, string> {
  return new Map(
    Object.entries(job.state.outbox.peers).flatMap(([peer, queue]) =>
      queue.flatMap(entry => (entry.route === 'task/start' ? [[entry.id, `${peer} ${entry.task}`] as const] : [])),
    ),
  )
}

t.test('the promises hold in any order of events', async () => {
  fc.assert(
    fc.property(anyJob, anyChoices, (facts, choices) => {
      const job = given(facts)
      const seen = new Map<number, string>()
      for (const choice of choices) {
        const before = job.state
        happen(job, choice)
        if (isFinalJob(before.status)) assert.equal(job.state.status, before.status, 'a job that is over stays so')
        for (const [name, task] of Object.entries(before.tasks)) {
          if (task.stopped) assert.ok(job.state.tasks[name]?.stopped, 'what is stopped stays so')
          for (const [node, party] of Object.entries(task.parties))
            for (const [role, { status }] of Object.entries(party.roles))
              if (isFinalTask(status)) assert.equal(job.party(name, node)[role], status, 'a final status stays')
        }
        for (const [id, what] of starts(job)) {
          if (seen.has(id)) continue
          assert.ok(![...seen.values()].includes(what), `${what} is told once`)
          seen.set(id, what)
          const [, name = ''] = what.split(' ')
          assert.ok(
            job.state.status === 'READY' || job.state.status === 'RUNNING',
            'nothing starts in a job that does not run',
          )
          assert.ok(
            Object.values(job.state.nodes).every(({ approval }) => approval === 'READY'),
            'nor before all approve',
          )
          assert.ok(!job.state.tasks[name]?.stopped, 'nor once it is stopped')
          for (const above of job.state.tasks[name]?.upstream ?? []) assert.equal(job.status(above), 'SUCCESS')
        }
      }
    }),
    { numRuns: 300 },
  )
})

t.test('a job whose peers answer and whose tasks end comes to an end, and leaves nothing to do', async () => {
  fc.assert(
    fc.property(anyJob, anyChoices, (facts, choices) => {
      const job = given(facts)
      for (const choice of choices) happen(job, choice)
      for (let round = 0; round < 30 && (job.commands.length > 0 || !isFinalJob(job.state.status)); round += 1) {
        job.heard()
        for (const [name, { approval }] of Object.entries(job.state.nodes))
          if (approval === 'PENDING') job.approved(name)
        job.heard()
        for (const command of job.commands)
          if (command.type === 'poll') job.reported(command.peer, command.task, 'SUCCESS', command.role)
      }
      assert.ok(isFinalJob(job.state.status), `the job is ${job.state.status}: ${job.commands.length} commands`)
      assert.deepEqual(job.commands, [])
      if (job.state.outcome === 'succeeded')
        assert.ok(Object.keys(job.state.tasks).every(name => job.status(name) === 'SUCCESS'))
    }),
    { numRuns: 300 },
  )
})
