/** What is the same for every route: headers, the envelope of a refusal, and the HTTP statuses beside 200. Section 3. */
import { FOREIGN_ID } from '../../protocol/values.js'
import type { Listener } from './describe.js'
import type { JsonSchema } from './schemas.js'

/** Codes that travel under an HTTP status of their own, for they never reach a handler. */
export const OWN_STATUS: ReadonlySet<number> = new Set([401, 405, 413, 415, 503])

/** The envelope of a refusal with one of these codes. */
export function refusedBy(codes: readonly number[]): JsonSchema {
  return {
    title: 'Refusal',
    type: 'object',
    properties: {
      code: { enum: [...codes].sort((a, b) => a - b) },
      msg: { type: 'string', minLength: 1, description: 'What was wrong, where, and what would be right.' },
      data: { type: 'object', additionalProperties: true },
    },
    required: ['code', 'msg', 'data'],
    additionalProperties: false,
  }
}

const STATUSES: Record<number, { description: string; msg: string }> = {
  400: { description: 'The body is not JSON.', msg: 'the body is not JSON: Unexpected end of JSON input' },
  401: {
    description: 'The token is missing, or belongs to nobody.',
    msg: 'this listener asks for the bearer token in /var/lib/isched/platform.token',
  },
  404: {
    description: 'There is no such route on this listener.',
    msg: 'there is no route /v1/nowhere on this listener',
  },
  405: {
    description: 'The route takes another method; the header Allow says which.',
    msg: '/v1/interconn/schedule/job/start takes POST, not PUT',
  },
  413: { description: 'The body is larger than 8 MiB.', msg: 'the body is larger than 8mb' },
  415: { description: 'The body is not called JSON.', msg: 'the body is of type "application/xml"; JSON belongs here' },
  503: {
    description: 'Nothing can be stored at the moment; the same call may be sent again later.',
    msg: 'no new work is taken: the disk is full',
  },
}

/** The envelope under each HTTP status that is not 200. */
export const REFUSED: Record<string, JsonSchema> = Object.fromEntries(
  Object.entries(STATUSES).map(([status, { description, msg }]) => [
    `Status${status}`,
    { ...refusedBy([Number(status)]), description, example: { code: Number(status), msg, data: {} } },
  ]),
)

const text = { type: 'string' }
const nodeId = { type: 'string', example: 'bank-a' }

function header(name: string, description: string, schema: JsonSchema): JsonSchema {
  return { name, in: 'header', required: false, description, schema }
}

export const TRACE_PARAMETER: JsonSchema = header(
  'x-trace-id',
  'Carried through every call that this one causes, and into the logs; made here where it is missing.',
  text,
)

export const CALLER_HEADERS: JsonSchema[] = [
  header('x-node-id', 'The calling node, edition 1.0. A call without either is judged by what its body says.', nodeId),
  header('x-source-node-id', 'The calling node, edition 1.2; counts over x-node-id.', nodeId),
  header('x-target-node-id', 'The node that is called, edition 1.2.', nodeId),
  header('x-nonce', 'A word that no other call has.', text),
  header('x-timestamp', 'When it was sent, in milliseconds.', text),
]

/** On every answer. */
export const TRACE_HEADER: JsonSchema = {
  'x-trace-id': { description: 'The trace id of the call.', schema: text },
}

const ENVELOPE_WORDS = `Every answer is \`{code, msg, data}\`. Success is \`code\` 0 or 200, whichever the caller's edition expects; a refusal travels under HTTP 200, too, with another \`code\` and a sentence in \`msg\`. HTTP's own status is used for what never reaches a route: 400 for what is not JSON, 404 for no such route, 405 for another method (with \`Allow\`), 413, 415, 401 without a token, 503 when nothing can be stored; the envelope is the same.

Every call may be repeated: the same again is success and changes nothing. Fields that are not named here are kept and passed on. A GET may carry its parameters as a JSON body instead of a query; where both do, the query counts. Headers may be spelt with underscores.`

const JOB_WORDS = `A job names its components in edition 1.0 (\`code\`, \`module_name\`) or 1.2 (\`componentName\`, \`provider\`), or both. A component \`name\` is unique and has no dot, no \`=\` and no control character. An input key \`TASK.OUTPUT\` is an edge from that task and must name one of its outputs; a key without a dot names no upstream. The tasks form no circle. The initiator holds the role that it names. An index key can be joined: \`"0|1"\`. Ids match \`${FOREIGN_ID.source}\`.`

/** What is said of a listener as a whole, and how it is entered. */
export const WORDS: Record<Listener, { title: string; description: string; security: Record<string, string[]>[] }> = {
  interconn: {
    title: 'isched: between nodes',
    description: `The scheduling interface between the nodes of a federation, editions 1.0 and 1.2. What a caller may do depends on its part in the job: create, start and stop come from the scheduler or the initiator; approvals and reports from a party, for itself; else 403.\n\n${ENVELOPE_WORDS}\n\n${JOB_WORDS}`,
    security: [],
  },
  platform: {
    title: "isched: a node's own platform",
    description: `What the node's own upper layer and its operator call, on loopback, with a token.\n\n${ENVELOPE_WORDS}\n\n${JOB_WORDS}`,
    security: [{ token: [] }],
  },
  callback: {
    title: 'isched: from running components',
    description: `What components call while they run; this listener serves nothing else.\n\n${ENVELOPE_WORDS}`,
    security: [],
  },
}
