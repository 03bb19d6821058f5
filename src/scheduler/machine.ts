/**
 * The scheduler's part of a job, as two pure functions: what an event makes of the state, and what must be done in a
 * state. Section 6.
 *
 *     begin -> PENDING --all approved--> READY --a node took job/start--> RUNNING --nothing left to do--> FINISHED
 *                 \--one refused--> REJECTED             any live state --stop, or a failed task--> FINISHED
 */
import { type Draft, produce } from 'immer'
import { formatDuration } from '../config/units.js'
import { withDownstream } from '../dag/graph.js'
import type { Outstanding } from '../job/commands.js'
import {
  type CallOutcome,
  type CallRoute,
  type Entry,
  emptyOutbox,
  isPending,
  makeWay,
  outboxCommands,
  post,
  settle,
} from '../job/outbox.js'
import { combined } from '../protocol/combined.js'
import { ProtocolError } from '../protocol/envelope.js'
import type { JsonObject } from '../protocol/job.js'
import { own } from '../protocol/own.js'
import { isFinalJob, isFinalTask, laterTask, plainRole, type TaskStatus } from '../protocol/values.js'
import type { NodeState, PartyState, SchedulerPlan, SchedulerState, TaskState } from './state.js'

/** What can happen to a job at its scheduler. `at` is in milliseconds since 1970. */
export type SchedulerEvent = { at: number } & (
  | { type: 'answered'; peer: string; entryId: number; outcome: CallOutcome }
  | { type: 'audited'; node: string; status: 'READY' | 'REJECTED'; reason?: string }
  /** A push or the answer to a poll. `role` is `guest`, `guest.0`, or empty for all roles of the node. */
  | { type: 'reported'; node: string; taskId: string; role: string; status: TaskStatus; message?: string }
  /** A party took the start and says again and again that it has no such task. */
  | { type: 'disowned'; node: string; taskId: string; role: string; message: string }
  | { type: 'stopAll'; task?: string; by: string; reason?: string }
  /** A node has begun, or ceased, to be silent; told where silence has a deadline. */
  | { type: 'silence'; node: string; since?: number }
  | { type: 'woke' }
)

type State = Draft<SchedulerState>

/** A job as its scheduler first stores it, with job/create on its way to every node. */
export function begin(plan: SchedulerPlan, at: number): SchedulerState {
  const state: SchedulerState = {
    status: 'PENDING',
    reason: '',
    jobId: plan.jobId,
    self: plan.self,
    initiator: plan.initiator,
    syncType: plan.syncType,
    patienceMs: plan.patienceMs,
    deadlines: plan.deadlines,
    ...(plan.deadlines.approvalMs !== undefined && { approveBy: at + plan.deadlines.approvalMs }),
    nodes: mapValues(plan.nodes, node => ({ ...node, created: false, approval: 'PENDING' as const })),
    tasks: mapValues(plan.tasks, task => ({
      taskId: task.taskId,
      upstream: task.upstream,
      rolesKnown: task.rolesKnown,
      stopped: false,
      parties: mapValues(task.parties, roles => ({
        start: 'none' as const,
        roles: Object.fromEntries(roles.map(role => [role, { status: 'PENDING' as const }])),
      })),
    })),
    outbox: emptyOutbox(),
  }
  for (const node of Object.keys(plan.nodes)) {
    post(state.outbox, node, { route: 'job/create', body: plan.body, until: at + plan.patienceMs })
  }
  return state
}

/** The state after an event; the very same one when the event changes nothing. Throws ProtocolError for a request that the state forbids. */
export function step(state: SchedulerState, event: SchedulerEvent): SchedulerState {
  return produce(state, draft => {
    handle(draft, event)
    advance(draft, event.at)
  })
}

/** What must be done in this state, by key. */
export function outstanding(state: SchedulerState): Outstanding {
  const commands = outboxCommands('scheduler', state.outbox)
  for (const [name, task] of Object.entries(state.tasks)) {
    for (const [peer, party] of Object.entries(task.parties)) {
      if (peer === state.self || party.start !== 'accepted' || isSettled(party)) continue
      // After the end a party is asked only once it knows that the job has ended.
      if (isFinalJob(state.status) && isPending(state.outbox, peer, 'job/stop')) continue
      const told =
        state.syncType === 'callback' && state.nodes[peer]?.manner.pushes === true && !isFinalJob(state.status)
      for (const role of new Set(Object.keys(party.roles).map(plainRole))) {
        if (rolesNamed(party, role).every(key => isFinalTask(party.roles[key]?.status ?? 'PENDING'))) continue
        const pace = told ? 'slow' : 'fast'
        commands[`poll:${peer}:${name}:${role}:${pace}`] = {
          type: 'poll',
          peer,
          task: name,
          taskId: task.taskId,
          role,
          pace,
        }
      }
    }
  }
  const next = Math.min(...wakeTimes(state))
  if (Number.isFinite(next)) commands[`wake:scheduler:${next}`] = { type: 'wake', part: 'scheduler', at: next }
  return commands
}

/** When something runs out. */
function wakeTimes(state: SchedulerState): number[] {
  if (isFinalJob(state.status)) return state.settleUntil === undefined ? [] : [state.settleUntil]
  return [
    ...(state.status === 'PENDING' ? [state.approveBy] : []),
    ...Object.values(state.tasks).map(task => (isInFlight(task) ? task.endBy : undefined)),
    ...Object.values(state.nodes).map(node => silentByOf(state, node)),
  ].filter(at => at !== undefined)
}

/** The federated status of a task, over its parties; Section 6, rule 6. A task without parties is done. */
export function taskStatus(task: TaskState): TaskStatus {
  return combined(Object.values(task.parties).flatMap(party => Object.values(party.roles).map(role => role.status)))
}

function handle(state: State, event: SchedulerEvent): void {
  switch (event.type) {
    case 'answered':
      return answered(state, event.peer, event.entryId, event.outcome, event.at)
    case 'audited':
      return audited(state, event.node, event.status, event.reason)
    case 'reported':
      return reported(state, event)
    case 'disowned':
      return disowned(state, event)
    case 'stopAll':
      return event.task === undefined
        ? stopJob(state, event.reason ?? stoppedBy(state, event.by), event.at)
        : stopTask(state, event.task, event.at)
    case 'silence':
      return silence(state, event.node, event.since)
    case 'woke':
      overdue(state, event.at)
      return giveUpOnSilent(state, event.at)
  }
}

/** FATE-Flow's detector stops the job when a container has gone without a word, in the very call that its operator's stop makes. */
function stoppedBy(state: State, by: string): string {
  const running = Object.values(state.tasks).some(task => {
    const party = task.parties[by]
    return party !== undefined && party.start === 'accepted' && !isSettled(party)
  })
  return state.nodes[by]?.manner.disowns && running
    ? `stopped by ${by}: by its operator, or because a container there is gone that did not report its end`
    : `stopped by ${by}`
}

function audited(state: State, name: string, status: 'READY' | 'REJECTED', reason?: string): void {
  const node = own(state.nodes, name)
  if (node === undefined)
    throw new ProtocolError(403, `node "${name}" has no role in this job, so it has nothing to approve`)
  if (node.approval === status) return
  if (node.approval !== 'PENDING') {
    throw new ProtocolError(409, `node "${name}" has answered ${node.approval} already, and now says ${status}`)
  }
  node.approval = status
  if (status === 'REJECTED') node.refused = true
  if (reason) node.reason = reason
}

function answered(state: State, peer: string, entryId: number, outcome: CallOutcome, at: number): void {
  const entry = settle(state.outbox, peer, entryId)
  const node = state.nodes[peer]
  if (entry === undefined || node === undefined) return
  switch (entry.route) {
    case 'job/create':
      return createAnswered(node, outcome)
    case 'job/start':
      if (outcome.kind === 'ok' && state.status === 'READY') state.status = 'RUNNING'
      else if (outcome.kind === 'refused' || outcome.kind === 'expired')
        failJob(state, `${peer} did not start the job: ${outcome.message}`, at)
      return
    case 'task/start':
      return startAnswered(state, peer, entry, outcome, at)
    default:
      return
  }
}

function createAnswered(node: Draft<NodeState>, outcome: CallOutcome): void {
  if (outcome.kind === 'ok') {
    node.created = true
    if (!node.manner.confirms && node.approval === 'PENDING') node.approval = 'READY'
    return
  }
  if (outcome.kind === 'unknown' || node.approval !== 'PENDING') return
  node.approval = 'REJECTED'
  if (outcome.kind === 'refused') node.refused = true
  node.reason = outcome.message
}

function startAnswered(state: State, peer: string, entry: Entry, outcome: CallOutcome, at: number): void {
  const task = state.tasks[entry.task ?? '']
  const party = task?.parties[peer]
  if (task === undefined || party === undefined) return
  if (outcome.kind === 'ok' || outcome.kind === 'unknown') {
    party.start = 'accepted'
    if (outcome.kind === 'ok') raise(party, 'READY')
    // The start may have arrived after the stop that overtook it.
    if (entry.overtaken) postStop(state, peer, isFinalJob(state.status) ? undefined : entry.task, at)
    return
  }
  if (entry.overtaken) {
    party.start = 'none'
    return
  }
  for (const role of Object.values(party.roles)) {
    if (isFinalTask(role.status)) continue
    role.status = 'FAILED'
    role.message = outcome.message
  }
}

function reported(state: State, event: Extract<SchedulerEvent, { type: 'reported' }>): void {
  const { task, party } = partyOf(state, event.node, event.taskId)
  const named = rolesNamed(party, event.role)
  if (named.length === 0)
    throw new ProtocolError(403, `node "${event.node}" does not hold the role "${event.role}" in this task`)
  if (event.status === 'PENDING' && isStopKnown(state, event.node, task)) forgetStart(party)
  for (const key of named) {
    const role = party.roles[key]
    if (role === undefined) continue
    const later = laterTask(role.status, event.status)
    if (later === role.status) continue
    role.status = later
    if (event.message) role.message = event.message
  }
}

/** A party that knows of the stop and has the task PENDING never got the start, and will not obey it any more. */
function forgetStart(party: Draft<PartyState>): void {
  if (Object.values(party.roles).every(role => role.status === 'PENDING')) party.start = 'none'
}

function isStopKnown(state: State, peer: string, task: Draft<TaskState>): boolean {
  return (
    (isFinalJob(state.status) || task.stopped) &&
    !isPending(state.outbox, peer, 'job/stop') &&
    !isPending(state.outbox, peer, 'task/stop')
  )
}

/**
 * Who has no role in a task whose component is unknown here is done with it; who has one and knows of no task will never run it.
 * Who has reported that it runs has it.
 */
function disowned(state: State, event: Extract<SchedulerEvent, { type: 'disowned' }>): void {
  const { task, party } = partyOf(state, event.node, event.taskId)
  if (isStopKnown(state, event.node, task)) forgetStart(party)
  for (const key of rolesNamed(party, event.role)) {
    const role = party.roles[key]
    if (role === undefined || isFinalTask(role.status)) continue
    if (isStopKnown(state, event.node, task)) {
      if (role.status === 'PENDING') continue
      role.status = 'FAILED'
      role.message = event.message
    } else if (state.nodes[event.node]?.manner.disowns && role.status !== 'RUNNING') {
      if (!task.rolesKnown) role.status = 'SUCCESS'
      else {
        role.status = 'FAILED'
        role.message = `it took the start, and has no such task ("${event.message}"): does its component have this role?`
      }
    }
  }
}

function partyOf(state: State, node: string, taskId: string): { task: Draft<TaskState>; party: Draft<PartyState> } {
  const found = Object.entries(state.tasks).find(([, task]) => task.taskId === taskId)
  if (found === undefined) throw new ProtocolError(404, `this job has no task with the id "${taskId}"`)
  const [name, task] = found
  const party = own(task.parties, node)
  if (party === undefined) throw new ProtocolError(403, `node "${node}" has no part in the task "${name}"`)
  return { task, party }
}

/** What follows from how things stand now. */
function advance(state: State, at: number): void {
  if (state.status === 'PENDING') decide(state, at)
  if (state.status === 'READY' || state.status === 'RUNNING') {
    const failed = Object.entries(state.tasks).find(([, task]) => !task.stopped && taskStatus(task) === 'FAILED')
    if (failed !== undefined) failJob(state, failureOf(...failed), at)
    else startReady(state, at)
  }
  if (
    state.status === 'RUNNING' &&
    !Object.values(state.tasks).some(task => isInFlight(task) || isStartable(state, task))
  )
    finish(state, at)
  for (const task of Object.values(state.tasks)) {
    if (task.finishedAt === undefined && isFinalTask(taskStatus(task)) && !isInFlight(task)) task.finishedAt = at
  }
  if (state.settleUntil !== undefined && !Object.values(state.tasks).some(isInFlight)) delete state.settleUntil
}

/** Approval: all READY starts the job, one REJECTED ends it. */
function decide(state: State, at: number): void {
  const first = Object.entries(state.nodes).find(([, node]) => node.approval === 'REJECTED')
  if (first !== undefined) {
    const [name, node] = first
    state.status = 'REJECTED'
    state.outcome = 'rejected'
    state.reason = `${name} refused the job${node.reason ? `: ${node.reason}` : ''}`
    state.finishedAt = at
    for (const [peer, { refused }] of Object.entries(state.nodes)) {
      // The initiator knows the job without having taken it, so it is told also when it was the one that refused.
      if (!refused || peer === state.initiator) stopAtNode(state, peer, at)
    }
    return
  }
  if (Object.values(state.nodes).some(node => node.approval === 'PENDING')) return
  state.status = 'READY'
  for (const peer of Object.keys(state.nodes)) tell(state, peer, 'job/start', {}, at)
}

function startReady(state: State, at: number): void {
  for (const [name, task] of Object.entries(state.tasks)) {
    if (!isStartable(state, task)) continue
    task.startedAt = at
    if (state.deadlines.taskMs !== undefined) task.endBy = at + state.deadlines.taskMs
    for (const [peer, party] of Object.entries(task.parties)) {
      if (party.start !== 'none') continue
      party.start = 'posted'
      const role = plainRole(Object.keys(party.roles)[0] ?? '')
      tell(state, peer, 'task/start', { task_id: task.taskId, task_name: name }, at, { task: name, role })
    }
  }
}

/** A task can be started when nobody was asked to yet and all its upstream tasks are SUCCESS at all their parties. */
function isStartable(state: State, task: Draft<TaskState>): boolean {
  return (
    !task.stopped &&
    Object.values(task.parties).some(party => party.start === 'none' && !isSettled(party)) &&
    task.upstream.every(name => {
      const above = state.tasks[name]
      return above !== undefined && taskStatus(above) === 'SUCCESS'
    })
  )
}

/** Some party was asked to start it and has not reported its end. */
function isInFlight(task: TaskState): boolean {
  return Object.values(task.parties).some(party => party.start !== 'none' && !isSettled(party))
}

function isSettled(party: PartyState): boolean {
  return Object.values(party.roles).every(role => isFinalTask(role.status))
}

function finish(state: State, at: number): void {
  const good = Object.values(state.tasks).every(task => taskStatus(task) === 'SUCCESS')
  end(state, good ? 'succeeded' : 'stopped', good ? '' : stoppedReason(state), at)
  for (const [peer, node] of Object.entries(state.nodes)) {
    // One that takes the name for nothing takes the end for a failure, too, while it thinks that the job runs.
    if (good && node.manner.stop === 'task') continue
    postStop(state, peer, undefined, at)
  }
}

function stoppedReason(state: State): string {
  const names = Object.entries(state.tasks).flatMap(([name, task]) => (task.stopped ? [name] : []))
  return `stopped by name: ${names.join(', ')}`
}

function failJob(state: State, reason: string, at: number): void {
  if (isFinalJob(state.status)) return
  end(state, 'failed', reason, at)
  for (const peer of Object.keys(state.nodes)) stopAtNode(state, peer, at)
}

function stopJob(state: State, reason: string, at: number): void {
  if (isFinalJob(state.status)) return
  end(state, 'stopped', reason, at)
  for (const peer of Object.keys(state.nodes)) stopAtNode(state, peer, at)
}

function end(state: State, outcome: 'succeeded' | 'failed' | 'stopped', reason: string, at: number): void {
  state.status = 'FINISHED'
  state.outcome = outcome
  state.reason = reason
  state.finishedAt = at
  state.settleUntil = at + state.patienceMs
}

function failureOf(name: string, task: Draft<TaskState>): string {
  for (const [peer, party] of Object.entries(task.parties)) {
    for (const [key, role] of Object.entries(party.roles)) {
      if (role.status === 'FAILED')
        return `task ${name} failed at ${peer} (${key})${role.message ? `: ${role.message}` : ''}`
    }
  }
  return `task ${name} failed`
}

/**
 * A stop by name: the task and all downstream of it are not started any more; what runs of them is stopped. Where the named task has
 * ended, those that follow it are named to the parties: the name of what has ended would only clear its remains away there.
 */
function stopTask(state: State, name: string, at: number): void {
  const task = own(state.tasks, name)
  if (task === undefined)
    throw new ProtocolError(404, `this job has no task "${name}" (${Object.keys(state.tasks).join(', ')})`)
  if (isFinalJob(state.status)) return
  const names = withDownstream(upstreamOf(state), name)
  let changed = false
  const living = new Set<string>()
  for (const affected of names) {
    const each = state.tasks[affected]
    if (each === undefined || isFinalTask(taskStatus(each))) continue
    living.add(affected)
    if (each.stopped) continue
    each.stopped = true
    changed = true
  }
  if (!changed) return
  const first = [...living].filter(each => !state.tasks[each]?.upstream.some(above => living.has(above)))
  for (const peer of Object.keys(state.nodes)) stopAtNode(state, peer, at, { first, names })
}

function upstreamOf(state: State): Record<string, string[]> {
  return mapValues(state.tasks, task => task.upstream)
}

/** A stop on its way to a node drops the starts that were never tried. */
function stopAtNode(state: State, peer: string, at: number, only?: { first: string[]; names: Set<string> }): void {
  const concerns = ({ route, task }: Entry): boolean =>
    only === undefined
      ? route === 'job/create' || route === 'job/start' || route === 'task/start'
      : route === 'task/start' && only.names.has(task ?? '')
  for (const dropped of makeWay(state.outbox, peer, concerns)) {
    const party = state.tasks[dropped.task ?? '']?.parties[peer]
    if (party !== undefined) party.start = 'none'
  }
  if (only === undefined) return postStop(state, peer, undefined, at)
  for (const name of only.first) postStop(state, peer, name, at)
}

function postStop(state: State, peer: string, name: string | undefined, at: number): void {
  if (name === undefined) {
    const said = {
      final_status: state.status === 'REJECTED' ? 'REJECTED' : 'FINISHED',
      ...(state.outcome && { outcome: state.outcome }),
      ...(state.reason && { reason: state.reason }),
    }
    tell(state, peer, 'job/stop', said, at)
    return
  }
  if (state.nodes[peer]?.manner.stop !== 'task') {
    tell(state, peer, 'job/stop', { task_name: name }, at, { task: name })
    return
  }
  for (const affected of withDownstream(upstreamOf(state), name)) {
    const task = state.tasks[affected]
    const party = task?.parties[peer]
    if (task === undefined || party === undefined || party.start === 'none' || isSettled(party)) continue
    if (state.outbox.peers[peer]?.some(entry => entry.route === 'task/stop' && entry.task === affected)) continue
    post(state.outbox, peer, {
      route: 'task/stop',
      body: { task_id: task.taskId },
      task: affected,
      until: at + state.patienceMs,
    })
  }
}

function silence(state: State, name: string, since: number | undefined): void {
  const node = state.nodes[name]
  if (node === undefined) return
  if (since === undefined) delete node.silentSince
  else node.silentSince ??= since
}

/** What has run out while the job lives; Section 8. */
function overdue(state: State, at: number): void {
  if (state.status === 'PENDING' && state.approveBy !== undefined && at >= state.approveBy) {
    for (const node of Object.values(state.nodes)) {
      if (node.approval !== 'PENDING') continue
      node.approval = 'REJECTED'
      node.reason = `it did not decide within ${formatDuration(state.deadlines.approvalMs ?? 0)}`
    }
  }
  if (isFinalJob(state.status)) return
  for (const task of Object.values(state.tasks)) {
    if (task.endBy === undefined || at < task.endBy || !isInFlight(task)) continue
    failSilent(task, () => `it did not end within ${formatDuration(state.deadlines.taskMs ?? 0)}`)
  }
  for (const [name, node] of Object.entries(state.nodes)) {
    const silentBy = silentByOf(state, node)
    if (silentBy !== undefined && at >= silentBy)
      failJob(state, `${name} was silent for ${formatDuration(state.deadlines.silentPeerMs ?? 0)}`, at)
  }
}

function silentByOf(state: SchedulerState, { silentSince }: NodeState): number | undefined {
  const { silentPeerMs } = state.deadlines
  return silentSince === undefined || silentPeerMs === undefined ? undefined : silentSince + silentPeerMs
}

/** Writes FAILED for what was started and has not reported its end. */
function failSilent(task: Draft<TaskState>, sentence: (peer: string) => string): void {
  for (const [peer, party] of Object.entries(task.parties)) {
    if (party.start === 'none') continue
    for (const role of Object.values(party.roles)) {
      if (isFinalTask(role.status)) continue
      role.status = 'FAILED'
      role.message = sentence(peer)
    }
  }
}

/** A party that stays silent after the end: what it never reported is written down as failed. */
function giveUpOnSilent(state: State, at: number): void {
  if (state.settleUntil === undefined || at < state.settleUntil) return
  for (const task of Object.values(state.tasks)) failSilent(task, peer => `${peer} did not say how it ended`)
  delete state.settleUntil
}

function tell(
  state: State,
  peer: string,
  route: CallRoute,
  body: JsonObject,
  at: number,
  about: { task?: string; role?: string } = {},
): void {
  post(state.outbox, peer, { route, body: { job_id: state.jobId, ...body }, until: at + state.patienceMs, ...about })
}

function raise(party: Draft<PartyState>, status: TaskStatus): void {
  for (const role of Object.values(party.roles)) role.status = laterTask(role.status, status)
}

/** The role keys of a party that a call's role names: `guest`, `guest.0`, or all for an empty one. */
function rolesNamed(party: PartyState, role: string): string[] {
  return Object.keys(party.roles).filter(key => role === '' || key === role || plainRole(key) === role)
}

function mapValues<V, W>(record: Record<string, V>, change: (value: V) => W): Record<string, W> {
  return Object.fromEntries(Object.entries(record).map(([key, value]) => [key, change(value)]))
}
