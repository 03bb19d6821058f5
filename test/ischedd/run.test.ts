import { EventEmitter } from 'node:events'
import { join } from 'node:path'
import t from 'tap'
import { readSettings } from '../../src/config/load.js'
import { type Parts, run } from '../../src/ischedd/run.js'
import type { DaemonOptions } from '../../src/ischedd/run-daemon.js'
import { testIo } from './helpers.js'

/** A daemon that ends as soon as it is up, and what it was started with. */
function parts(): Parts & { started: { nodeId: string; options: DaemonOptions }[] } {
  const host = Object.assign(new EventEmitter(), { exit: () => undefined })
  const started: { nodeId: string; options: DaemonOptions }[] = []
  return {
    started,
    host,
    startDaemon: async () => async (settings, options) => {
      started.push({ nodeId: settings.nodeId, options })
      setImmediate(() => host.emit('SIGTERM', 'SIGTERM'))
      return { close: async () => undefined, describe: () => [] }
    },
  }
}

t.test('starts the daemon with the settings, and says which', async t => {
  const file = join(t.testdir({ 'a.yaml': 'node_id: bank-a\n' }), 'a.yaml')
  const [io, daemon] = [testIo(), parts()]
  t.equal(await run(['-c', file, '--log-level', 'debug', '--log-pretty'], io, daemon), 0)
  t.same(daemon.started, [{ nodeId: 'bank-a', options: { configFile: file, logLevel: 'debug', pretty: true } }])
  t.match(io.err(), `ischedd: settings from ${file} (given by --config)\n`)
  const other = parts()
  await run([], testIo({ ISCHEDD_CONFIG: file }), other)
  t.same(other.started, [{ nodeId: 'bank-a', options: { configFile: file } }])
})

t.test('settings with mistakes: the diagnostics and 2, and nothing is started', async t => {
  const file = join(t.testdir({ 'a.yaml': 'node: bank-a\n' }), 'a.yaml')
  for (const more of [[], ['--check']]) {
    const [io, daemon] = [testIo(), parts()]
    t.equal(await run(['--config', file, ...more], io, daemon), 2)
    t.match(io.err(), /a\.yaml:1:1: error: there is no field "node"\n {2}1 \| node: bank-a/)
    t.equal(io.out(), '')
    t.same(daemon.started, [])
  }
})

t.test('warnings are said, and do not keep it from starting', async t => {
  const file = join(t.testdir({ 'a.yaml': 'node_id: a\nlisten: {platform: 0.0.0.0:9700}\n' }), 'a.yaml')
  const [io, daemon] = [testIo(), parts()]
  t.equal(await run(['-c', file], io, daemon), 0)
  t.match(io.err(), /a\.yaml:2:20: warning: the platform listener/)
  t.equal(daemon.started.length, 1)
})

t.test('--check reports and starts nothing', async t => {
  const file = join(
    t.testdir({ 'a.yaml': 'node_id: a\nrunner: {kind: process, process: {images: {x: [sh]}}}\n' }),
    'a.yaml',
  )
  const [io, daemon] = [testIo(), parts()]
  t.equal(await run(['-c', file, '--check'], io, daemon), 0)
  t.match(io.out(), `${file} (given by --config)`)
  t.match(io.out(), /Runner +process: runner\.kind says process/)
  t.equal(io.err(), '')
  t.same(daemon.started, [])
})

t.test('--check leaves with 1 where the daemon could not start', async t => {
  const text = 'node_id: a\nrunner: {kind: docker, docker: {socket: ./none.sock}}\n'
  const io = testIo()
  t.equal(await run(['-c', join(t.testdir({ 'a.yaml': text }), 'a.yaml'), '--check'], io, parts()), 1)
  t.match(io.out(), /none: the daemon would not start\. No Docker engine answers at .*none\.sock/)
})

t.test('init writes a file that can be used', async t => {
  const file = join(t.testdir({}), 'ischedd.yaml')
  const io = testIo()
  t.equal(await run(['init', file, '--node-id', 'bank-a'], io, parts()), 0)
  t.match(io.out(), `Wrote ${file}.`)
  t.equal((await readSettings(file)).settings?.nodeId, 'bank-a')
  const again = testIo()
  t.equal(await run(['init', file], again, parts()), 2)
  t.match(again.err(), /is there already/)
  t.equal(await run(['init', file, '--force', '--node-id', 'b'], testIo(), parts()), 0)
  t.equal((await readSettings(file)).settings?.nodeId, 'b')
})

t.test('help and version are 0, what it does not know is 2', async t => {
  const help = testIo()
  t.equal(await run(['--help'], help, parts()), 0)
  t.match(help.out(), /Example:\n {2}ischedd init/)
  const version = testIo()
  t.equal(await run(['--version'], version, parts()), 0)
  t.match(version.out(), /^\d+\.\d+\.\d+/)
  for (const argv of [['--chek'], ['start'], ['--log-level', 'loud'], ['--config'], ['init', 'a', 'b']]) {
    const io = testIo()
    t.equal(await run(argv, io, parts()), 2, argv.join(' '))
    t.match(io.err(), /^ischedd: /)
  }
})
