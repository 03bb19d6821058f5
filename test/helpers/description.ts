/** Every answer of a whole daemon is held against the description of its listener: what is not described must not be answered. */
import { Ajv2020, type ValidateFunction } from 'ajv/dist/2020.js'
import type { Listener } from '../../src/server/openapi/describe.js'
import { description } from '../../src/server/openapi/routes.js'
import type { Answer } from './call.js'

export interface Sent {
  method: string
  /** With its query. */
  path: string
  body: unknown
}

const listeners = new Map<string, Listener>()
const validators = new Map<string, ValidateFunction>()
const ajv = new Ajv2020({ strict: false, validateFormats: false, allErrors: true })
for (const listener of ['platform', 'interconn', 'callback'] as const) ajv.addSchema(description(listener), listener)

/** From now on, what is answered at this address is held against this listener's description. */
export function holdToDescription(base: string, listener: Listener): void {
  listeners.set(new URL(base).origin, listener)
}

/** Throws, and says so on stderr, where an answer is not as it is described; addresses that nobody holds are not looked at. */
export function checkAgainstDescription(base: string, sent: Sent, answer: Answer): void {
  const listener = listeners.get(new URL(base).origin)
  if (listener === undefined) return
  const wrong = deviation(listener, sent, answer)
  if (wrong === undefined) return
  const sentence = `not as ${listener} is described: ${sent.method} ${sent.path}: ${wrong}\n${answer.http} ${answer.text.slice(0, 2000)}`
  // Whoever asks again and again takes no notice of what is thrown.
  process.stderr.write(`${sentence}\n`)
  throw new Error(sentence)
}

/** What about an answer is not as it is described. */
export function deviation(listener: Listener, { method, path, body }: Sent, answer: Answer): string | undefined {
  const { pathname } = new URL(path, 'http://node')
  if (answer.headers['x-trace-id'] === undefined) return 'it has no x-trace-id'
  if (method === 'HEAD') return undefined
  const verb = method === 'GET' ? 'get' : method === 'POST' ? 'post' : undefined
  const found = routeOf(listener, pathname)
  const operation = verb && found?.methods[verb]
  if (found === undefined || verb === undefined || operation === undefined) {
    const status = found === undefined ? 404 : 405
    // Who has no token is not even told that.
    const expected = listener === 'platform' && answer.http === 401 ? 401 : status
    if (answer.http !== expected) return `it is not described, so ${expected} was to come`
    if (expected === 405 && answer.headers.allow === undefined) return 'it has no header Allow'
    return differs(listener, ['components', 'responses', `Status${expected}`], answer)
  }
  const at = ['paths', found.template, verb]
  if (isSuccess(answer) && operation.requestBody !== undefined) {
    const validate = validator(listener, [...at, 'requestBody', 'content', 'application/json', 'schema'])
    if (!validate(body ?? {})) return `what was sent is taken, and is not described: ${ajv.errorsText(validate.errors)}`
  }
  if (answer.code === 500) return 'it is a fault of ours'
  const response = operation.responses[String(answer.http)]
  if (response === undefined) return `HTTP ${answer.http} is not described`
  if ('$ref' in response) return differs(listener, response.$ref.split('/').slice(1), answer)
  return differs(listener, [...at, 'responses', String(answer.http)], answer)
}

function isSuccess({ http, code }: Answer): boolean {
  return http === 200 && (code === 0 || code === 200)
}

function routeOf(listener: Listener, pathname: string) {
  const { paths } = description(listener)
  // What is named word for word is no value of another's parameter.
  const literal = paths[pathname]
  if (literal !== undefined) return { template: pathname, methods: literal }
  const [found] = Object.entries(paths).flatMap(([template, methods]) => {
    const pattern = new RegExp(`^${template.replaceAll('.', '\\.').replace(/\{\w+\}/g, '[^/]+')}$`)
    return pattern.test(pathname) ? [{ template, methods }] : []
  })
  return found
}

/** By what its media type, and under JSON its schema, an answer differs from the response that stands there. */
function differs(listener: Listener, pointer: string[], { headers, text }: Answer): string | undefined {
  const mediaType = String(headers['content-type']).split(';')[0] ?? ''
  const response = pointer.reduce<unknown>((value, key) => Object(value)[key], description(listener))
  const media = Object(Object(response).content)
  if (!(mediaType in media)) return `its type is ${mediaType}, and not ${Object.keys(media).join(', ')}`
  if (mediaType !== 'application/json') return undefined
  const validate = validator(listener, [...pointer, 'content', mediaType, 'schema'])
  return validate(JSON.parse(text)) ? undefined : ajv.errorsText(validate.errors)
}

function validator(listener: Listener, pointer: string[]): ValidateFunction {
  const ref = `${listener}#/${pointer.map(part => encodeURIComponent(part.replaceAll('~', '~0').replaceAll('/', '~1'))).join('/')}`
  const known = validators.get(ref) ?? ajv.compile({ $ref: ref })
  validators.set(ref, known)
  return known
}
