/** A job at a participant, for tables: given these events, these commands. Every step is held to be pure on the way. */
import assert from 'node:assert/strict'
import type { Command } from '../../src/job/commands.js'
import type { CallOutcome, Entry } from '../../src/job/outbox.js'
import { begin, outstanding, type ParticipantEvent, statusHere, step } from '../../src/participant/machine.js'
import type { Deadlines, Instance, ParticipantPlan, ParticipantState } from '../../src/participant/state.js'
import { componentInfoSchema } from '../../src/protocol/component.js'
import { taskIdOf } from '../../src/protocol/job.js'
import type { TaskStatus } from '../../src/protocol/values.js'
import type { Outcome } from '../../src/protocol/view.js'
import { fromDisk, frozen } from '../helpers/frozen.js'

export interface Given {
  /** Each task's upstream tasks. */
  dag: Record<string, string[]>
  /** The role keys that this node holds in a task; `guest.0` where it isn't said. */
  roles?: Record<string, string[]>
  approval?: 'auto' | 'manual'
  pushes?: ParticipantPlan['pushes']
  /** Whether the scheduler makes the task ids that this node expects. */
  guesses?: boolean
  /** Why a task can't run here. */
  obstacles?: Record<string, string>
  deadlines?: Deadlines
}

export const JOB = 'job-1'
export const GRACE = 10_000
export const INFO = componentInfoSchema.parse({
  componentName: 'psi',
  provider: 'test',
  version: '1',
  roleList: ['guest', 'host'],
})

/** A job that was just created here. */
export function given(facts: Given): TakenJob {
  const { dag, roles = {}, approval = 'auto', pushes = 'role', guesses = true, obstacles = {}, deadlines = {} } = facts
  const tasks: ParticipantPlan['tasks'] = {}
  for (const [name, upstream] of Object.entries(dag)) {
    const obstacle = obstacles[name]
    tasks[name] = {
      taskId: taskIdOf(JOB, name),
      upstream,
      ...(obstacle !== undefined && { obstacle }),
      instances: Object.fromEntries(
        (obstacle === undefined ? (roles[name] ?? ['guest.0']) : []).map(role => [
          role,
          { token: `token of ${role}`, resources: {} },
        ]),
      ),
    }
  }
  const plan: ParticipantPlan = {
    jobId: JOB,
    self: 'here',
    reportsTo: 's',
    pushes,
    guessesTaskIds: guesses,
    patienceMs: 60_000,
    graceMs: GRACE,
    deadlines,
    approval,
    tasks,
    components: Object.fromEntries(
      Object.keys(dag).map(name => [name, { imageUrl: 'psi:1', digest: 'd', info: INFO }]),
    ),
    warnings: [],
  }
  return new TakenJob(begin(frozen(plan), 0))
}

export class TakenJob {
  state: ParticipantState
  at = 0

  constructor(state: ParticipantState) {
    this.state = frozen(state)
  }

  /** The state after an event; it must be the same for the same input, leave the input alone, and survive the disk. */
  event(event: Unstamped<ParticipantEvent>): this {
    this.at += 1
    const stamped: ParticipantEvent = frozen({ ...event, at: this.at })
    const before = this.state
    this.state = frozen(step(before, stamped))
    assert.deepEqual(step(fromDisk(before), stamped), this.state, 'a step from the stored state comes to the same')
    assert.deepEqual(
      outstanding(fromDisk(this.state)),
      outstanding(this.state),
      'commands follow from the stored state',
    )
    return this
  }

  get commands(): Command[] {
    return Object.values(outstanding(this.state))
  }

  /** What the runner is asked for: `prepare a guest.0`, `slot ...`, `start ...`, `follow ...`, `halt ...`, `remove ...`. */
  get work(): string[] {
    return this.commands.flatMap(command =>
      'instance' in command ? [`${command.type} ${command.instance.task} ${command.instance.role}`] : [],
    )
  }

  /** All that the scheduler has yet to hear: `job/audit_confirm READY`, `task/callback a guest SUCCESS`. */
  get told(): string[] {
    return (this.state.outbox.peers.s ?? []).map(callText)
  }

  /** The same with its fields. */
  get saidLast(): Record<string, unknown> {
    return JSON.parse(this.state.outbox.peers.s?.at(-1)?.body ?? '{}')
  }

  get wakes(): number[] {
    return this.commands.flatMap(command => (command.type === 'wake' ? [command.at] : []))
  }

  status(task: string, role = ''): TaskStatus {
    const found = this.state.tasks[task]
    assert.ok(found, `no task ${task}`)
    return statusHere(found, role)
  }

  instance(task: string, role = 'guest.0'): Instance {
    const found = this.state.tasks[task]?.instances[role]
    assert.ok(found, `no instance ${task} ${role}`)
    return found
  }

  /** What the scheduler was to be told is acknowledged. */
  heard(outcome: CallOutcome = { kind: 'ok', data: {} }): this {
    for (let [entry] = this.state.outbox.peers.s ?? []; entry !== undefined; [entry] = this.state.outbox.peers.s ?? [])
      this.event({ type: 'answered', peer: 's', entryId: entry.id, outcome })
    return this
  }

  decided(approval: 'READY' | 'REJECTED', reason?: string): this {
    return this.event({ type: 'decided', approval, ...(reason !== undefined && { reason }) })
  }

  jobStarted(): this {
    return this.event({ type: 'jobStart' })
  }

  /** task/start, under the id that a scheduler of our kind makes, or under another. */
  ordered(task: string, taskId = taskIdOf(JOB, task)): this {
    return this.event({ type: 'taskStart', task, taskId })
  }

  stopped(
    task?: string,
    more: { finalStatus?: 'FINISHED' | 'REJECTED'; outcome?: Outcome; reason?: string } = {},
  ): this {
    return this.event({ type: 'stop', ...(task !== undefined && { task }), ...more })
  }

  prepared(task: string, role = 'guest.0', id = `${task}-${role}`): this {
    return this.event({ type: 'prepared', id, ...this.#of(task, role) })
  }

  granted(task: string, role = 'guest.0'): this {
    return this.event({ type: 'granted', ...this.#of(task, role) })
  }

  started(task: string, role = 'guest.0'): this {
    return this.event({ type: 'started', startedAt: this.at, ...this.#of(task, role) })
  }

  exited(task: string, exitCode: number, message?: string, role = 'guest.0'): this {
    const said = message === undefined ? {} : { message }
    return this.event({ type: 'exited', exitCode, endedAt: this.at, ...said, ...this.#of(task, role) })
  }

  notRun(task: string, message: string, role = 'guest.0'): this {
    return this.event({ type: 'notRun', message, ...this.#of(task, role) })
  }

  halted(task: string, ran: boolean, role = 'guest.0'): this {
    return this.event({ type: 'halted', ran, ...this.#of(task, role) })
  }

  removed(task: string, role = 'guest.0', id = `${task}-${role}`): this {
    return this.event({ type: 'removed', id, ...this.#of(task, role) })
  }

  /** The component calls back. */
  said(task: string, status: 'RUNNING' | 'SUCCESS' | 'FAILED', role = 'guest.0'): this {
    const { taskId } = this.#of(task, role)
    return this.event({ type: 'componentReported', taskId, role, status })
  }

  woken(at: number): this {
    this.at = at - 1
    return this.event({ type: 'woke' })
  }

  /** Ordered, prepared, let in and started: its component runs. */
  runs(task: string, role = 'guest.0'): this {
    this.ordered(task)
    if (this.instance(task, role).phase === 'absent') this.prepared(task, role)
    return this.granted(task, role).started(task, role)
  }

  #of(task: string, role: string) {
    return { task, role, taskId: this.state.tasks[task]?.taskId ?? '' }
  }
}

type Unstamped<E> = E extends unknown ? Omit<E, 'at'> : never

function callText({ route, task, body }: Entry): string {
  const { role, status, task_name: name }: Record<string, unknown> = JSON.parse(body)
  return [route, task, role, status, name].filter(each => each !== undefined).join(' ')
}
