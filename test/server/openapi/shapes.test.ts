import t from 'tap'
import { OWN_STATUS, REFUSED, refusedBy, WORDS } from '../../../src/server/openapi/shapes.js'

t.test('every HTTP status beside 200 has its envelope, with an example', async t => {
  t.same(
    Object.keys(REFUSED),
    [400, 401, 404, 405, 413, 415, 503].map(status => `Status${status}`),
  )
  for (const status of OWN_STATUS)
    t.match(REFUSED[`Status${status}`], { properties: { code: { enum: [status] } }, example: { code: status } })
})

t.test('a refusal says which codes there are', async t => {
  t.match(refusedBy([409, 400]), { properties: { code: { enum: [400, 409] } }, required: ['code', 'msg', 'data'] })
})

t.test('only the platform asks for a token', async t => {
  t.same([WORDS.platform.security, WORDS.interconn.security, WORDS.callback.security], [[{ token: [] }], [], []])
})
