/** The OpenAPI description of a listener, made of what its routes say of themselves. */
import type { About, AboutTable, RawAbout, RawTable } from './about.js'
import { type JsonSchema, jsonSchemas, nameOf, needed } from './schemas.js'
import { CALLER_HEADERS, OWN_STATUS, REFUSED, refusedBy, TRACE_HEADER, TRACE_PARAMETER, WORDS } from './shapes.js'

export type Listener = 'platform' | 'interconn' | 'callback'

interface Media {
  schema: JsonSchema
  example?: unknown
  examples?: Record<string, { value: unknown }>
}

interface ResponseObject {
  description: string
  headers?: JsonSchema
  content: Record<string, Media>
}

export interface Operation {
  operationId: string
  summary: string
  description: string
  security: Record<string, string[]>[]
  parameters: JsonSchema[]
  requestBody?: { required: boolean; content: Record<string, Media> }
  responses: Record<string, ResponseObject | { $ref: string }>
}

export interface Description {
  openapi: '3.1.0'
  info: { title: string; version: string; description: string; license: { name: string; identifier: string } }
  paths: Record<string, Partial<Record<'get' | 'post', Operation>>>
  components: {
    schemas: Record<string, JsonSchema>
    responses: Record<string, ResponseObject>
    headers: JsonSchema
    securitySchemes?: Record<string, JsonSchema>
  }
}

const ENVELOPE = 'application/json'

/** Describes these routes, and no others. Throws where a schema cannot be said in JSON Schema. */
export function describe(listener: Listener, table: AboutTable, raw: RawTable): Description {
  const { title, description, security } = WORDS[listener]
  const inputs = jsonSchemas(
    named(table, 'Body', about => (about.method === 'POST' ? about.input : undefined)),
    'input',
  )
  const outputs = jsonSchemas(
    named(table, 'Answer', about => about.answer),
    'output',
  )
  const all = { ...inputs, ...outputs, ...REFUSED }
  const used = new Set(Object.keys(REFUSED))
  const paths: Description['paths'] = {}
  const add = ({ method, path }: About | RawAbout, operation: Operation): void => {
    const at = path.replace(/:(\w+)/g, '{$1}')
    paths[at] = { ...paths[at], [method === 'GET' ? 'get' : 'post']: operation }
  }
  for (const [name, about] of Object.entries<About>(table)) {
    const body =
      about.method === 'POST' && about.input !== undefined
        ? nameOf(about.input, 'input', idOf(name, 'Body'))
        : undefined
    const answer = nameOf(about.answer, 'output', idOf(name, 'Answer'))
    for (const each of body === undefined ? [answer] : [body, answer]) used.add(each)
    add(about, {
      operationId: name,
      ...words(about),
      security,
      parameters: parametersOf(about),
      ...(body !== undefined && {
        requestBody: {
          // No body is an empty one.
          required: about.input?.safeParse({}).success !== true,
          content: { [ENVELOPE]: { schema: ref(body), examples: values(about.examples.input ?? {}) } },
        },
      }),
      responses: responsesOf(about, answer, security.length > 0),
    })
  }
  for (const [name, about] of Object.entries<RawAbout>(raw)) {
    const isOpen = about.open === true || security.length === 0
    add(about, {
      operationId: name,
      ...words(about),
      security: isOpen ? [] : security,
      parameters: [TRACE_PARAMETER],
      responses: {
        200: {
          description: about.summary,
          headers: TRACE_HEADER,
          content: {
            [about.mediaType]:
              about.mediaType === ENVELOPE
                ? { schema: { type: 'object' }, example: JSON.parse(about.example) }
                : { schema: { type: 'string' }, example: about.example },
          },
        },
        ...(!isOpen && { 401: { $ref: '#/components/responses/Status401' } }),
      },
    })
  }
  return {
    openapi: '3.1.0',
    info: {
      title,
      // Of the interface, as in its paths; which version of the program serves it is nobody's business without a token.
      version: '1',
      description,
      license: { name: 'Apache-2.0', identifier: 'Apache-2.0' },
    },
    paths,
    components: {
      schemas: needed(all, used),
      responses: statuses(),
      headers: TRACE_HEADER,
      ...(security.length > 0 && {
        securitySchemes: {
          token: {
            type: 'http',
            scheme: 'bearer',
            description:
              'The token lies in `platform.token` in the data directory, where only the owner of the daemon can read it.',
          },
        },
      }),
    },
  }
}

function words({ summary, description }: About | RawAbout): Pick<Operation, 'summary' | 'description'> {
  return { summary, description }
}

function named(
  table: AboutTable,
  what: string,
  schemaOf: (about: About) => About['input'],
): Record<string, About['answer']> {
  return Object.fromEntries(
    Object.entries<About>(table).flatMap(([name, about]) => {
      const schema = schemaOf(about)
      return schema === undefined ? [] : [[idOf(name, what), schema]]
    }),
  )
}

/** `taskStart`, `Body` -> `TaskStartBody` */
function idOf(name: string, what: string): string {
  return `${name.charAt(0).toUpperCase()}${name.slice(1)}${what}`
}

function ref(name: string): { $ref: string } {
  return { $ref: `#/components/schemas/${name}` }
}

function values(examples: Record<string, unknown>): Record<string, { value: unknown }> {
  return Object.fromEntries(Object.entries(examples).map(([name, value]) => [name, { value }]))
}

function parametersOf(about: About): JsonSchema[] {
  const inPath = [...about.path.matchAll(/:(\w+)/g)].map(([, name]) => ({
    name,
    in: 'path',
    required: true,
    schema: { type: 'string', minLength: 1 },
  }))
  const query = about.method === 'GET' ? about.input : about.query
  const [example] = about.method === 'GET' ? Object.values(about.examples.input ?? {}) : []
  const inQuery = query === undefined ? [] : queryParameters(query, Object(example))
  return [...inPath, ...inQuery, ...(about.hasCaller ? CALLER_HEADERS : []), TRACE_PARAMETER]
}

function queryParameters(schema: NonNullable<About['input']>, example: Record<string, unknown>): JsonSchema[] {
  const { query: json = {} } = jsonSchemas({ query: schema }, 'input')
  const required = Array.isArray(json.required) ? json.required : []
  return Object.entries<JsonSchema>(Object(json.properties)).map(([name, property]) => {
    const { description, ...rest } = withoutNull(property)
    return {
      name,
      in: 'query',
      required: required.includes(name),
      ...(typeof description === 'string' && { description }),
      schema: rest,
      ...(name in example && { example: example[name] }),
    }
  })
}

/** A query has no null: it is left out, or text. */
function withoutNull(schema: JsonSchema): JsonSchema {
  const { type, anyOf, ...rest } = schema
  if (Array.isArray(type)) {
    const [only, ...more] = type.filter(each => each !== 'null')
    return { ...rest, type: more.length === 0 ? only : [only, ...more] }
  }
  if (!Array.isArray(anyOf)) return schema
  const others = anyOf.filter(each => Object(each).type !== 'null')
  return others.length === 1 ? { ...rest, ...Object(others[0]) } : { ...rest, anyOf: others }
}

function responsesOf(about: About, answer: string, hasToken: boolean): Operation['responses'] {
  const codes = Object.entries(about.refusals).filter(([code]) => !OWN_STATUS.has(Number(code)))
  const refused = [...new Set([...codes.map(([code]) => Number(code)), 500])]
  const success = { code: 200, msg: 'success', data: about.examples.answer }
  const statusRefs = [
    400,
    413,
    415,
    ...(hasToken ? [401] : []),
    ...Object.keys(about.refusals)
      .map(Number)
      .filter(code => OWN_STATUS.has(code)),
  ]
  return {
    200: {
      description: 'The answer, or why there is none: `code` says which.',
      headers: TRACE_HEADER,
      content: {
        [ENVELOPE]: {
          schema: {
            anyOf: [
              {
                title: 'Success',
                type: 'object',
                properties: { code: { enum: [0, 200] }, msg: { type: 'string' }, data: ref(answer) },
                required: ['code', 'msg', 'data'],
                additionalProperties: false,
              },
              refusedBy(refused),
            ],
          },
          examples: values({
            success,
            ...Object.fromEntries(
              codes.map(([code, msg]) => [`refused with ${code}`, { code: Number(code), msg, data: {} }]),
            ),
          }),
        },
      },
    },
    ...Object.fromEntries(statusRefs.map(status => [status, { $ref: `#/components/responses/Status${status}` }])),
  }
}

function statuses(): Record<string, ResponseObject> {
  return Object.fromEntries(
    Object.entries(REFUSED).map(([name, schema]) => [
      name,
      {
        description: String(schema.description),
        headers: TRACE_HEADER,
        content: { [ENVELOPE]: { schema: ref(name), example: schema.example } },
      },
    ]),
  )
}
