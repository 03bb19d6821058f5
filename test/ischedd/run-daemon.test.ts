import { EventEmitter } from 'node:events'
import t from 'tap'
import { assembleSettings } from '../../src/config/assemble.js'
import { fileSchema } from '../../src/config/settings.js'
import { type RunningDaemon, runDaemon } from '../../src/ischedd/run-daemon.js'
import { testIo } from './helpers.js'

const SETTINGS = assembleSettings(fileSchema.parse({ node_id: 'a' }), '/f')
const OPTIONS = { configFile: '/f/ischedd.yaml' }

class Host extends EventEmitter {
  readonly exits: number[] = []
  exit(code: number) {
    this.exits.push(code)
  }
}

/** A promise that is settled from outside. */
function gate() {
  let open: () => void = () => undefined
  const passed = new Promise<void>(resolve => {
    open = resolve
  })
  return { open, passed }
}

const daemon = (close: () => Promise<void> = async () => undefined): RunningDaemon => ({
  close,
  describe: () => ['node a is up'],
})

t.test('runs until the first signal, then closes once and leaves with 0', async t => {
  for (const signal of ['SIGTERM', 'SIGINT', 'SIGHUP']) {
    const [io, host, up] = [testIo(), new Host(), gate()]
    let closed = 0
    const start = async () => {
      setImmediate(up.open)
      return daemon(async () => void closed++)
    }
    const code = runDaemon(io, start, SETTINGS, OPTIONS, host)
    await up.passed
    t.equal(closed, 0)
    host.emit(signal, signal)
    t.equal(await code, 0)
    t.equal(closed, 1)
    t.match(io.err(), /^node a is up\nischedd: SIG[A-Z]+: closing/)
    t.same(host.exits, [])
    t.equal(host.listenerCount(signal), 0, 'nothing is left behind')
  }
})

t.test('a second signal ends it at once with 130', async t => {
  const [host, closing, done] = [new Host(), gate(), gate()]
  const start = async () =>
    daemon(async () => {
      closing.open()
      await done.passed
    })
  const code = runDaemon(testIo(), start, SETTINGS, OPTIONS, host)
  host.emit('SIGTERM', 'SIGTERM')
  await closing.passed
  host.emit('SIGINT', 'SIGINT')
  t.same(host.exits, [130])
  done.open()
  await code
})

t.test('a signal while it starts closes it once it is up, without a word of being up', async t => {
  const [io, host, starting] = [testIo(), new Host(), gate()]
  let closed = false
  const start = async () => {
    await starting.passed
    return daemon(async () => {
      closed = true
    })
  }
  const code = runDaemon(io, start, SETTINGS, OPTIONS, host)
  host.emit('SIGTERM', 'SIGTERM')
  starting.open()
  t.equal(await code, 0)
  t.ok(closed)
  t.notMatch(io.err(), /is up/)
})

t.test('what fails is a sentence without a stack, and 1; the stack only when asked for', async t => {
  const fail = async () => {
    throw new Error('/data is in use by another ischedd.')
  }
  const io = testIo()
  t.equal(await runDaemon(io, fail, SETTINGS, OPTIONS, new Host()), 1)
  t.equal(io.err(), 'ischedd: /data is in use by another ischedd.\n')
  const debug = testIo({ ISCHED_DEBUG: '1' })
  await runDaemon(debug, fail, SETTINGS, OPTIONS, new Host())
  t.match(debug.err(), /\n {4}at /)
})

t.test('so does a close that fails', async t => {
  const host = new Host()
  const io = testIo()
  const start = async () => daemon(async () => Promise.reject(new Error('The disk is full.')))
  const code = runDaemon(io, start, SETTINGS, OPTIONS, host)
  host.emit('SIGTERM', 'SIGTERM')
  t.equal(await code, 1)
  t.match(io.err(), 'ischedd: The disk is full.\n')
})
