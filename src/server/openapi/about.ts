/** What a route says of itself: the description is made of it, and the router takes its method and path from here. */
import type { z } from 'zod'
import type { ErrorCode } from '../../protocol/envelope.js'

interface Words {
  method: 'GET' | 'POST'
  /** As the router has it: `/v1/isched/jobs/:job_id`. */
  path: string
  summary: string
  /** Whatever a schema cannot say: order, repeats, what is compared with what. */
  description: string
}

/** A route whose answer travels in the envelope. */
export interface About extends Words {
  /** The body of a POST, the query of a GET: the very schema that validates it. */
  input?: z.ZodType
  /** What stands in the query beside a body. */
  query?: z.ZodType
  /** The `data` of a success. */
  answer: z.ZodType
  examples: { input?: Record<string, unknown>; answer: unknown }
  /** The codes with which it refuses, each with a sentence as it may read. */
  refusals: Partial<Record<ErrorCode, string>>
  /** Whether the calling node must be known: it is read from the headers. */
  hasCaller?: true
}

/** A route that answers something else than the envelope. */
export interface RawAbout extends Words {
  mediaType: string
  example: string
  /** Needs no token where the listener asks for one. */
  open?: true
}

export type AboutTable = Readonly<Record<string, About>>
export type RawTable = Readonly<Record<string, RawAbout>>
