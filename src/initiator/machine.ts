/**
 * The initiator's part of a job that another node schedules: hand it over, and pass on what reaches this node by mistake
 * (peers call the initiator where the specification says "the initiator or the scheduler"). Section 2.
 */
import { type Draft, produce } from 'immer'
import type { Outstanding } from '../job/commands.js'
import {
  type CallOutcome,
  type CallRoute,
  emptyOutbox,
  type Outbox,
  outboxCommands,
  post,
  settle,
} from '../job/outbox.js'
import type { JsonObject } from '../protocol/job.js'

export interface InitiatorState {
  jobId: string
  scheduler: string
  /** What a repeated submission is compared with. */
  digest: string
  patienceMs: number
  /** What became of create_all at the scheduler. */
  handedOver: 'pending' | 'accepted' | 'refused'
  reason: string
  refusedAt?: number
  outbox: Outbox
}

export interface InitiatorPlan {
  jobId: string
  scheduler: string
  /** What a repeated submission is compared with. */
  digest: string
  patienceMs: number
  /** The body of interconn/create_all. */
  body: JsonObject
}

export type InitiatorEvent = { at: number } & (
  | { type: 'answered'; peer: string; entryId: number; outcome: CallOutcome }
  /** `origin` is the node that sent it here. */
  | { type: 'passOn'; route: CallRoute; body: JsonObject; origin: string }
  | { type: 'stopAll'; task?: string }
)

/** A job as its initiator first stores it, with create_all on its way to the scheduler. */
export function begin(plan: InitiatorPlan, at: number): InitiatorState {
  const { body, ...facts } = plan
  const state: InitiatorState = { ...facts, handedOver: 'pending', reason: '', outbox: emptyOutbox() }
  post(state.outbox, plan.scheduler, { route: 'job/create_all', body, until: at + plan.patienceMs })
  return state
}

/** The state after an event; the very same one when the event changes nothing. */
export function step(state: InitiatorState, event: InitiatorEvent): InitiatorState {
  return produce(state, draft => handle(draft, event))
}

/** What must be done in this state, by key. */
export function outstanding(state: InitiatorState): Outstanding {
  return outboxCommands('initiator', state.outbox)
}

function handle(state: Draft<InitiatorState>, event: InitiatorEvent): void {
  switch (event.type) {
    case 'answered': {
      const entry = settle(state.outbox, event.peer, event.entryId)
      if (entry?.route === 'job/create_all') handedOver(state, event.outcome, event.at)
      return
    }
    case 'passOn':
      send(state, event.route, { ...event.body, origin_node_id: event.origin }, event.at)
      return
    case 'stopAll':
      // It may have been refused since its stop was asked for: there is nothing to stop.
      if (state.handedOver === 'refused') return
      send(
        state,
        'job/stop_all',
        { job_id: state.jobId, ...(event.task !== undefined && { task_name: event.task }) },
        event.at,
      )
  }
}

function handedOver(state: Draft<InitiatorState>, outcome: CallOutcome, at: number): void {
  if (outcome.kind === 'ok') {
    state.handedOver = 'accepted'
    return
  }
  if (outcome.kind === 'unknown') return
  state.handedOver = 'refused'
  state.reason = `${state.scheduler} did not take the job: ${outcome.message}`
  state.refusedAt = at
}

function send(state: Draft<InitiatorState>, route: CallRoute, body: JsonObject, at: number): void {
  post(state.outbox, state.scheduler, { route, body, until: at + state.patienceMs })
}
