import t from 'tap'
import { z } from 'zod'
import { stopSchema } from '../../../src/protocol/calls.js'
import { registrationSchema } from '../../../src/protocol/component.js'
import { jobBodySchema } from '../../../src/protocol/job.js'
import { jsonSchemas, nameOf, needed } from '../../../src/server/openapi/schemas.js'

t.test('what comes in is described as it is taken: more fields, and any type where a wrong one is ignored', async t => {
  const { Stop } = jsonSchemas({ Stop: stopSchema }, 'input')
  t.match(Stop, { type: 'object', required: ['job_id'], additionalProperties: {} })
  t.same(Object.keys(Object(Object(Stop?.properties).reason)), ['description'])
})

t.test('what comes in is not what is made of it', async t => {
  const { InputParam } = jsonSchemas({ Registration: registrationSchema }, 'input')
  t.match(InputParam, { properties: { optional: { type: ['boolean', 'string', 'null'] } }, required: ['name'] })
})

t.test('what goes out has nothing more than is said', async t => {
  const { Answer } = jsonSchemas({ Answer: z.object({ a: z.string() }) }, 'output')
  t.same(Answer, {
    type: 'object',
    properties: { a: { type: 'string' } },
    required: ['a'],
    additionalProperties: false,
  })
})

t.test('a schema that has a name is referred to by it, and is said once', async t => {
  const all = jsonSchemas({ Other: z.looseObject({ job: jobBodySchema }) }, 'input')
  t.match(all.Other, { properties: { job: { $ref: '#/components/schemas/JobBody' } } })
  t.equal(nameOf(jobBodySchema, 'input', 'Other'), 'JobBody')
  t.equal(nameOf(z.string(), 'input', 'Other'), 'Other')
  t.same(Object.keys(needed(all, ['Other'])), ['Dag', 'DagEntry', 'JobBody', 'JobConfig', 'Other'])
  t.notMatch(JSON.stringify(all), /"\$(id|schema)"/)
})
