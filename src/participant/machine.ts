/**
 * The participant's part of a job, as two pure functions: what an event makes of the state, and what must be done in a
 * state. Section 6, and the rule of exactly one start: what is stored as `starting` is started once and never again.
 */
import { type Draft, produce } from 'immer'
import { formatDuration } from '../config/units.js'
import { withDownstream } from '../dag/graph.js'
import type { InstanceRef, Outstanding } from '../job/commands.js'
import { type CallOutcome, emptyOutbox, isPending, outboxCommands, post, settle } from '../job/outbox.js'
import { combined } from '../protocol/combined.js'
import { ProtocolError } from '../protocol/envelope.js'
import { own } from '../protocol/own.js'
import { isFinalJob, isFinalTask, laterTask, plainRole, type TaskStatus } from '../protocol/values.js'
import type { Outcome } from '../protocol/view.js'
import type { Instance, ParticipantPlan, ParticipantState, ParticipantTask } from './state.js'

type OfInstance = { task: string; role: string; taskId: string }

/** What can happen to a job at a participant. `at` is in milliseconds since 1970. */
export type ParticipantEvent = { at: number } & (
  | { type: 'answered'; peer: string; entryId: number; outcome: CallOutcome }
  | { type: 'decided'; approval: 'READY' | 'REJECTED'; reason?: string }
  | { type: 'jobStart' }
  | { type: 'taskStart'; task: string; taskId: string }
  | { type: 'stop'; task?: string; finalStatus?: 'FINISHED' | 'REJECTED'; outcome?: Outcome; reason?: string }
  /** Kuscia's task/stop, which names the task by its id. */
  | { type: 'stopById'; taskId: string }
  /** This node's own operator stops it: here at once, everywhere through the scheduler. */
  | { type: 'operatorStop'; task?: string }
  /** A component's callback, its token checked. */
  | { type: 'componentReported'; taskId: string; role: string; status: 'RUNNING' | 'SUCCESS' | 'FAILED' }
  | ({ type: 'prepared'; id: string } & OfInstance)
  | ({ type: 'granted' } & OfInstance)
  | ({ type: 'started'; startedAt: number } & OfInstance)
  /** The runner refused to make or to start it, for good. */
  | ({ type: 'notRun'; message: string } & OfInstance)
  | ({ type: 'exited'; exitCode: number; message?: string; endedAt: number; startedAt?: number } & OfInstance)
  /** A halt was carried out; an instance that ran is followed until its exit. */
  | ({ type: 'halted'; ran: boolean } & OfInstance)
  | ({ type: 'removed'; id: string } & OfInstance)
  | { type: 'woke' }
  /** The scheduler was asked, and has said that the job is over; `good` where every task of it ended well. */
  | { type: 'foundOver'; good: boolean }
)

type State = Draft<ParticipantState>
type Task = Draft<ParticipantTask>

/** A job as a participant first stores it; approved already under the policy `auto`. */
export function begin(plan: ParticipantPlan, at: number): ParticipantState {
  const { approval, tasks, ...facts } = plan
  const state: ParticipantState = {
    ...facts,
    status: 'PENDING',
    reason: '',
    approval: 'PENDING',
    ...(approval === 'manual' &&
      plan.deadlines.approvalMs !== undefined && { approveBy: at + plan.deadlines.approvalMs }),
    jobStarted: false,
    tasks: Object.fromEntries(
      Object.entries(tasks).map(([name, { instances, ...task }]) => [
        name,
        {
          ...task,
          ordered: false,
          barred: false,
          cleared: false,
          pushed: {},
          instances: Object.fromEntries(
            Object.entries(instances).map(([role, instance]) => [
              role,
              { ...instance, phase: 'absent' as const, status: 'PENDING' as const, stopping: false },
            ]),
          ),
        },
      ]),
    ),
    discarded: [],
    outbox: emptyOutbox(),
  }
  return approval === 'auto' ? step(state, { type: 'decided', approval: 'READY', at }) : state
}

/** The state after an event; the very same one when the event changes nothing. Throws ProtocolError for a request that the state forbids. */
export function step(state: ParticipantState, event: ParticipantEvent): ParticipantState {
  return produce(state, draft => {
    handle(draft, event)
    push(draft, event.at)
  })
}

/** What must be done in this state, by key. */
export function outstanding(state: ParticipantState): Outstanding {
  const commands = outboxCommands('participant', state.outbox)
  for (const { id, ...ref } of state.discarded) commands[`remove:${id}`] = { type: 'remove', instance: ref, id }
  if (state.approveBy !== undefined && approvalIsDue(state)) {
    commands[`wake:approval:${state.approveBy}`] = { type: 'wake', part: 'participant', at: state.approveBy }
  }
  if (awaitsWord(state)) {
    const peer = state.reportsTo
    commands[`ask:${peer}`] = { type: 'ask', peer, tasks: Object.keys(state.tasks).length }
  }
  for (const [name, task] of Object.entries(state.tasks)) {
    for (const [role, instance] of Object.entries(task.instances)) {
      forInstance(state, commands, { task: name, taskId: task.taskId, role }, task, instance)
    }
  }
  return commands
}

/**
 * Whether a scheduler of another kind is to be asked how the job stands: nothing runs here, and it may have ended without a
 * word. Kuscia tells nobody of a good end, FATE-Flow nobody of the end that a stop by name makes.
 */
function awaitsWord(state: ParticipantState): boolean {
  if (state.guessesTaskIds || state.approval !== 'READY' || isFinalJob(state.status)) return false
  return Object.values(state.tasks).every(task => !task.ordered || isDone(task))
}

/** Whether this node's own operator has stopped something, and the scheduler has not taken it yet. */
export function isStopUntold({ outbox, reportsTo }: ParticipantState): boolean {
  return isPending(outbox, reportsTo, 'job/stop_all')
}

/**
 * A task's status here, for a role as calls name it; SUCCESS where this node has no role in it, PENDING where it cannot know
 * whether it has.
 */
export function statusHere(task: ParticipantTask, role: string): TaskStatus {
  if (task.obstacle !== undefined) return 'PENDING'
  return combined(instancesOf(task, role).map(([, instance]) => instance.status))
}

/** Why a task failed here, for a role as calls name it; undefined where nobody has said. */
export function failureHere(task: ParticipantTask, role: string): string | undefined {
  return instancesOf(task, role).find(([, { status, message }]) => status === 'FAILED' && message !== undefined)?.[1]
    .message
}

function forInstance(
  state: ParticipantState,
  commands: Outstanding,
  ref: InstanceRef,
  task: ParticipantTask,
  instance: Instance,
): void {
  const key = `${ref.taskId}:${ref.role}`
  const { id, phase } = instance
  if (phase === 'absent') {
    if (!isFinalTask(instance.status) && isWanted(state, task) && (task.ordered || isNext(state, task))) {
      commands[`prepare:${key}`] = { type: 'prepare', instance: ref }
    }
    return
  }
  if (id === undefined || phase === 'removed') return
  if (phase === 'prepared' && !isFinalTask(instance.status) && isWanted(state, task)) {
    if (task.ordered && state.approval === 'READY')
      commands[`slot:${key}`] = { type: 'slot', instance: ref, resources: instance.resources }
    return
  }
  if (phase === 'starting' || phase === 'running') {
    if (instance.stopping) commands[`halt:${key}`] = { type: 'halt', instance: ref, id, graceMs: state.graceMs }
    const due = instance.stopping
      ? []
      : [dueAt(instance), awaitsWords(state, task, ref.role) ? wordsBy(state, instance) : undefined]
    for (const at of due) {
      if (at !== undefined) commands[`wake:${key}:${at}`] = { type: 'wake', part: 'participant', at }
    }
    // Stored as starting and to be stopped: whether it ever started is found out by the halt, not by starting it.
    if (phase === 'starting' && !instance.stopping) commands[`start:${key}`] = { type: 'start', instance: ref, id }
    if (phase === 'running') commands[`follow:${key}`] = { type: 'follow', instance: ref, id }
    return
  }
  if (phase === 'prepared' || isPast(state, ref.task, task))
    commands[`remove:${id}`] = { type: 'remove', instance: ref, id }
}

/** Whether the task may still run here. */
function isWanted(state: ParticipantState, task: ParticipantTask): boolean {
  return state.approval === 'READY' && !task.barred && !isFinalJob(state.status)
}

/** Whether a task that nobody has ordered is worth preparing: its upstream tasks have begun here, its id can be foreseen. */
function isNext(state: ParticipantState, task: ParticipantTask): boolean {
  return (
    state.guessesTaskIds &&
    task.upstream.every(name => Object.values(state.tasks[name]?.instances ?? {}).every(hasBegun))
  )
}

function hasBegun(instance: Instance): boolean {
  return instance.phase === 'running' || instance.phase === 'starting' || isFinalTask(instance.status)
}

/** Whether what is left of an ended instance may go: nothing that waits for this task would be kept waiting by it. */
function isPast(state: ParticipantState, name: string, task: ParticipantTask): boolean {
  if (task.cleared || isFinalJob(state.status)) return true
  const below = Object.values(state.tasks).filter(({ upstream }) => upstream.includes(name))
  return below.every(({ instances }) => Object.values(instances).every(hasBegun))
}

function handle(state: State, event: ParticipantEvent): void {
  switch (event.type) {
    case 'answered':
      settle(state.outbox, event.peer, event.entryId)
      return
    case 'decided':
      return decided(state, event.approval, event.reason, event.at)
    case 'jobStart':
      return jobStart(state)
    case 'taskStart':
      return taskStart(state, event.task, event.taskId)
    case 'stop':
      return event.task === undefined ? stopJob(state, event) : stopTask(state, event.task)
    case 'stopById': {
      const found = Object.entries(state.tasks).find(([, task]) => task.taskId === event.taskId)
      if (found === undefined) throw new ProtocolError(404, `this job has no task with the id "${event.taskId}"`)
      return stopTask(state, found[0])
    }
    case 'operatorStop':
      return operatorStop(state, event.task, event.at)
    case 'foundOver':
      return foundOver(state, event.good, event.at)
    case 'componentReported':
      return componentReported(state, event)
    case 'woke':
      if (approvalIsDue(state) && event.at >= (state.approveBy ?? 0)) {
        decided(state, 'REJECTED', `nobody decided within ${formatDuration(state.deadlines.approvalMs ?? 0)}`, event.at)
      }
      return endOverdue(state, event.at)
    case 'prepared':
      return prepared(state, event)
    case 'removed': {
      state.discarded = state.discarded.filter(({ id }) => id !== event.id)
      const instance = instanceOf(state, event)
      if (instance?.id === event.id) instance.phase = 'removed'
      return
    }
    default: {
      const instance = instanceOf(state, event)
      if (instance !== undefined) ran(state.tasks[event.task], instance, event, state.deadlines.taskMs)
    }
  }
}

/** What the runner says of an instance that was prepared. */
function ran(
  task: Task | undefined,
  instance: Draft<Instance>,
  event: Extract<ParticipantEvent, { type: 'granted' | 'started' | 'notRun' | 'exited' | 'halted' }>,
  deadlineMs: number | undefined,
): void {
  switch (event.type) {
    case 'granted':
      if (instance.phase === 'prepared' && !isFinalTask(instance.status) && task?.ordered && !task.barred)
        instance.phase = 'starting'
      return
    case 'started':
      if (instance.phase !== 'starting') return
      instance.phase = 'running'
      instance.startedAt = event.startedAt
      if (deadlineMs !== undefined) instance.endBy = event.startedAt + deadlineMs
      instance.status = laterTask(instance.status, 'RUNNING')
      return
    case 'notRun':
      if (instance.phase === 'ended' || instance.phase === 'removed') return
      instance.phase = instance.id === undefined ? 'removed' : 'ended'
      conclude(instance, 'FAILED', event.message)
      return
    case 'exited':
      if (instance.phase === 'ended' || instance.phase === 'removed') return
      instance.phase = 'ended'
      instance.exitCode = event.exitCode
      instance.endedAt = event.endedAt
      if (event.startedAt !== undefined) instance.startedAt = event.startedAt
      // Its own words count over what we made of its callback.
      if (event.message !== undefined && instance.message === REPORTED_FAILED) delete instance.message
      if (instance.stopping && instance.leaveBy === undefined) conclude(instance, 'FAILED', 'stopped')
      else
        conclude(instance, event.exitCode === 0 ? 'SUCCESS' : 'FAILED', event.message ?? exitSentence(event.exitCode))
      return
    case 'halted':
      if (instance.phase !== 'starting') return
      if (event.ran) {
        instance.phase = 'running'
        return
      }
      instance.phase = 'ended'
      conclude(instance, 'FAILED', 'stopped before it started')
  }
}

const REPORTED_FAILED = 'the component reported FAILED'
/** How long a push of a failure waits for what the component prints and exits with. */
const LAST_WORDS_MS = 1000

function exitSentence(exitCode: number): string | undefined {
  return exitCode === 0 ? undefined : `exit code ${exitCode}`
}

function conclude(instance: Draft<Instance>, status: 'SUCCESS' | 'FAILED', message: string | undefined): void {
  if (isFinalTask(instance.status)) {
    if (instance.message === undefined && message !== undefined && instance.status === status)
      instance.message = message
    return
  }
  instance.status = status
  if (message !== undefined) instance.message = message
}

/** Section 6, rule 3. */
function decided(state: State, approval: 'READY' | 'REJECTED', reason: string | undefined, at: number): void {
  if (state.approval === approval) return
  if (state.approval !== 'PENDING') throw new ProtocolError(409, `this node has answered ${state.approval} already`)
  if (isFinalJob(state.status))
    throw new ProtocolError(409, `the job is ${state.status} already${state.reason ? `: ${state.reason}` : ''}`)
  state.approval = approval
  tell(state, 'job/audit_confirm', { status: approval, ...(reason && { reason }) }, at)
  if (approval === 'READY') {
    state.status = state.jobStarted ? 'RUNNING' : 'READY'
    for (const task of Object.values(state.tasks)) if (task.ordered) makeReady(task)
    return
  }
  state.status = 'REJECTED'
  state.outcome = 'rejected'
  state.reason = reason || 'refused by this node'
  state.finishedAt = at
  for (const task of Object.values(state.tasks)) {
    if (!task.ordered) continue
    for (const instance of Object.values(task.instances))
      conclude(instance, 'FAILED', `this node refused the job${reason ? `: ${reason}` : ''}`)
  }
}

function jobStart(state: State): void {
  if (state.jobStarted) return
  refuseUntilTold(state, isFinalJob(state.status))
  refuseIfOver(state)
  state.jobStarted = true
  if (state.approval === 'READY') state.status = 'RUNNING'
}

function taskStart(state: State, name: string, taskId: string): void {
  const task = own(state.tasks, name)
  if (task === undefined)
    throw new ProtocolError(404, `this job has no task "${name}" (${Object.keys(state.tasks).join(', ')})`)
  if (task.ordered && task.taskId === taskId) return
  refuseUntilTold(state, task.barred || isFinalJob(state.status))
  refuseIfOver(state)
  if (task.barred) throw new ProtocolError(409, `the task "${name}" was stopped and is not started any more`)
  if (task.ordered)
    throw new ProtocolError(409, `the task "${name}" was started as "${task.taskId}", and now as "${taskId}"`)
  if (task.obstacle !== undefined) throw new ProtocolError(404, task.obstacle)
  // A task/start before its job/start says as much as both.
  jobStart(state)
  task.ordered = true
  if (task.taskId !== taskId) rename(state, name, task, taskId)
  if (state.approval === 'READY') makeReady(task)
}

/** The scheduler's id counts: what was prepared under another is discarded. */
function rename(state: State, name: string, task: Task, taskId: string): void {
  for (const [role, instance] of Object.entries(task.instances)) {
    if (instance.id === undefined) continue
    state.discarded.push({ task: name, taskId: task.taskId, role, id: instance.id })
    delete instance.id
    instance.phase = 'absent'
  }
  task.taskId = taskId
}

/** A scheduler that took a start's refusal for a failure, before it hears of the stop, would fail the whole job for it. */
function refuseUntilTold(state: State, stopped: boolean): void {
  if (stopped && isStopUntold(state))
    throw new ProtocolError(503, 'it was stopped here, and its scheduler is being told of it: to be tried again')
}

function refuseIfOver(state: State): void {
  if (isFinalJob(state.status))
    throw new ProtocolError(409, `the job is ${state.status} here${state.reason ? `: ${state.reason}` : ''}`)
}

function makeReady(task: Task): void {
  for (const instance of Object.values(task.instances)) instance.status = laterTask(instance.status, 'READY')
}

function stopJob(state: State, stop: Extract<ParticipantEvent, { type: 'stop' }>): void {
  if (isFinalJob(state.status)) {
    // The scheduler may have ended the job in another way before it heard of our stop: its word counts, or that all went well.
    // FATE-Flow answers our stop with one of its own, without a word.
    if (state.stoppedHere !== undefined && (saysHow(stop) || !hasFailed(state))) endAs(state, stop)
    return
  }
  for (const task of Object.values(state.tasks)) stopInstances(task)
  endAs(state, stop)
  state.finishedAt = stop.at
}

function endAs(state: State, stop: Extract<ParticipantEvent, { type: 'stop' }>): void {
  delete state.stoppedHere
  state.status = stop.finalStatus ?? 'FINISHED'
  // A scheduler of another kind does not say how it ended: then what was seen here must do.
  state.outcome =
    state.status === 'REJECTED'
      ? 'rejected'
      : (stop.outcome ?? (hasFailed(state) || stop.reason !== undefined ? 'failed' : 'succeeded'))
  state.reason = stop.reason ?? ''
}

function saysHow({ finalStatus, outcome, reason }: Extract<ParticipantEvent, { type: 'stop' }>): boolean {
  return (finalStatus ?? outcome ?? reason) !== undefined
}

/** Whether anything here has not ended well. */
function hasFailed(state: State): boolean {
  return Object.values(state.tasks).some(({ instances }) =>
    Object.values(instances).some(({ status }) => status !== 'SUCCESS'),
  )
}

/** A stop by name, Section 6. One for a task that has ended clears its remains away and lets later starts be. */
function stopTask(state: State, name: string): void {
  const task = own(state.tasks, name)
  if (task === undefined)
    throw new ProtocolError(404, `this job has no task "${name}" (${Object.keys(state.tasks).join(', ')})`)
  if (isFinalJob(state.status)) return
  const done = isDone(task)
  const upstream = Object.fromEntries(Object.entries(state.tasks).map(([each, { upstream: above }]) => [each, above]))
  for (const affected of withDownstream(upstream, name)) {
    const each = state.tasks[affected]
    if (each === undefined) continue
    if (isDone(each) && each.ordered) each.cleared = true
    if (!done) each.barred = true
    if (!done || Object.values(each.instances).some(({ phase }) => phase === 'starting' || phase === 'running'))
      stopInstances(each)
  }
}

/** Final at all its roles here. Who has no role in a task is done with it from the start, and some schedulers never start it there. */
function isDone(task: Task): boolean {
  return Object.values(task.instances).every(({ status }) => isFinalTask(status))
}

function stopInstances(task: Task): void {
  for (const instance of Object.values(task.instances)) {
    if (instance.phase === 'starting' || instance.phase === 'running') {
      // One that has reported its end leaves by itself, within its grace.
      if (!isFinalTask(instance.status)) instance.stopping = true
    } else if (task.ordered) {
      conclude(instance, 'FAILED', 'stopped before it started')
    }
  }
}

function foundOver(state: State, good: boolean, at: number): void {
  if (isFinalJob(state.status)) return
  stopJob(state, { type: 'stop', at })
  const byName = Object.values(state.tasks).some(({ barred }) => barred)
  state.outcome = good ? 'succeeded' : byName ? 'stopped' : 'failed'
  if (!good) state.reason = `${state.reportsTo} says that the job is over`
}

/** A node's owner is obeyed at once on his own machine; the others hear of it through the scheduler. */
function operatorStop(state: State, name: string | undefined, at: number): void {
  if (name !== undefined && own(state.tasks, name) === undefined) {
    throw new ProtocolError(404, `this job has no task "${name}" (${Object.keys(state.tasks).join(', ')})`)
  }
  if (isFinalJob(state.status)) return
  tell(state, 'job/stop_all', name === undefined ? {} : { task_name: name }, at)
  if (name !== undefined) return stopTask(state, name)
  stopJob(state, { type: 'stop', at, outcome: 'stopped', reason: `stopped by ${state.self}` })
  state.stoppedHere = true
}

function componentReported(state: State, event: Extract<ParticipantEvent, { type: 'componentReported' }>): void {
  const task = Object.values(state.tasks).find(each => each.taskId === event.taskId)
  const instance = task?.instances[event.role]
  if (instance === undefined) throw new ProtocolError(404, `no instance ${event.role} of a task "${event.taskId}" here`)
  if (isFinalTask(instance.status)) return
  if (instance.stopping || instance.phase === 'absent' || instance.phase === 'prepared') return
  instance.status = laterTask(instance.status, event.status)
  if (isFinalTask(instance.status)) {
    instance.leaveBy = event.at + state.graceMs
    if (event.status === 'FAILED') instance.message = REPORTED_FAILED
  }
}

function approvalIsDue(state: ParticipantState): boolean {
  return state.approveBy !== undefined && state.approval === 'PENDING' && !isFinalJob(state.status)
}

/** Ends those that run past their deadline, and those that have reported their end and are still here after their grace. */
function endOverdue(state: State, at: number): void {
  for (const task of Object.values(state.tasks)) {
    for (const instance of Object.values(task.instances)) {
      if (instance.phase !== 'running' && instance.phase !== 'starting') continue
      if (instance.leaveBy !== undefined && instance.leaveBy <= at) instance.stopping = true
      if (instance.endBy === undefined || instance.endBy > at || isFinalTask(instance.status)) continue
      instance.stopping = true
      conclude(instance, 'FAILED', `it did not end within ${formatDuration(state.deadlines.taskMs ?? 0)}`)
    }
  }
}

/** When an instance is to be looked at again. */
function dueAt({ status, leaveBy, endBy }: Instance): number | undefined {
  return leaveBy ?? (isFinalTask(status) ? undefined : endBy)
}

function prepared(state: State, event: Extract<ParticipantEvent, { type: 'prepared' }>): void {
  const instance = instanceOf(state, event)
  if (instance?.phase === 'absent') {
    instance.phase = 'prepared'
    instance.id = event.id
  } else if (instance?.id !== event.id && !state.discarded.some(({ id }) => id === event.id)) {
    const { task, taskId, role, id } = event
    state.discarded.push({ task, taskId, role, id })
  }
}

/** The instance that a runner's event speaks of; undefined when the task has another id by now. */
function instanceOf(state: State, { task, role, taskId }: OfInstance): Draft<Instance> | undefined {
  const found = state.tasks[task]
  return found?.taskId === taskId ? found.instances[role] : undefined
}

/** Tells the scheduler what has changed since it was last told. */
function push(state: State, at: number): void {
  if (state.pushes === 'none') return
  for (const [name, task] of Object.entries(state.tasks)) {
    if (!task.ordered || Object.keys(task.instances).length === 0) continue
    const roles = new Set(Object.keys(task.instances).map(plainRole))
    for (const role of state.pushes === 'role' ? roles : ['']) {
      const status = statusHere(task, role)
      if (status === 'PENDING' || status === 'READY' || task.pushed[role] === status) continue
      if (state.pushes === 'node' && !isFinalTask(status)) continue
      if (status === 'FAILED' && mayYetSpeak(state, task, role, at)) continue
      task.pushed[role] = status
      const messages = instancesOf(task, role).flatMap(([, { message }]) => message ?? [])
      const body = {
        task_id: task.taskId,
        status,
        role: role || [...roles][0],
        ...(messages[0] && { reason: messages[0] }),
      }
      post(state.outbox, state.reportsTo, { route: 'task/callback', body, task: name, until: at + state.patienceMs })
    }
  }
}

/** A component that reports its failure says why as it leaves: that is worth a moment, for the first push makes the job's reason. */
function mayYetSpeak(state: ParticipantState, task: ParticipantTask, role: string, at: number): boolean {
  const failed = instancesOf(task, role).filter(([, { status }]) => status === 'FAILED')
  const due = failed.map(([, instance]) => wordsBy(state, instance))
  return due.every(by => by !== undefined && at < by)
}

/** Whether an instance's last words keep back a push. */
function awaitsWords(state: ParticipantState, task: ParticipantTask, key: string): boolean {
  if (state.pushes === 'none' || !task.ordered) return false
  return task.pushed[state.pushes === 'role' ? plainRole(key) : ''] !== 'FAILED'
}

/** Until when an instance that has reported its failure may still say why; undefined for any other. */
function wordsBy(state: ParticipantState, { phase, message, leaveBy, stopping }: Instance): number | undefined {
  if (phase !== 'running' || stopping || message !== REPORTED_FAILED || leaveBy === undefined) return undefined
  return Math.min(leaveBy, leaveBy - state.graceMs + LAST_WORDS_MS)
}

function tell(
  state: State,
  route: 'job/audit_confirm' | 'job/stop_all',
  body: Record<string, unknown>,
  at: number,
): void {
  post(state.outbox, state.reportsTo, { route, body: { job_id: state.jobId, ...body }, until: at + state.patienceMs })
}

/** The instances of a task that a call's role names: `guest`, `guest.0`, or all for an empty one. */
function instancesOf(task: ParticipantTask, role: string): [string, Instance][] {
  return Object.entries(task.instances).filter(([key]) => role === '' || key === role || plainRole(key) === role)
}
