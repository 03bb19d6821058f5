/** That the network of a torture does to calls what it says it does. */
import { once } from 'node:events'
import { Agent, createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { setTimeout as sleep } from 'node:timers/promises'
import t, { type Test } from 'tap'
import { call } from '../helpers/call.js'
import { freePorts } from '../helpers/ports.js'
import { Link } from './link.js'
import { Random } from './random.js'

const PATIENCE_MS = 100

/** A peer that counts what arrives, and a link to it. */
async function linked(t: Test) {
  const arrived: string[] = []
  const server = createServer((request, response) => {
    let body = ''
    request.on('data', part => (body += part))
    request.on('end', () => {
      arrived.push(`${request.method} ${request.url} ${body}`)
      response.setHeader('content-type', 'application/json').end('{"code":200,"msg":"success","data":{"n":1}}')
    })
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  const { port: target } = asAddress(server.address())
  const agent = new Agent()
  const link = new Link(new Random('link'), `http://127.0.0.1:${target}`, PATIENCE_MS, agent)
  const [port = 0] = await freePorts(1)
  await link.listen(port)
  t.teardown(async () => {
    await link.close()
    agent.destroy()
    server.close()
  })
  return { link, arrived, server, url: `http://127.0.0.1:${port}` }
}

function asAddress(address: unknown): AddressInfo
function asAddress(address: unknown): unknown {
  return address
}

t.test('a calm one passes everything on', async t => {
  const { link, arrived, url } = await linked(t)
  link.calm = true
  for (let n = 0; n < 50; n += 1)
    t.match(await call(url, 'POST', `/path?n=${n}`, { n }), { http: 200, code: 200, data: { n: 1 } })
  t.equal(arrived.length, 50)
  t.equal(arrived[7], 'POST /path?n=7 {"n":7}')
  t.match(link.counts, { pass: 50, lose: 0, double: 0 })
})

t.test('a rough one loses, doubles and delays, and says how often', async t => {
  const { link, arrived, url } = await linked(t)
  const answers = await Promise.all(
    Array.from({ length: 400 }, (_, n) =>
      call(url, 'POST', `/${n}`, {}).then(
        ({ http }) => http,
        () => 0,
      ),
    ),
  )
  await sleep(4 * 700 + 200)
  const { counts } = link
  for (const treatment of ['pass', 'delay', 'lose', 'loseAnswer', 'holdAnswer', 'double', 'doubleLate'] as const)
    t.ok(counts[treatment] > 0, treatment)
  t.equal(answers.filter(http => http === 0).length, counts.lose + counts.loseAnswer)
  t.equal(answers.filter(http => http === 502).length, counts.badGateway)
  t.equal(arrived.length, 400 - counts.lose - counts.badGateway + counts.double + counts.doubleLate)
})

t.test('one that is cut passes nothing, and mended everything', async t => {
  const { link, arrived, url } = await linked(t)
  link.calm = true
  link.cut = 'reset'
  await t.rejects(call(url, 'POST', '/', {}))
  link.cut = 'silent'
  await t.rejects(call(url, 'POST', '/', {}))
  t.same(arrived, [])
  link.cut = undefined
  t.match(await call(url, 'POST', '/', {}), { code: 200 })
  t.match(link.counts, { cut: 2, pass: 1 })
})

t.test('a peer that is away breaks the connection', async t => {
  const { link, server, url } = await linked(t)
  link.calm = true
  server.close()
  await t.rejects(call(url, 'POST', '/', {}))
  t.equal(link.counts.away, 1)
})
