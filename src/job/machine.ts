/**
 * A job at this node: the three parts together, as one pure machine. What one part says to another on the same node is an
 * event in the same step, never a call.
 */
import * as initiator from '../initiator/machine.js'
import * as participant from '../participant/machine.js'
import type { ParticipantPlan } from '../participant/state.js'
import { ProtocolError } from '../protocol/envelope.js'
import type { JobBody } from '../protocol/job.js'
import * as scheduler from '../scheduler/machine.js'
import type { SchedulerPlan } from '../scheduler/state.js'
import type { Outstanding, Part } from './commands.js'
import { JOB_SCHEMA, type JobDocument } from './document.js'
import { incoming } from './incoming.js'
import { type CallOutcome, type Entry, isPending, type Outbox } from './outbox.js'

/** A participant's plan, or why this node cannot take part. */
export type Admitted = { ok: true; plan: ParticipantPlan } | { ok: false; reason: string }

export type JobEvent =
  | { part: 'initiator'; event: initiator.InitiatorEvent }
  | { part: 'scheduler'; event: scheduler.SchedulerEvent }
  | { part: 'participant'; event: participant.ParticipantEvent }
  | ({ part: 'job'; at: number; traceId: string; self: string; jobId: string } & Beginning)

/** How a job comes to be known here. */
export type Beginning =
  | { type: 'handOver'; body: JobBody; plan: initiator.InitiatorPlan }
  /** `local` where this node is a participant, too. */
  | { type: 'schedule'; body: JobBody; digest: string; plan: SchedulerPlan; local?: Admitted }
  | { type: 'takePart'; body: JobBody; digest: string; scheduler: string; plan: ParticipantPlan }
  /** A stop before the job was created here as a participant's. */
  | { type: 'stopUnknown'; by: string; reason: string; finalStatus?: 'FINISHED' | 'REJECTED' }

/** The document after an event; the very same one when nothing changes. Throws ProtocolError for what the state forbids. */
export function step(doc: JobDocument | undefined, event: JobEvent): JobDocument {
  const { doc: next, local } = apply(doc, event)
  return next === doc ? next : deliverLocally(next, local, atOf(event))
}

/** What must be done, by key. */
export function outstanding(doc: JobDocument): Outstanding {
  return {
    ...(doc.initiator && initiator.outstanding(doc.initiator)),
    ...(doc.schedulerPart && scheduler.outstanding(doc.schedulerPart)),
    ...(doc.participant && participant.outstanding(doc.participant)),
  }
}

/** The event's time. */
export function atOf(event: JobEvent): number {
  return event.part === 'job' ? event.at : event.event.at
}

function apply(doc: JobDocument | undefined, event: JobEvent): { doc: JobDocument; local?: Admitted } {
  if (event.part === 'job') return beginning(doc, event)
  if (doc === undefined) throw new ProtocolError(404, 'no such job here')
  switch (event.part) {
    case 'initiator': {
      const next = withPart(
        doc,
        'initiator',
        doc.initiator,
        doc.initiator && initiator.step(doc.initiator, event.event),
      )
      return { doc: event.event.type === 'stopAll' ? stoppedHere(next, event.event) : next }
    }
    case 'scheduler':
      return {
        doc: withPart(
          doc,
          'schedulerPart',
          doc.schedulerPart,
          doc.schedulerPart && scheduler.step(doc.schedulerPart, event.event),
        ),
      }
    case 'participant':
      return {
        doc: withPart(
          doc,
          'participant',
          doc.participant,
          doc.participant && participant.step(doc.participant, event.event),
        ),
      }
  }
}

function withPart<K extends 'initiator' | 'schedulerPart' | 'participant'>(
  doc: JobDocument,
  name: K,
  before: JobDocument[K],
  after: JobDocument[K],
): JobDocument {
  if (after === undefined) throw new ProtocolError(404, `this node plays no such part in job ${doc.jobId}`)
  return after === before ? doc : { ...doc, [name]: after }
}

function beginning(
  doc: JobDocument | undefined,
  event: Extract<JobEvent, { part: 'job' }>,
): { doc: JobDocument; local?: Admitted } {
  const { at, traceId, self, jobId } = event
  const base: JobDocument = doc ?? {
    schema: JOB_SCHEMA,
    jobId,
    self,
    traceId,
    createdAt: at,
    updatedAt: at,
    revision: 0,
    scheduler: '',
  }
  const before = base.stoppedBeforeCreated
  const isNew = event.type === 'schedule' || event.type === 'takePart' || base.initiator === undefined
  if (before !== undefined && event.type !== 'stopUnknown' && isNew) {
    const { initiator: own, scheduler } = base
    // It would take the refusal for one of the job, before it hears of the stop.
    if (own !== undefined && isPending(own.outbox, scheduler, 'job/stop_all'))
      throw new ProtocolError(503, `job ${jobId} was stopped here, and its scheduler is being told of it`)
    throw new ProtocolError(409, `job ${jobId} was stopped by ${before.by} before it was created here`)
  }
  switch (event.type) {
    case 'handOver':
      refuseOther(jobId, base.initiator?.digest, event.plan.digest)
      if (base.initiator !== undefined) return { doc: base }
      return {
        doc: { ...base, body: event.body, scheduler: event.plan.scheduler, initiator: initiator.begin(event.plan, at) },
      }
    case 'schedule': {
      refuseOther(jobId, base.digest, event.digest)
      if (base.schedulerPart !== undefined) return { doc: base }
      const { body, digest, plan, local } = event
      const next = { ...base, body, digest, scheduler: self, schedulerPart: scheduler.begin(plan, at) }
      return local === undefined ? { doc: next } : { doc: next, local }
    }
    case 'takePart': {
      if (base.participant !== undefined) {
        refuseOther(jobId, base.digest, event.digest)
        return { doc: base }
      }
      const { body, digest } = event
      return {
        doc: { ...base, body, digest, scheduler: event.scheduler, participant: participant.begin(event.plan, at) },
      }
    }
    case 'stopUnknown':
      // Only where the job is not taken part in, or is not known at all: its initiator hears of its end so, too. Its own stop
      // gives way to how the scheduler had ended the job.
      if (base.participant !== undefined || base.schedulerPart !== undefined || (before && before.by !== self))
        return { doc: base }
      return { doc: { ...base, stoppedBeforeCreated: markOf(event) } }
  }
}

/** A stop of the initiator's own holds here at once where it takes no part yet, whether its scheduler is ever heard of again or not. */
function stoppedHere(doc: JobDocument, { task, at }: { task?: string; at: number }): JobDocument {
  const { participant, stoppedBeforeCreated, self } = doc
  const over =
    participant !== undefined || stoppedBeforeCreated !== undefined || doc.initiator?.handedOver === 'refused'
  if (task !== undefined || over) return doc
  return { ...doc, stoppedBeforeCreated: { by: self, reason: `stopped by ${self}`, at } }
}

function markOf({ by, reason, finalStatus, at }: Extract<JobEvent, { type: 'stopUnknown' }>) {
  return { by, reason, at, ...(finalStatus !== undefined && { finalStatus }) }
}

function refuseOther(jobId: string, before: string | undefined, digest: string): void {
  if (before !== undefined && before !== digest) {
    throw new ProtocolError(409, `job ${jobId} exists here already, with another body`)
  }
}

/** Carries what the parts say to this very node, until they have nothing more to say to each other. */
function deliverLocally(doc: JobDocument, local: Admitted | undefined, at: number): JobDocument {
  let current = doc
  for (let message = nextLocal(current); message !== undefined; message = nextLocal(current)) {
    const { part, entry } = message
    let outcome: CallOutcome
    try {
      current = receive(current, entry, local, at)
      outcome = { kind: 'ok', data: {} }
    } catch (error) {
      if (!(error instanceof ProtocolError)) throw error
      outcome = { kind: 'refused', code: error.code, message: error.message }
    }
    const answered = { type: 'answered' as const, peer: current.self, entryId: entry.id, outcome, at }
    current = apply(current, { part, event: answered }).doc
  }
  return current
}

function nextLocal(doc: JobDocument): { part: Part; entry: Entry } | undefined {
  const outboxes: [Part, Outbox | undefined][] = [
    ['initiator', doc.initiator?.outbox],
    ['scheduler', doc.schedulerPart?.outbox],
    ['participant', doc.participant?.outbox],
  ]
  for (const [part, outbox] of outboxes) {
    const entry = outbox?.peers[doc.self]?.[0]
    if (entry !== undefined) return { part, entry }
  }
  return undefined
}

function receive(doc: JobDocument, entry: Entry, local: Admitted | undefined, at: number): JobDocument {
  const body: unknown = JSON.parse(entry.body)
  if (entry.route === 'job/create') {
    if (doc.participant !== undefined) return doc
    if (local === undefined) throw new ProtocolError(500, 'this node was not asked whether it can take part')
    if (!local.ok) throw new ProtocolError(400, local.reason)
    return { ...doc, participant: participant.begin(local.plan, at) }
  }
  return apply(doc, incoming(entry.route, body, doc.self, at)).doc
}
