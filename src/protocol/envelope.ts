/** The envelope `{code, msg, data}` that every answer travels in, and the errors that become one. */
import { z } from 'zod'

/** The codes of section 3: they travel in the envelope, mostly under HTTP 200. */
export type ErrorCode = 400 | 401 | 403 | 404 | 405 | 409 | 413 | 415 | 500 | 502 | 503

export interface Envelope {
  code: number
  msg: string
  data: Record<string, unknown>
}

/** An error that the caller is told about, in a sentence. `httpStatus` is 200 except for what never reaches a handler. */
export class ProtocolError extends Error {
  override name = 'ProtocolError'
  constructor(
    readonly code: ErrorCode,
    message: string,
    readonly details: { httpStatus?: number; data?: Record<string, unknown> } = {},
  ) {
    super(message)
  }
}

/** Whether a peer's code means success: 200 by the specification's text, 0 by its examples and edition 1.2. */
export function isSuccess(code: unknown): boolean {
  return code === 0 || code === 200 || code === '0' || code === '200'
}

/** What a peer's answer says, whatever its dialect: `message` for `msg`, `data` null or missing, fields beside `code`. */
export interface Answer {
  success: boolean
  code: number
  message: string
  data: Record<string, unknown>
}

const answerSchema = z.looseObject({
  code: z.union([
    z.number(),
    z
      .string()
      .regex(/^-?\d+$/)
      .transform(Number),
  ]),
  msg: z.unknown().optional(),
  message: z.unknown().optional(),
  data: z.unknown().optional(),
})

const objectSchema = z.record(z.string(), z.unknown())

/** FATE-Flow sends this beside a code that is no success, too: no reason for anybody to read. */
const PRAISE = /^\s*(success|ok)\s*$/i

/** Reads an envelope; undefined when the body is none (a proxy's page, plain text). */
export function readAnswer(body: unknown): Answer | undefined {
  const parsed = answerSchema.safeParse(body)
  if (!parsed.success) return undefined
  const { code, msg, message, data, ...beside } = parsed.data
  const object = objectSchema.safeParse(data)
  const success = isSuccess(code)
  const says = (text: unknown) => typeof text === 'string' && text !== '' && (success || !PRAISE.test(text))
  const sentence = [msg, message].find(says)
  return {
    success,
    code,
    message: typeof sentence === 'string' ? withoutTrace(sentence) : '',
    data: object.success && Object.keys(object.data).length > 0 ? object.data : beside,
  }
}

/** Of a Python traceback, as FATE-Flow sends it for a sentence, the line that says what was wrong: the last. */
function withoutTrace(sentence: string): string {
  return sentence.startsWith('Traceback (most recent call last)')
    ? (sentence.trim().split('\n').at(-1) ?? '')
    : sentence
}
