/** What an answer is worth: leniently whether it is a success, so that one deviation does not look like ten, and strictly its form. */
import { z } from 'zod'
import { readAnswer } from '../protocol/envelope.js'
import { asObject } from '../protocol/job.js'
import { type Edition, isTaskStatus, JOB_STATUSES, TASK_STATUSES, type TaskStatus } from '../protocol/values.js'
import { deviates, passed, type Verdict } from './case.js'
import type { Exchange } from './probe.js'

/** The code that means success in an edition. */
export const SUCCESS_CODE: Record<Edition, 0 | 200> = { '1.0': 200, '1.2': 0 }

const dataSchema = z.record(z.string(), z.unknown())

/** Every field of the envelope by itself, as the specification has it: all three are always there. */
export const ENVELOPE = { code: z.int(), msg: z.string(), data: dataSchema } as const

/** `data` of task/poll. */
export const pollSchema = z.looseObject({ status: z.enum(TASK_STATUSES) })

/** `data` of job/status_all. */
export const jobStatusSchema = z.looseObject({
  job_status: z.enum(JOB_STATUSES),
  status: z.record(z.string(), z.enum(TASK_STATUSES)),
})

/** Whether it was done, whichever edition's code says so. */
export function isDone({ httpStatus, json }: Exchange): boolean {
  return httpStatus === 200 && readAnswer(json)?.success === true
}

/** Whether it was refused in so many words: another code or a 4xx; a fault of its own is no refusal. */
export function isRefused(exchange: Exchange): boolean {
  const { httpStatus = 0 } = exchange
  return (httpStatus >= 200 && httpStatus < 500 && !isDone(exchange)) || isRefusalInWords(exchange)
}

/** An envelope that refuses, whatever the HTTP status that it travels under. */
function isRefusalInWords({ httpStatus = 0, json }: Exchange): boolean {
  const answer = readAnswer(json)
  return httpStatus >= 500 && answer !== undefined && !answer.success && answer.code !== 500
}

/** The `data` of an answer; empty where it has none. */
export function dataOf({ json }: Exchange): Record<string, unknown> {
  return asObject(asObject(json).data)
}

/** The status that a poll's answer says; undefined where it says none. */
export function statusOf(exchange: Exchange): TaskStatus | undefined {
  const { status } = dataOf(exchange)
  return isDone(exchange) && isTaskStatus(status) ? status : undefined
}

/** Passed where it was done. */
export function mustBeDone(exchange: Exchange, right = 'success'): Verdict {
  return isDone(exchange) ? passed(exchange.came) : deviates(exchange, right)
}

/** Passed where it was refused. */
export function mustBeRefused(exchange: Exchange, right: string): Verdict {
  return isRefused(exchange) ? passed(exchange.came) : deviates(exchange, right)
}

/** What does not hold of a value under a schema: `data.status: ...`; empty where all holds. */
export function misfit(schema: z.ZodType, value: unknown, root: string): string {
  const parsed = schema.safeParse(value)
  if (parsed.success) return ''
  return parsed.error.issues.map(({ path, message }) => `${[root, ...path].join('.')}: ${message}`).join('; ')
}
