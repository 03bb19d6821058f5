/** The concerns of a listener in their order: who is let in before what is read, what is read before where it goes. */
import { once } from 'node:events'
import { connect } from 'node:net'
import t from 'tap'
import { bearerToken } from '../../src/server/token.js'
import { call } from '../helpers/call.js'
import { serve } from './serve.js'

t.test('the gate stands before the body, the route and the handlers of other answers', async t => {
  let asked = 0
  const url = await serve(t, {
    gate: bearerToken('s3cret', 'file'),
    raw: [
      async (ctx, next) => {
        asked += 1
        if (ctx.path !== '/plain') return next()
        ctx.body = 'no envelope'
      },
    ],
  })
  const authorization = { authorization: 'Bearer s3cret' }
  t.match(await call(url, 'GET', '/plain'), { http: 401, code: 401 })
  t.match(await call(url, 'POST', '/told', undefined, { raw: '{' }), { http: 401 })
  t.equal(asked, 0)
  t.match(await call(url, 'GET', '/plain', undefined, { headers: authorization }), { http: 200, text: 'no envelope' })
  t.match(await call(url, 'POST', '/told', undefined, { raw: '{', headers: authorization }), { http: 400 })
})

t.test('every answer has a trace id, the refused too', async t => {
  const url = await serve(t, { gate: bearerToken('s3cret', 'file') })
  for (const [method, path] of [
    ['POST', '/told'],
    ['GET', '/nowhere'],
    ['PUT', '/told'],
  ] as const)
    t.match((await call(url, method, path)).headers['x-trace-id'], /^[0-9a-f]{32}$/)
})

t.test('a body is read before the route is looked for: what is no JSON is said first', async t => {
  const url = await serve(t)
  t.match(await call(url, 'POST', '/nowhere', undefined, { raw: '{' }), { http: 400 })
  t.match(await call(url, 'POST', '/nowhere', {}), { http: 404 })
})

t.test('a caller that hangs up does no harm', async t => {
  const url = await serve(t)
  const { hostname, port } = new URL(url)
  const socket = connect(Number(port), hostname)
  await once(socket, 'connect')
  socket.write(
    'POST /told HTTP/1.1\r\nhost: test\r\ncontent-type: application/json\r\ncontent-length: 100\r\n\r\n{"a":',
  )
  socket.destroy()
  t.match(await call(url, 'POST', '/told', { still: 'here' }), { data: { input: { still: 'here' } } })
})
