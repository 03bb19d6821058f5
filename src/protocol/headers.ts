/** The headers that name the caller and the trace; Section 3. Read in both spellings, sent in one. */
import { randomBytes, randomUUID } from 'node:crypto'

export const HEADER_SPELLINGS = ['hyphens', 'underscores'] as const
/** `x-node-id` or `x_node_id`; never both, which some servers join. */
export type HeaderSpelling = (typeof HEADER_SPELLINGS)[number]

export interface CallHeaders {
  /** The calling node; undefined when no header names it. */
  caller: string | undefined
  /** Made here when the caller sent none. */
  traceId: string
}

type IncomingHeaders = Record<string, string | string[] | undefined>

/** What an incoming call says of its caller and its trace. */
export function readHeaders(headers: IncomingHeaders): CallHeaders {
  return {
    caller: first(headers, 'x-source-node-id') ?? first(headers, 'x-node-id'),
    traceId: first(headers, 'x-trace-id') ?? newTraceId(),
  }
}

/** A new trace id: 32 hex digits. */
export function newTraceId(): string {
  return randomBytes(16).toString('hex')
}

/** What is sent with a call from `source` to `target`. The timestamp is in milliseconds. */
export function callHeaders(
  source: string,
  target: string,
  traceId: string,
  now: number,
  spelling: HeaderSpelling = 'hyphens',
): Record<string, string> {
  const headers = {
    'x-node-id': source,
    'x-source-node-id': source,
    'x-target-node-id': target,
    'x-nonce': randomUUID(),
    'x-timestamp': String(now),
    'x-trace-id': traceId,
  }
  if (spelling === 'hyphens') return headers
  return Object.fromEntries(Object.entries(headers).map(([name, value]) => [name.replaceAll('-', '_'), value]))
}

function first(headers: IncomingHeaders, name: string): string | undefined {
  for (const spelling of [name, name.replaceAll('-', '_')]) {
    const value = headers[spelling]
    const text = Array.isArray(value) ? value[0] : value
    if (text === undefined) continue
    // Some servers join `x-node-id` and `x_node_id` into `A,A`.
    const parts = text.split(',').map(part => part.trim())
    if (parts[0] && parts.every(part => part === parts[0])) return parts[0]
  }
  return undefined
}
