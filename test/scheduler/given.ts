/** A job at its scheduler, for tables: given these events, these commands. Every step is held to be pure on the way. */
import assert from 'node:assert/strict'
import { type Preset, peerSettings } from '../../src/config/peers.js'
import type { Command } from '../../src/job/commands.js'
import type { CallOutcome, Entry } from '../../src/job/outbox.js'
import { jobBodySchema } from '../../src/protocol/job.js'
import type { KnownComponent } from '../../src/protocol/outgoing.js'
import type { TaskStatus } from '../../src/protocol/values.js'
import { begin, outstanding, type SchedulerEvent, step, taskStatus } from '../../src/scheduler/machine.js'
import { planJob } from '../../src/scheduler/plan.js'
import type { Deadlines, SchedulerState } from '../../src/scheduler/state.js'
import { fromDisk, frozen } from '../helpers/frozen.js'
import { jobBody } from '../helpers/job-body.js'

export interface Given {
  roles: Record<string, string[]>
  /** Each task's upstream tasks. */
  dag: Record<string, string[]>
  /** How a node speaks; isched where it isn't said. */
  presets?: Record<string, Preset>
  /** In which roles a task's component runs; unknown to the registry where it isn't said. */
  roleLists?: Record<string, string[]>
  common?: Record<string, unknown>
  /** Default: a node that takes no part. */
  self?: string
  deadlines?: Deadlines
}

export const PATIENCE = 60_000
export const JOB = 'job-1'
export const OK: CallOutcome = { kind: 'ok', data: {} }
export const UNKNOWN: CallOutcome = { kind: 'unknown', message: 'overtaken by a stop' }
export const refused = (message: string): CallOutcome => ({ kind: 'refused', code: 400, message })
export const expired = (message: string): CallOutcome => ({ kind: 'expired', message })

/** A job that was just taken. */
export function given(facts: Given): ScheduledJob {
  const {
    roles,
    dag,
    presets = {},
    roleLists = {},
    common = { sync_type: 'callback' },
    self = 's',
    deadlines = {},
  } = facts
  const body = jobBodySchema.parse(
    jobBody({
      roles,
      tasks: Object.fromEntries(Object.entries(dag).map(([name, after]) => [name, { after }])),
      common,
    }),
  )
  const nodes = [...new Set(Object.values(roles).flat())]
  const peers = Object.fromEntries(
    nodes.map(node => [node, peerSettings(node, { address: `http://${node}`, preset: presets[node] ?? 'isched' })]),
  )
  const known: Record<string, KnownComponent> = Object.fromEntries(
    Object.entries(roleLists).map(([task, roleList]) => [task, { provider: 'test', roleList }]),
  )
  const plan = planJob(body, { jobId: JOB, self, patienceMs: PATIENCE, deadlines, peers, known })
  return new ScheduledJob(begin(frozen(plan), 0))
}

export class ScheduledJob {
  state: SchedulerState
  at = 0

  constructor(state: SchedulerState) {
    this.state = frozen(state)
  }

  /** The state after an event; it must be the same for the same input, leave the input alone, and survive the disk. */
  event(event: Unstamped<SchedulerEvent>): this {
    this.at += 1
    const stamped: SchedulerEvent = frozen({ ...event, at: this.at })
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

  /** What is being told: `h task/start a`, with `(overtaken)` behind it where a stop came after it. */
  get calls(): string[] {
    return this.commands.flatMap(command =>
      command.type === 'call' ? [`${command.peer} ${callText(command.entry)}`] : [],
    )
  }

  /** All that a peer has yet to hear, in order. */
  queue(peer: string): string[] {
    return (this.state.outbox.peers[peer] ?? []).map(callText)
  }

  /** What is being asked: `h a guest fast`. */
  get polls(): string[] {
    return this.commands.flatMap(command =>
      command.type === 'poll' ? [`${command.peer} ${command.task} ${command.role} ${command.pace}`] : [],
    )
  }

  get wakes(): number[] {
    return this.commands.flatMap(command => (command.type === 'wake' ? [command.at] : []))
  }

  status(task: string): TaskStatus {
    const found = this.state.tasks[task]
    assert.ok(found, `no task ${task}`)
    return taskStatus(found)
  }

  /** A party's status by role key. */
  party(task: string, node: string): Record<string, TaskStatus> {
    const roles = this.state.tasks[task]?.parties[node]?.roles ?? {}
    return Object.fromEntries(Object.entries(roles).map(([role, { status }]) => [role, status]))
  }

  taskId(task: string): string {
    return this.state.tasks[task]?.taskId ?? ''
  }

  /** The body of what is being told. */
  body(call: string): Record<string, unknown> {
    return JSON.parse(this.#find(call).entry.body)
  }

  /** A call under way, by its text, is answered. */
  answered(call: string, outcome: CallOutcome = OK): this {
    const { peer, entry } = this.#find(call)
    return this.event({ type: 'answered', peer, entryId: entry.id, outcome })
  }

  /** Everything that is being told is answered well, until there is nothing more to tell. */
  heard(): this {
    for (let next = this.commands.find(({ type }) => type === 'call'); next?.type === 'call'; ) {
      this.event({ type: 'answered', peer: next.peer, entryId: next.entry.id, outcome: OK })
      next = this.commands.find(({ type }) => type === 'call')
    }
    return this
  }

  approved(...nodes: string[]): this {
    for (const node of nodes) this.event({ type: 'audited', node, status: 'READY' })
    return this
  }

  reported(node: string, task: string, status: TaskStatus, role = '', message?: string): this {
    const taskId = this.taskId(task)
    return this.event({ type: 'reported', node, taskId, role, status, ...(message !== undefined && { message }) })
  }

  disowned(node: string, task: string, role = ''): this {
    return this.event({ type: 'disowned', node, taskId: this.taskId(task), role, message: 'No found task' })
  }

  stopped(task?: string, by = 'g'): this {
    return this.event({ type: 'stopAll', by, ...(task !== undefined && { task }) })
  }

  woken(at: number): this {
    this.at = at - 1
    return this.event({ type: 'woke' })
  }

  /** Approved everywhere, and started: RUNNING, with the first tasks' starts acknowledged. */
  running(): this {
    this.heard()
    for (const [name, node] of Object.entries(this.state.nodes)) if (node.approval === 'PENDING') this.approved(name)
    return this.heard()
  }

  /** A task ends well at all its parties. */
  succeeded(...tasks: string[]): this {
    for (const task of tasks)
      for (const node of Object.keys(this.state.tasks[task]?.parties ?? {})) this.reported(node, task, 'SUCCESS')
    return this
  }

  #find(call: string): { peer: string; entry: Entry } {
    for (const command of this.commands)
      if (command.type === 'call' && `${command.peer} ${callText(command.entry)}` === call) return command
    throw new Error(`"${call}" is not under way, but: ${this.calls.join(', ') || 'nothing'}`)
  }
}

type Unstamped<E> = E extends unknown ? Omit<E, 'at'> : never

/** `task/start a`; a stop of the whole job is `job/stop`, one by name `job/stop a`. */
function callText({ route, task, overtaken }: Entry): string {
  return `${route}${task === undefined ? '' : ` ${task}`}${overtaken ? ' (overtaken)' : ''}`
}
