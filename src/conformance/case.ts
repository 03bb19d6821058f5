/** What one case of the conformance test is, and how it can end. */
import type { Exchange } from './probe.js'
import type { World } from './world.js'

/**
 * `must`: without it a job goes wrong. `differs`: a job works where the others adapt to it. `info`: nothing that anything demands,
 * but worth knowing; it is never a deviation.
 */
export type Level = 'must' | 'differs' | 'info'

/** The part that the tested node plays; isched plays the other one. */
export type TestedRole = 'participant' | 'scheduler'

/** What stands in brackets behind the title of an interface in the specification; `response` is among its data models. */
type Interface =
  | 'create_job_all'
  | 'create_job'
  | 'start_job'
  | 'start_task'
  | 'stop_job_all'
  | 'stop_job'
  | 'job_status_all'
  | 'poll'
  | 'callback'
  | 'audit_confirm'
  | 'response'

/** Where it is written: the name of the interface in the specification, and the section of isched-protocol(7). */
export interface Place {
  specification?: Interface
  manual?: string
}

/** What was seen, against what would be right. */
export interface Sight {
  sent: string
  came: string
  right: string
}

export type Verdict =
  | { result: 'passed'; came?: string }
  | ({ result: 'deviates'; level?: Level } & Sight)
  | { result: 'noted'; came: string; sent?: string }
  | { result: 'not tried'; why: string }

/** What a case cannot do without. */
export type Need = 'component' | 'long component' | 'listener'

export interface Case {
  /** `job/create.repeat` */
  id: string
  /** What is right, as a sentence without its full stop. */
  title: string
  level: Level
  place: Place
  /** What it sends or waits for, for the plan. */
  does: string
  needs?: readonly Need[]
  /** The cases that must have passed, for it to mean anything. */
  after?: readonly string[]
  run: (world: World) => Promise<Verdict> | Verdict
}

/** A case and how it ended. */
export interface CaseResult {
  as: TestedRole
  id: string
  title: string
  level: Level
  place: Place
  verdict: Verdict
}

export function passed(came?: string): Verdict {
  return came === undefined ? { result: 'passed' } : { result: 'passed', came }
}

export function noted(came: string, sent?: string): Verdict {
  return sent === undefined ? { result: 'noted', came } : { result: 'noted', came, sent }
}

export function notTried(why: string): Verdict {
  return { result: 'not tried', why }
}

/** A deviation that showed in an exchange, or in something else that is said in words. */
export function deviates(where: Exchange | { sent: string; came: string }, right: string, level?: Level): Verdict {
  return { result: 'deviates', sent: where.sent, came: where.came, right, ...(level && { level }) }
}
