import { rename, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import t from 'tap'
import { loadSettings } from '../../src/config/load.js'
import { watchSettings } from '../../src/config/reload.js'

type Tap = Pick<typeof t, 'testdir' | 'teardown'>

/** A watched settings file, and what it tells of, in order. */
async function watched(t: Tap, text: string) {
  const file = join(t.testdir({ 'ischedd.yaml': text }), 'ischedd.yaml')
  const settings = await loadSettings(file)
  const told: string[] = []
  const waiting: (() => void)[] = []
  const tell = (sentence: string) => {
    told.push(sentence.replaceAll(file, 'FILE'))
    waiting.shift()?.()
  }
  const watcher = await watchSettings(
    file,
    settings,
    (next, changed) => tell(`${changed} -> ${Object.keys(next.peers)} ${next.logLevel} ${next.approval}`),
    tell,
  )
  t.teardown(() => watcher.close())
  /** Replaces the file as an editor does, and answers the next thing that is told. */
  const edit = async (next: string): Promise<string | undefined> => {
    const before = told.length
    const next_ = told.length > before ? Promise.resolve() : new Promise<void>(resolve => waiting.push(resolve))
    await writeFile(`${file}~`, next)
    await rename(`${file}~`, file)
    await next_
    return told[before]
  }
  return { file, told, edit, settle: () => new Promise<void>(resolve => waiting.push(resolve)) }
}

t.test('peers and the log level are taken over', async t => {
  const { edit, told } = await watched(t, 'node_id: a\n')
  t.equal(await edit('node_id: a\npeers: {b: "b:1"}\n'), 'peers -> b info auto')
  t.equal(
    await edit('node_id: a\npeers: {b: "b:1", c: "c:1"}\nlog_level: debug\n'),
    'peers,log_level -> b,c debug auto',
  )
  t.equal(await edit('node_id: a\n'), 'peers,log_level ->  info auto')
  t.equal(told.length, 3)
})

t.test('what needs a restart is said, and not taken over', async t => {
  const { edit } = await watched(t, 'node_id: a\n')
  t.equal(
    await edit('node_id: a\napproval: manual\n'),
    'FILE: approval was changed, and takes effect when ischedd is started again.',
  )
  t.equal(await edit('node_id: a\napproval: manual\npeers: {b: "b:1"}\n'), 'peers -> b info auto', 'and is said once')
  t.equal(await edit('node_id: a\npeers: {b: "b:1"}\n'), 'FILE: approval is again what the running daemon has.')
})

t.test('a broken file is said, and the settings before stay', async t => {
  const { edit } = await watched(t, 'node_id: a\npeers: {b: "b:1"}\n')
  const said = await edit('node_id: a\npeers: {b: 5, c: "c:1"}\n')
  t.match(said, /^FILE was changed and can't be used; the settings before stay:\n.*:2:12: error: expected host:port/)
  t.equal(await edit('node_id: a\npeers: {c: "c:1"}\n'), 'peers -> c info auto')
})

t.test('a file that is taken away is said, and followed when it is back', async t => {
  const { file, told, edit, settle } = await watched(t, 'node_id: a\n')
  const gone = settle()
  await rm(file)
  await gone
  t.match(told, [/there is no such file/])
  t.equal(await edit('node_id: a\nlog_level: warn\n'), 'log_level ->  warn auto')
})

t.test('a change between the first reading and the watching is not missed', async t => {
  const file = join(t.testdir({ 'ischedd.yaml': 'node_id: a\n' }), 'ischedd.yaml')
  const settings = await loadSettings(file)
  await writeFile(file, 'node_id: a\nlog_level: warn\n')
  const levels: string[] = []
  const watcher = await watchSettings(file, settings, next => void levels.push(next.logLevel), t.fail)
  await watcher.close()
  t.same(levels, ['warn'])
})
