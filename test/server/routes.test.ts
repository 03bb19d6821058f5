import t from 'tap'
import { call } from '../helpers/call.js'
import { rawCall, requestLine } from './raw.js'
import { serve } from './serve.js'

t.test('a route by its method and path, with what stands in them', async t => {
  const url = await serve(t)
  t.match(await call(url, 'GET', '/asked/much?how=often'), {
    http: 200,
    code: 200,
    msg: 'success',
    data: { values: { what: 'much', how: 'often' }, input: { how: 'often' } },
  })
  t.match(await call(url, 'POST', '/told', { a: 1 }), { data: { input: { a: 1 }, values: {} } })
})

t.test('no such route: 404 in the envelope', async t => {
  const url = await serve(t)
  for (const path of ['/', '/nowhere', '/told/more', '/TOLD2', '/asked', '/%00'])
    for (const method of ['GET', 'POST', 'PUT']) {
      const answer = await call(url, method, path)
      t.match(answer, { http: 404, code: 404, data: {} }, `${method} ${path}`)
    }
  t.match(await call(url, 'GET', '/nowhere'), {
    http: 404,
    code: 404,
    msg: 'there is no route /nowhere on this listener',
  })
})

t.test('any other method: 405, says what would be right', async t => {
  const url = await serve(t)
  for (const method of ['GET', 'PUT', 'DELETE', 'PATCH', 'OPTIONS', 'TRACE', 'QUERY', 'PROPFIND', 'HEAD']) {
    const { status, headers, body } = await rawCall(url, requestLine(method, '/told'))
    t.equal(status, 405, method)
    t.match(headers, /^allow: POST$/im, method)
    if (method === 'HEAD') t.equal(body, '')
    else t.match(JSON.parse(body), { code: 405, msg: `/told takes POST, not ${method}`, data: {} }, method)
  }
  for (const method of ['POST', 'HEAD', 'TRACE', 'QUERY']) {
    const { status, headers } = await rawCall(url, requestLine(method, '/asked/x'))
    t.equal(status, 405, method)
    t.match(headers, /^allow: GET$/im, method)
  }
})

t.test('a handler that answers nothing answers an empty object', async t => {
  const url = await serve(t, { routes: [{ method: 'POST', path: '/quiet', handle: async () => undefined }] })
  t.match(await call(url, 'POST', '/quiet'), { http: 200, text: '{"code":200,"msg":"success","data":{}}' })
})
