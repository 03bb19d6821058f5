import t from 'tap'
import { type CallOptions, call } from '../helpers/call.js'
import { rawCall } from './raw.js'
import { serve } from './serve.js'

t.test('JSON, whatever it is called', async t => {
  const url = await serve(t)
  const types = [
    'application/json',
    'application/json; charset=utf-8',
    'application/vnd.bfia+json',
    'text/json',
    'text/plain',
  ]
  for (const type of types)
    t.match(
      await call(url, 'POST', '/told', { a: 1 }, { headers: { 'content-type': type } }),
      {
        code: 200,
        data: { input: { a: 1 } },
      },
      type,
    )
  t.match(
    await call(url, 'POST', '/told', { a: '中文' }, { typed: false }),
    { data: { input: { a: '中文' } } },
    'no type',
  )
  t.match(await call(url, 'POST', '/told'), { code: 200, data: { input: {} } }, 'no body')
})

t.test('what is no JSON is said to be none', async t => {
  const url = await serve(t)
  for (const raw of ['{', 'not json', '{"a":1}}', "{'a': 1}", '\u0000'])
    t.match(
      await call(url, 'POST', '/told', undefined, { raw }),
      {
        http: 400,
        code: 400,
        msg: /^the body is not JSON: /,
        data: {},
      },
      raw,
    )
  for (const type of [
    'application/xml',
    'multipart/form-data; boundary=x',
    'application/x-www-form-urlencoded',
    'nonsense',
  ])
    t.match(
      await call(url, 'POST', '/told', undefined, { raw: '<a/>', headers: { 'content-type': type } }),
      {
        http: 415,
        code: 415,
        msg: `the body is of type "${type}"; JSON belongs here`,
        data: {},
      },
      type,
    )
})

t.test('a body that is too large', async t => {
  const url = await serve(t)
  const room = { a: 'x'.repeat(7 * 1024 * 1024) }
  t.match(await call(url, 'POST', '/told', room), { http: 200, code: 200 })
  const large = { a: 'x'.repeat(9 * 1024 * 1024) }
  t.match(await call(url, 'POST', '/told', large), {
    http: 413,
    code: 413,
    msg: 'the body is larger than 8mb',
    data: {},
  })
})

t.test('a GET takes its parameters from the query, or from a body with and without a type', async t => {
  const url = await serve(t)
  const asked = (path: string, body?: unknown, options?: CallOptions) => call(url, 'GET', path, body, options)
  t.match(await asked('/asked/x?job_id=7'), { data: { input: { job_id: '7' } } })
  t.match(await asked('/asked/x', { job_id: '7' }), { data: { input: { job_id: '7' } } })
  t.match(await asked('/asked/x', { job_id: '7' }, { typed: false }), { data: { input: { job_id: '7' } } })
  t.match(
    await asked('/asked/x?job_id=8', { job_id: '7', more: 1 }),
    { data: { input: { job_id: '8', more: 1 } } },
    'the query counts',
  )
  t.match(await asked('/asked/x', [1]), { data: { input: {} } }, 'a list names nothing')
  t.match(await asked('/asked/x', undefined, { raw: '{' }), { http: 400, code: 400 })
  const body = '{"job_id":"7"}'
  const chunked = await rawCall(
    url,
    `GET /asked/x HTTP/1.1\r\nhost: test\r\nconnection: close\r\ntransfer-encoding: chunked\r\n\r\n${body.length.toString(16)}\r\n${body}\r\n0\r\n\r\n`,
  )
  t.match(JSON.parse(chunked.body), { data: { input: { job_id: '7' } } })
})
