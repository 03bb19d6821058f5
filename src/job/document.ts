/** One document a job: what is stored of it, and what is read from that at a glance. */
import type { InitiatorState } from '../initiator/machine.js'
import type { ParticipantState } from '../participant/state.js'
import type { JobBody } from '../protocol/job.js'
import { isFinalJob, type JobStatus } from '../protocol/values.js'
import type { Outcome } from '../protocol/view.js'
import type { SchedulerState } from '../scheduler/state.js'

/** Grows when the shape changes; an older document is migrated when read, a newer one refused. */
export const JOB_SCHEMA = 1

export interface JobDocument {
  schema: number
  jobId: string
  /** This node. */
  self: string
  traceId: string
  createdAt: number
  updatedAt: number
  /** Grows by one with every stored change. */
  revision: number
  /** As it came, unknown fields included; absent where nothing but a stop is known of the job. */
  body?: JobBody
  /** What a repeated creation is compared with. */
  digest?: string
  /** The scheduler of record. */
  scheduler: string
  initiator?: InitiatorState
  schedulerPart?: SchedulerState
  participant?: ParticipantState
  /** A stop came before the job: a create that was under way can't revive it. */
  stoppedBeforeCreated?: { by: string; reason: string; at?: number; finalStatus?: 'FINISHED' | 'REJECTED' }
}

export interface Standing {
  status: JobStatus
  outcome?: Outcome
  reason: string
  finishedAt?: number
}

/** A job's status at this node: the scheduler's where this node schedules it, else the participant's, else the initiator's. */
export function standingOf(doc: JobDocument): Standing {
  const { schedulerPart, participant, initiator } = doc
  if (schedulerPart !== undefined) return schedulerPart
  if (doc.stoppedBeforeCreated !== undefined) {
    const { reason, at = doc.createdAt, finalStatus = 'FINISHED' } = doc.stoppedBeforeCreated
    const outcome = finalStatus === 'REJECTED' ? 'rejected' : 'stopped'
    return { status: finalStatus, outcome, reason, finishedAt: at }
  }
  if (initiator?.handedOver === 'refused') {
    const at = initiator.refusedAt
    return {
      status: 'REJECTED',
      outcome: 'rejected',
      reason: initiator.reason,
      ...(at !== undefined && { finishedAt: at }),
    }
  }
  if (participant !== undefined) return participant
  const reason =
    initiator?.handedOver === 'pending'
      ? `${initiator.scheduler} has not taken the job yet: retrying until it answers`
      : ''
  return { status: 'PENDING', reason }
}

/** Whether nothing but history is left of it. */
export function isOver(doc: JobDocument): boolean {
  return isFinalJob(standingOf(doc).status)
}

/** Reads back what was stored; throws where the file holds something else. */
export function readDocument(value: unknown): JobDocument {
  if (!isDocument(value)) throw new TypeError('it is no job of this program')
  return value
}

function isDocument(value: unknown): value is JobDocument {
  if (typeof value !== 'object' || value === null) return false
  const texts = ['jobId', 'self', 'traceId', 'scheduler'].every(name => typeof Reflect.get(value, name) === 'string')
  const numbers = ['createdAt', 'updatedAt', 'revision'].every(name => typeof Reflect.get(value, name) === 'number')
  return (
    texts &&
    numbers &&
    ['schedulerPart', 'participant', 'initiator'].every(name => isAbsentOrObject(Reflect.get(value, name)))
  )
}

function isAbsentOrObject(value: unknown): boolean {
  return value === undefined || (typeof value === 'object' && value !== null)
}
