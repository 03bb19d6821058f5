/** The descriptions as whole daemons serve them, and the routes that they say there are. */
import t from 'tap'
import type { Listener } from '../../../src/server/openapi/describe.js'
import { description } from '../../../src/server/openapi/routes.js'
import { call } from '../../helpers/call.js'
import { startNodes } from '../../helpers/daemon.js'

const { node } = await startNodes(t, { node: { inProcess: true } })
const [callbackUrl = ''] = (await node.view()).listeners.callback
const urls: Record<Listener, string> = {
  platform: node.platformUrl,
  interconn: node.interconnUrl,
  callback: callbackUrl,
}
const token = { headers: { authorization: `Bearer ${node.token}` } }

for (const listener of ['platform', 'interconn', 'callback'] as const)
  t.test(`${listener} serves its description, and each route that it names`, async t => {
    const url = urls[listener]
    const served = await call(url, 'GET', '/openapi.json', undefined, token)
    t.same(JSON.parse(served.text), JSON.parse(JSON.stringify(description(listener))))
    for (const [path, methods] of Object.entries(description(listener).paths)) {
      const place = path.replaceAll(/\{\w+\}/g, 'nobody')
      // A method that no route has tells which there are, and calls none.
      const { http, headers } = await call(url, 'DELETE', place, undefined, token)
      t.equal(http, 405, path)
      const allowed = String(headers.allow).toLowerCase().split(', ').sort()
      t.same(allowed, Object.keys(methods).sort(), path)
    }
  })

t.test('no listener serves what another describes', async t => {
  for (const here of ['platform', 'interconn', 'callback'] as const)
    for (const there of ['platform', 'interconn', 'callback'] as const) {
      const paths = Object.keys(description(there).paths).filter(path => !(path in description(here).paths))
      for (const path of paths) {
        const place = path.replaceAll(/\{\w+\}/g, 'nobody')
        t.match(await call(urls[here], 'DELETE', place, undefined, token), { http: 404 }, `${here}: ${path}`)
      }
    }
})

t.test('without the token the platform shows the page for a person, and nothing else', async t => {
  t.match(await call(node.platformUrl, 'GET', '/openapi.json'), { http: 401, code: 401 })
  t.match(await call(node.platformUrl, 'POST', '/docs'), { http: 401 })
  t.match(await call(node.platformUrl, 'POST', '/docs', undefined, token), { http: 405 })
  const { http, headers, text } = await call(node.platformUrl, 'GET', '/docs')
  t.equal(http, 200)
  t.match(headers, { 'content-type': /^text\/html/, 'content-security-policy': /default-src 'none'/ })
  t.match(text, /^<!doctype html>/)
  t.notOk(text.includes(node.token))
  for (const secret of [node.id, node.data]) t.notOk(text.includes(`"${secret}"`))
})
