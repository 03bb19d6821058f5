import t from 'tap'
import { bearerToken } from '../../src/server/token.js'
import { call } from '../helpers/call.js'
import { serve } from './serve.js'

t.test('who knows the token is let in, and nobody else', async t => {
  const url = await serve(t, { gate: bearerToken('s3cret', '/data/platform.token') })
  const withHeader = (authorization?: string) =>
    call(url, 'POST', '/told', { a: 1 }, { headers: authorization === undefined ? {} : { authorization } })
  for (const good of ['Bearer s3cret', 'bearer s3cret', 'BEARER  s3cret'])
    t.match(await withHeader(good), { http: 200, code: 200, data: { input: { a: 1 } } }, good)
  for (const bad of [
    undefined,
    '',
    's3cret',
    'Bearer',
    'Bearer ',
    'Bearer s3cre',
    'Bearer s3crets',
    'Bearer S3CRET',
    'Basic s3cret',
    'Bearer s3cret more',
  ]) {
    const answer = await withHeader(bad)
    t.match(
      answer,
      {
        http: 401,
        code: 401,
        msg: 'this listener asks for the bearer token in /data/platform.token',
        data: {},
        headers: { 'www-authenticate': /^Bearer/ },
      },
      String(bad),
    )
    t.notMatch(answer.text, /s3cret/)
  }
})

t.test('it is asked before the route is looked for, and before the body is read', async t => {
  const url = await serve(t, { gate: bearerToken('s3cret', 'file') })
  t.match(await call(url, 'GET', '/nowhere'), { http: 401 })
  t.match(await call(url, 'DELETE', '/told'), { http: 401 })
  t.match(await call(url, 'POST', '/told', undefined, { raw: 'no json' }), { http: 401 })
})
