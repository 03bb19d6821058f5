import { once } from 'node:events'
import { createServer } from 'node:net'
import t from 'tap'
import { assembleSettings } from '../../src/config/assemble.js'
import { fileSchema } from '../../src/config/settings.js'
import { startSentence } from '../../src/ischedd/start-sentence.js'

const settingsWith = (port: number) =>
  assembleSettings(fileSchema.parse({ node_id: 'a', listen: { interconn: `127.0.0.1:${port}` } }), '/f')

/** What listening on an address throws. */
async function listenError(host: string, port: number): Promise<unknown> {
  const server = createServer().listen(port, host)
  const [error] = await once(server, 'error')
  return error
}

t.test('a port in use, with the listener that needs it', async t => {
  const taken = createServer().listen(0, '127.0.0.1')
  await once(taken, 'listening')
  t.teardown(() => taken.close())
  const address = taken.address()
  const port = typeof address === 'object' && address !== null ? address.port : 0
  const error = await listenError('127.0.0.1', port)
  t.equal(
    startSentence(error, settingsWith(port)),
    `127.0.0.1:${port} is in use by another program, and the interconn listener needs it: stop that one, or set another port as listen.interconn.`,
  )
  t.match(startSentence(error, settingsWith(1)), /a listener needs it.* under listen\.$/)
})

t.test('an address that this machine has not', async t => {
  t.match(
    startSentence(await listenError('192.0.2.1', 4711), settingsWith(4711)),
    /^192\.0\.2\.1:4711 is no address of this machine/,
  )
})

t.test('a port that this user may not have', async t => {
  const error = Object.assign(new Error('x'), { syscall: 'listen', code: 'EACCES', address: '::', port: 80 })
  t.match(
    startSentence(error, settingsWith(80)),
    /^This user may not listen on \[::\]:80: set a port of 1024 or above as listen\.interconn\./,
  )
})

t.test('anything else in its own words', async t => {
  t.equal(
    startSentence(new Error('/data is in use by another ischedd.'), settingsWith(1)),
    '/data is in use by another ischedd.',
  )
  t.equal(startSentence('x', settingsWith(1)), 'x')
})
