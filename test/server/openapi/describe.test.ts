import t from 'tap'
import { z } from 'zod'
import { describe } from '../../../src/server/openapi/describe.js'
import { description } from '../../../src/server/openapi/routes.js'
import { validatorAt } from './hold.js'

const JSON_TYPE = 'application/json'

t.test('a query becomes parameters, and a place in the path another', async t => {
  const { paths } = describe(
    'platform',
    {
      ask: {
        method: 'GET',
        path: '/ask/:what',
        summary: 'Ask',
        description: '',
        input: z.looseObject({ n: z.coerce.number().int().min(1).describe('How many.'), flow: z.string().nullish() }),
        answer: z.object({}),
        examples: { input: { it: { n: 2 } }, answer: {} },
        refusals: { 404: 'nobody knows' },
        hasCaller: true,
      },
    },
    {},
  )
  const operation = paths['/ask/{what}']?.get
  t.match(operation?.parameters.slice(0, 3), [
    { name: 'what', in: 'path', required: true },
    {
      name: 'n',
      in: 'query',
      required: true,
      description: 'How many.',
      schema: { type: 'integer', minimum: 1 },
      example: 2,
    },
    { name: 'flow', in: 'query', required: false, schema: { type: 'string' } },
  ])
  t.ok(operation?.parameters.some(({ name }) => name === 'x-node-id'))
  t.same(Object.keys(operation?.responses ?? {}), ['200', '400', '401', '413', '415'])
})

for (const listener of ['platform', 'interconn', 'callback'] as const)
  t.test(`every example of ${listener} holds under the description itself`, async t => {
    const all = description(listener)
    for (const [path, methods] of Object.entries(all.paths)) {
      for (const [method, { requestBody, responses, operationId }] of Object.entries(methods)) {
        const at = ['paths', path, method]
        const media = requestBody?.content[JSON_TYPE]
        if (media !== undefined) {
          const validate = validatorAt(all, [...at, 'requestBody', 'content', JSON_TYPE, 'schema'])
          for (const [name, { value }] of Object.entries(media.examples ?? {}))
            t.ok(validate(value), `${operationId}: ${name}`)
        }
        const ok = responses[200]
        const answer = ok !== undefined && 'content' in ok ? ok.content[JSON_TYPE] : undefined
        if (answer?.examples === undefined) continue
        const validate = validatorAt(all, [...at, 'responses', '200', 'content', JSON_TYPE, 'schema'])
        for (const [name, { value }] of Object.entries(answer.examples))
          t.ok(validate(value), `${operationId}: ${name}`)
        const [example] = Object.values(answer.examples)
        t.notOk(validate({ ...Object(example?.value), code: 418 }), `${operationId}: an unknown code is none`)
      }
    }
    for (const [name, { content }] of Object.entries(all.components.responses))
      t.ok(validatorAt(all, ['components', 'schemas', name])(content[JSON_TYPE]?.example), name)
  })

t.test('operations have names of their own', async t => {
  const names = Object.values(description('platform').paths).flatMap(methods =>
    Object.values(methods).map(({ operationId }) => operationId),
  )
  t.equal(new Set(names).size, names.length)
})
