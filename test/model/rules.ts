/** What must hold after every step, whatever happens. */
import { type JobDocument, standingOf } from '../../src/job/document.js'
import type { ParticipantState } from '../../src/participant/state.js'
import { isFinalJob, isFinalTask, type JobStatus, laterTask, type TaskStatus } from '../../src/protocol/values.js'
import { taskStatus } from '../../src/scheduler/machine.js'
import type { SchedulerState } from '../../src/scheduler/state.js'
import { IschedNode } from './node.js'
import { nodeId } from './scenario.js'
import type { World } from './world.js'

const JOB_RANK: Record<JobStatus, number> = { PENDING: 0, READY: 1, RUNNING: 2, FINISHED: 3, REJECTED: 3 }

export class Rules {
  /** Starts that were sent once, so that they may be sent again. */
  readonly #tried = new Set<string>()

  constructor(private readonly world: World) {}

  /** A document has been written. */
  stored(node: IschedNode, before: JobDocument | undefined, doc: JobDocument): void {
    this.world.say(() => `${node.id} stores ${summary(doc)}`)
    if (before === undefined) return
    const where = `${node.id} ${doc.jobId}`
    if (doc.revision !== before.revision + 1)
      this.world.breaks(`${where}: revision ${doc.revision} follows ${before.revision}`)
    if (before.participant?.stoppedHere === undefined && before.stoppedBeforeCreated?.by !== node.id)
      this.#jobMoves(`${where} as a whole`, standingOf(before).status, standingOf(doc).status)
    this.#schedulerMoves(where, before.schedulerPart, doc.schedulerPart)
    this.#participantMoves(where, before.participant, doc.participant)
  }

  /** The runner is asked to start an instance. */
  starts(node: number, doc: JobDocument | undefined, labels: Record<string, string>): void {
    const { 'isched.task': name = '', 'isched.role': role = '', 'isched.job': job = '' } = labels
    const where = `${nodeId(node)} starts ${job} ${name} ${role}`
    const participant = doc?.participant
    const task = participant?.tasks[name]
    const instance = task?.instances[role]
    if (participant === undefined || task === undefined || instance === undefined)
      return this.world.breaks(`${where}, of which it has stored nothing`)
    if (participant.approval !== 'READY') this.world.breaks(`${where} without having approved the job`)
    if (!task.ordered) this.world.breaks(`${where} without having been told to`)
    if (isFinalJob(participant.status)) this.world.breaks(`${where} of a job that is ${participant.status} there`)
    if (task.barred) this.world.breaks(`${where} of a task that was stopped there`)
    if (isFinalTask(instance.status)) this.world.breaks(`${where}, which is ${instance.status} already`)
    if (instance.phase !== 'starting') this.world.breaks(`${where}, stored as ${instance.phase}`)
  }

  /** A node calls another: no start is sent for the first time once a stop of it is stored. */
  tells(from: string, to: string, route: string, text: string): void {
    if (route !== 'task/start') return
    const { job_id: job = '', task_name: name = '' }: Record<string, string> = JSON.parse(text)
    const key = `${from} ${to} ${job} ${name}`
    const node = this.world.nodes.find(({ id }) => id === from)
    const scheduler = node instanceof IschedNode ? node.known.get(job)?.schedulerPart : undefined
    const over = scheduler === undefined || isFinalJob(scheduler.status) || scheduler.tasks[name]?.stopped === true
    if (over && !this.#tried.has(key))
      this.world.breaks(`${from} tells ${to} to start ${job} ${name}, which it has stopped`)
    this.#tried.add(key)
  }

  #schedulerMoves(where: string, before: SchedulerState | undefined, now: SchedulerState | undefined): void {
    if (before === undefined) return
    if (now === undefined) return this.world.breaks(`${where}: the scheduler's part is gone`)
    this.#jobMoves(`${where} at its scheduler`, before.status, now.status)
    for (const [name, task] of Object.entries(before.tasks)) {
      const next = now.tasks[name]
      if (next === undefined) return this.world.breaks(`${where}: the task ${name} is gone`)
      this.#taskMoves(`${where} ${name} over all parties`, taskStatus(task), taskStatus(next))
      if (task.stopped && !next.stopped) this.world.breaks(`${where} ${name} is no longer stopped`)
      for (const [peer, party] of Object.entries(task.parties)) {
        for (const [key, { status }] of Object.entries(party.roles))
          this.#taskMoves(`${where} ${name} at ${peer} ${key}`, status, next.parties[peer]?.roles[key]?.status)
      }
    }
    for (const [peer, { approval }] of Object.entries(before.nodes)) {
      if (approval !== 'PENDING' && now.nodes[peer]?.approval !== approval)
        this.world.breaks(`${where}: the approval of ${peer} goes from ${approval} to ${now.nodes[peer]?.approval}`)
    }
  }

  #participantMoves(where: string, before: ParticipantState | undefined, now: ParticipantState | undefined): void {
    if (before === undefined) return
    if (now === undefined) return this.world.breaks(`${where}: the participant's part is gone`)
    // Its operator's stop gives way to how the scheduler had ended the job.
    if (before.stoppedHere === undefined) this.#jobMoves(`${where} at this participant`, before.status, now.status)
    if (before.approval !== 'PENDING' && now.approval !== before.approval)
      this.world.breaks(`${where}: its approval goes from ${before.approval} to ${now.approval}`)
    for (const [name, task] of Object.entries(before.tasks)) {
      const next = now.tasks[name]
      if (next === undefined) return this.world.breaks(`${where}: the task ${name} is gone`)
      if (task.barred && !next.barred) this.world.breaks(`${where} ${name} is no longer barred`)
      if (task.ordered && !next.ordered) this.world.breaks(`${where} ${name} is no longer ordered`)
      for (const [role, { status }] of Object.entries(task.instances))
        this.#taskMoves(`${where} ${name} ${role}`, status, next.instances[role]?.status)
    }
  }

  #taskMoves(what: string, before: TaskStatus, now: TaskStatus | undefined): void {
    if (now !== before && (now === undefined || laterTask(before, now) !== now))
      this.world.breaks(`${what} goes from ${before} to ${now}`)
  }

  #jobMoves(what: string, before: JobStatus, now: JobStatus): void {
    if (now !== before && JOB_RANK[now] <= JOB_RANK[before]) this.world.breaks(`${what} goes from ${before} to ${now}`)
  }
}

/** A document in a line. */
export function summary(doc: JobDocument): string {
  const { schedulerPart, participant, initiator } = doc
  const entries = (outbox: SchedulerState['outbox'] | undefined): string =>
    Object.entries(outbox?.peers ?? {})
      .map(
        ([peer, queue]) =>
          `${peer}<-${queue.map(({ route, task, overtaken }) => `${route}${task ? ` ${task}` : ''}${overtaken ? '!' : ''}`).join(',')}`,
      )
      .join(' ')
  const parts = [
    initiator && `initiator ${initiator.handedOver} [${entries(initiator.outbox)}]`,
    schedulerPart &&
      `scheduler ${schedulerPart.status} ${Object.entries(schedulerPart.tasks)
        .map(
          ([name, task]) =>
            `${name}${task.stopped ? '(stopped)' : ''}:${Object.entries(task.parties)
              .map(
                ([peer, party]) =>
                  `${peer}.${party.start}.${Object.values(party.roles)
                    .map(({ status }) => status)
                    .join('+')}`,
              )
              .join(',')}`,
        )
        .join(' ')} [${entries(schedulerPart.outbox)}]`,
    participant &&
      `participant ${participant.status} ${participant.approval} ${Object.entries(participant.tasks)
        .map(
          ([name, task]) =>
            `${name}${task.ordered ? '' : '?'}${task.barred ? '(barred)' : ''}:${Object.entries(task.instances)
              .map(([role, { status, phase, stopping }]) => `${role}.${phase}.${status}${stopping ? '.stopping' : ''}`)
              .join(',')}`,
        )
        .join(' ')} [${entries(participant.outbox)}]`,
    doc.stoppedBeforeCreated && 'stopped before it was created',
  ]
  return `${doc.jobId} r${doc.revision}: ${parts.filter(part => part !== undefined).join(' | ')}`
}
