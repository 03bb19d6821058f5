/** One HTTP call, as a test looks at it: everything of the answer, whatever its code. */
import { request } from 'node:http'
import { checkAgainstDescription } from './description.js'

export interface CallOptions {
  headers?: Record<string, string>
  /** Sent as it is, in the place of the body's JSON. */
  raw?: string
  /** Whether a body is said to be JSON; default true. */
  typed?: boolean
}

export interface Answer {
  http: number
  code: number
  msg: string
  data: Record<string, unknown>
  headers: Record<string, string | string[] | undefined>
  text: string
}

/**
 * Calls, and answers what came back; the envelope's fields are read where the answer is one. Throws where a whole daemon's answer is
 * not as its listener is described.
 */
export function call(
  base: string,
  method: string,
  path: string,
  body?: unknown,
  { headers = {}, raw, typed = true }: CallOptions = {},
): Promise<Answer> {
  const sent = raw ?? (body === undefined ? undefined : JSON.stringify(body))
  const sentHeaders = {
    ...(sent !== undefined && { 'content-length': String(Buffer.byteLength(sent)) }),
    ...(sent !== undefined && typed && { 'content-type': 'application/json' }),
    ...headers,
  }
  return new Promise((resolve, reject) => {
    const outgoing = request(new URL(path, base), { method, headers: sentHeaders, timeout: 15_000 }, response => {
      let text = ''
      response.setEncoding('utf8')
      response.on('data', part => (text += part))
      response.on('error', reject)
      response.on('end', () => {
        const answer = { http: response.statusCode ?? 0, headers: response.headers, text, ...envelopeOf(text) }
        try {
          checkAgainstDescription(base, { method, path, body }, answer)
          resolve(answer)
        } catch (error) {
          reject(error)
        }
      })
    })
    outgoing.on('timeout', () => outgoing.destroy(new Error(`no answer to ${method} ${path}`)))
    outgoing.on('error', reject)
    outgoing.end(sent)
  })
}

function envelopeOf(text: string): Pick<Answer, 'code' | 'msg' | 'data'> {
  try {
    const { code, msg, data } = Object(JSON.parse(text))
    return { code: Number(code), msg: String(msg), data: Object(data) }
  } catch {
    return { code: Number.NaN, msg: '', data: {} }
  }
}
