/** Whatever comes in whatever order: a participant starts everything at most once, nothing too early, and forgets nothing. */
import assert from 'node:assert/strict'
import fc from 'fast-check'
import t from 'tap'
import { isFinalJob, isFinalTask } from '../../src/protocol/values.js'
import { type Given, given, type TakenJob } from './given.js'

const anyJob: fc.Arbitrary<Given> = fc.record({
  dag: fc.constantFrom<Record<string, string[]>>({ a: [] }, { a: [], b: ['a'] }, { a: [], b: ['a'], c: ['a', 'b'] }),
  roles: fc.constantFrom<Record<string, string[]>>({}, { a: ['guest.0', 'host.1'] }, { b: [] }),
  approval: fc.constantFrom('auto' as const, 'manual' as const),
  pushes: fc.constantFrom('role' as const, 'node' as const, 'none' as const),
  guesses: fc.boolean(),
})

const anyChoices = fc.array(fc.tuple(fc.nat(99), fc.nat(99), fc.nat(99)), { maxLength: 50 })
const pick = <T>(from: readonly T[], n: number): T | undefined => from[n % Math.max(1, from.length)]

/** One thing that a scheduler, an operator, a component or the runner may do. */
function happen(job: TakenJob, [what, where, how]: [number, number, number]): void {
  const tasks = Object.keys(job.state.tasks)
  const task = pick(tasks, where) ?? ''
  const role = pick(Object.keys(job.state.tasks[task]?.instances ?? {}), how)
  try {
    if (what < 45) return carryOut(job, where, how)
    if (what < 60) job.ordered(task, how % 4 === 0 ? `other-${task}` : undefined)
    else if (what < 65) job.jobStarted()
    else if (what < 72) job.decided(how % 5 === 0 ? 'REJECTED' : 'READY')
    else if (what < 78 && role !== undefined) job.said(task, how % 2 ? 'SUCCESS' : 'FAILED', role)
    else if (what < 84) job.stopped(task)
    else if (what < 87) job.stopped()
    else if (what < 89) job.event({ type: 'operatorStop', ...(how % 2 && { task }) })
    else if (what < 94) job.heard()
    else if (role !== undefined) late(job, task, role, how)
  } catch (error) {
    // What the state forbids is refused, and changes nothing.
    if (!(error instanceof Error) || error.name !== 'ProtocolError') throw error
  }
}

/** The runner does one of the things it is asked for. */
function carryOut(job: TakenJob, which: number, how: number): void {
  const command = pick(
    job.commands.filter(each => 'instance' in each || each.type === 'wake'),
    which,
  )
  if (command === undefined) return
  if (command.type === 'wake') return void job.woken(Math.max(command.at, job.at + 1))
  if (!('instance' in command)) return
  const of = command.instance
  switch (command.type) {
    case 'prepare':
      if (how % 9 === 0) job.event({ type: 'notRun', message: 'refused', ...of })
      else job.event({ type: 'prepared', id: `${of.taskId}:${of.role}`, ...of })
      return
    case 'slot':
      return void job.event({ type: 'granted', ...of })
    case 'start':
      if (how % 9 === 0) job.event({ type: 'notRun', message: 'lost', ...of })
      else job.event({ type: 'started', startedAt: job.at, ...of })
      return
    case 'follow':
      return void job.event({ type: 'exited', exitCode: how % 3 === 0 ? 1 : 0, endedAt: job.at, ...of })
    case 'halt':
      return void job.event({ type: 'halted', ran: how % 2 === 0, ...of })
    case 'remove':
      return void job.event({ type: 'removed', id: command.id, ...of })
  }
}

/** What a runner says twice, or too late. */
function late(job: TakenJob, task: string, role: string, how: number): void {
  if (how % 4 === 0) job.prepared(task, role, `late-${task}-${role}`)
  else if (how % 4 === 1) job.granted(task, role)
  else if (how % 4 === 2) job.started(task, role)
  else job.exited(task, 0, undefined, role)
}

t.test('at most one start of each instance, none before approval, none after a stop', async () => {
  fc.assert(
    fc.property(anyJob, anyChoices, (facts, choices) => {
      const job = given(facts)
      const startable = new Map<string, string>()
      for (const choice of choices) {
        const before = job.state
        happen(job, choice)
        for (const [name, task] of Object.entries(job.state.tasks)) {
          for (const [role, instance] of Object.entries(task.instances)) {
            const was = before.tasks[name]?.instances[role]
            if (was === undefined) continue
            if (isFinalTask(was.status)) assert.equal(instance.status, was.status, 'a final status stays')
            if (instance.phase !== 'starting' || was.phase === 'starting') continue
            const key = `${name} ${role}`
            assert.ok(!startable.has(key), `${key} is started once`)
            startable.set(key, instance.id ?? '')
            assert.equal(job.state.approval, 'READY', 'nothing runs before approval')
            assert.ok(task.ordered, 'nor unasked')
            assert.ok(!task.barred && !isFinalJob(job.state.status), 'nor after a stop')
          }
        }
        if (job.state.approval !== 'READY') assert.ok(!job.work.some(each => /^(prepare|slot|start)/.test(each)))
        if (isFinalJob(before.status)) assert.equal(job.state.status, before.status, 'a job that is over stays so')
      }
    }),
    { numRuns: 400 },
  )
})

t.test('when the runner has done all it is asked for, a stopped job has nothing left, and all is told', async () => {
  fc.assert(
    fc.property(anyJob, anyChoices, (facts, choices) => {
      const job = given(facts)
      for (const choice of choices) happen(job, choice)
      job.stopped()
      for (let round = 0; round < 60 && job.commands.length > 0; round += 1) {
        job.heard()
        carryOut(job, round, round * 2 + 1)
      }
      assert.deepEqual(job.commands, [])
      for (const [name, task] of Object.entries(job.state.tasks)) {
        for (const { id, phase, status } of Object.values(task.instances)) {
          assert.ok(id === undefined || phase === 'removed', 'nothing is left behind')
          if (task.ordered) assert.ok(isFinalTask(status), 'what was ordered has an end')
        }
        if (task.ordered && job.state.pushes === 'role')
          for (const [role, status] of Object.entries(task.pushed)) assert.equal(status, job.status(name, role))
      }
    }),
    { numRuns: 400 },
  )
})
