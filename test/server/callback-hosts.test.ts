/** Where the callback listener is, while the machine's addresses come and go. */
import t from 'tap'
import { CallbackHosts } from '../../src/server/callback-hosts.js'
import { type Listening, listen } from '../../src/server/listen.js'
import { call } from '../helpers/call.js'

t.test('it listens at an address that comes later, too, at the same port', async t => {
  const open: Listening[] = []
  t.teardown(() => Promise.all(open.map(each => each.close(0))))
  let wanted = ['127.0.0.1']
  const opened: string[] = []
  const hosts = new CallbackHosts({
    wanted: async () => {
      if (wanted.length === 0) throw new Error('the engine is away')
      return wanted
    },
    open: async address => {
      const listening = await listen('callback', (_request, response) => response.end('{"code":0}'), address)
      open.push(listening)
      return listening
    },
    onOpened: url => opened.push(url),
  })
  await hosts.start(wanted, 0)
  t.not(hosts.port, 0)
  await hosts.look()
  t.same(opened, [], 'nothing is missing')

  wanted = []
  await hosts.look()
  t.same(hosts.urls, [`http://127.0.0.1:${hosts.port}`], 'what is open stays while the engine is away')

  wanted = ['127.0.0.1', '127.0.0.2']
  await hosts.look()
  t.same(opened, [`http://127.0.0.2:${hosts.port}`])
  t.match(await call(`http://127.0.0.2:${hosts.port}`, 'GET', '/'), { code: 0 })

  wanted = ['127.0.0.1', '127.0.0.2', '192.0.2.1']
  await hosts.look()
  t.equal(hosts.urls.length, 2, 'what is not of this machine is tried again later')
})

t.test('a port that is taken is said at the start', async t => {
  const taken = await listen('other', (_request, response) => response.end(), { host: '127.0.0.1', port: 0 })
  t.teardown(() => taken.close(0))
  const hosts = new CallbackHosts({
    wanted: async () => ['127.0.0.1'],
    open: address => listen('callback', (_request, response) => response.end(), address),
    onOpened: () => undefined,
  })
  await t.rejects(hosts.start(['127.0.0.1'], taken.port), { message: /the callback listener cannot be opened/ })
  hosts.stop()
})

t.test('the port of the last life is kept, and waited for; another is taken where somebody else keeps it', async t => {
  const open: Listening[] = []
  t.teardown(() => Promise.all(open.map(each => each.close(0))))
  const starting = async (kept: number | undefined, patienceMs?: number): Promise<CallbackHosts> => {
    const hosts = new CallbackHosts({
      wanted: async () => [],
      open: async address => {
        const listening = await listen('callback', (_request, response) => response.end('{"code":0}'), address)
        open.push(listening)
        return listening
      },
      onOpened: () => undefined,
    })
    await hosts.startKept(['127.0.0.1', '127.0.0.2'], kept, patienceMs)
    return hosts
  }
  const first = await starting(undefined)
  t.ok(first.port >= 10_000 && first.port < 20_000, 'not among the ports of outgoing connections')
  t.equal(first.urls.length, 2)
  await Promise.all(open.splice(0).map(each => each.close(0)))
  t.equal((await starting(first.port)).port, first.port)
  await Promise.all(open.splice(0).map(each => each.close(0)))

  // At the second address alone: what was opened at the first is closed again.
  const other = await listen('other', (_request, response) => response.end(), { host: '127.0.0.2', port: first.port })
  const elsewhere = await starting(first.port, 0)
  t.not(elsewhere.port, first.port)
  t.equal(elsewhere.urls.length, 2)
  await t.rejects(call(`http://127.0.0.1:${first.port}`, 'GET', '/'))

  const waiting = starting(first.port, 60_000)
  await other.close(0)
  t.equal((await waiting).port, first.port)
})
