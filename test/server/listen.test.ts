import { EventEmitter, once } from 'node:events'
import type { ServerResponse } from 'node:http'
import { createServer } from 'node:net'
import t from 'tap'
import { listen } from '../../src/server/listen.js'

t.test('it says where, and answers there', async t => {
  const listening = await listen('platform', (_request, response) => response.end('here'), {
    host: '127.0.0.1',
    port: 0,
  })
  t.teardown(() => listening.close(10))
  t.equal(listening.url, `http://127.0.0.1:${listening.port}`)
  t.equal(await (await fetch(listening.url)).text(), 'here')
})

t.test('IPv6 stands in brackets', async t => {
  const listening = await listen('platform', (_request, response) => response.end(), { host: '::1', port: 0 }).catch(
    () => undefined,
  )
  if (listening === undefined) return t.comment('this machine has no IPv6 loopback')
  t.equal(listening.url, `http://[::1]:${listening.port}`)
  await listening.close(10)
})

t.test('what stands against it, in a sentence', async t => {
  const taken = createServer().listen(0, '127.0.0.1')
  await once(taken, 'listening')
  t.teardown(() => taken.close())
  const address = taken.address()
  const port = typeof address === 'object' && address !== null ? address.port : 0
  const refused = (host: string, at: number) => listen('interconn', () => undefined, { host, port: at })
  await t.rejects(refused('127.0.0.1', port), {
    message: `the interconn listener cannot be opened at 127.0.0.1:${port}: the port is taken; set listen.interconn to another`,
  })
  await t.rejects(refused('192.0.2.1', 0), {
    message: /^the interconn listener cannot be opened at 192\.0\.2\.1:0: this machine does not have that address/,
  })
})

t.test('closing waits for what is being answered', async t => {
  const { listening, asked, response } = await asking(20)
  const closed = listening.close(600_000)
  response.end('late')
  t.equal(await (await asked).text(), 'late')
  await closed
  await t.rejects(fetch(listening.url), 'and no other connection is taken')
})

t.test('and no longer than it is told', async t => {
  const { listening, asked } = await asking(20)
  const gone = t.rejects(asked)
  await listening.close(20)
  await gone
})

/** A listener that has been asked something, and has not answered. */
async function asking(graceMs: number) {
  const events = new EventEmitter()
  const listening = await listen('test', (_request, response) => events.emit('asked', response), {
    host: '127.0.0.1',
    port: 0,
  })
  t.teardown(() => listening.close(graceMs))
  const asked = fetch(listening.url)
  const [response]: ServerResponse[] = await once(events, 'asked')
  if (response === undefined) throw new Error('nobody asked')
  return { listening, asked, response }
}
