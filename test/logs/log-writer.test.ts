import { mkdir, readFile, rmdir } from 'node:fs/promises'
import { join } from 'node:path'
import t from 'tap'
import { openLogFile } from '../../src/logs/log-file.js'
import { LogWriter } from '../../src/logs/log-writer.js'
import { TaskLog } from '../../src/logs/task-log.js'
import type { OutputLine } from '../../src/runner/runner.js'
import { disks, tinyDisk } from '../helpers/tiny-disk.js'

const never = new AbortController().signal
const unexpected = (failure: Error) => {
  throw failure
}

function line(text: string, over: Partial<OutputLine> = {}): OutputLine {
  return { stream: 'stdout', text, at: 1, cursor: text, ...over }
}

async function texts(log: TaskLog): Promise<string[]> {
  return (await log.page({ level: 'debug' }, 1)).map(({ text }) => text)
}

t.test('what arrives while others are written goes with the next, and the state grows with each', async t => {
  const path = join(t.testdir(), 'job', 'log')
  const opened = openLogFile(path)
  const grown: number[] = []
  const writer = new LogWriter({
    path,
    open: () => opened,
    onStored: async () => grown.push((await opened).index.lines),
    onTrouble: unexpected,
  })
  for (let n = 1; n <= 10_000; n++) writer.append('guest.0', line(`${n}`))
  t.equal(writer.takenCursor('guest.0'), '10000')
  t.equal(writer.takenCursor('guest.1'), undefined)
  t.notOk(writer.idle)
  await writer.flush()
  t.ok(writer.idle)
  t.same(grown, [4096, 8192, 10_000])
  t.equal((await opened).cursors.get('guest.0'), '10000')
  const { index } = await openLogFile(path)
  t.same([index.lines, index.size], [10_000, (await opened).index.size])
})

t.test('closed in the midst of writing, it leaves whole lines and ends', async t => {
  const path = join(t.testdir(), 'log')
  const log = new TaskLog(path, unexpected)
  for (let n = 1; n <= 10_000; n++) log.append('guest.0', line(`${n}`))
  const flushed = log.flush()
  await log.waitForMore(0, never)
  await log.close()
  await flushed
  const stored = await texts(new TaskLog(path, unexpected))
  t.ok(stored.length >= 4096 && stored.length < 10_000)
  t.same(
    stored,
    stored.map((_, n) => `${n + 1}`),
  )
})

t.test('a full disk: said once, nothing is lost, nothing is there twice', await disks(), async t => {
  const disk = await tinyDisk(t, 128)
  const failures: Error[] = []
  const log = new TaskLog(join(disk.path, 'job', 'log'), failure => failures.push(failure))
  log.append('guest.0', line('before'))
  await log.flush()
  const empty = await disk.fill(4096)
  const long = (n: number) => line(`${n} ${'x'.repeat(5000)}`)
  log.append('guest.0', long(1))
  await t.rejects(log.flush(), { name: 'FileFailure', code: 'ENOSPC' })
  log.append('guest.0', long(2))
  await t.rejects(log.flush(), { code: 'ENOSPC' })
  t.match(failures, [{ message: /^Cannot write .*no space is left/ }], 'one report')
  t.same(await texts(log), ['before'], 'what is in the file can be read')
  t.same((await readFile(log.path, 'utf8')).split('\n').length, 2, 'and no stump is')
  t.notOk(log.idle)
  await empty()
  await log.flush()
  t.same(await texts(log), ['before', long(1).text, long(2).text])
  t.same(await texts(new TaskLog(log.path, unexpected)), ['before', long(1).text, long(2).text])
})

t.test('a write that failed is tried again by itself', async t => {
  const path = join(t.testdir(), 'job', 'log')
  // A directory where the file belongs.
  await mkdir(path, { recursive: true })
  const told: Error[] = []
  const log = new TaskLog(path, failure => told.push(failure))
  log.append('guest.0', line('one'))
  await t.rejects(log.flush(), { code: 'EISDIR' })
  t.match(told, [{ code: 'EISDIR' }])
  await rmdir(path)
  await log.waitForMore(0, never)
  t.same(await texts(log), ['one'])
})

t.test('memory is not filled for a disk that takes nothing', async t => {
  const path = join(t.testdir(), 'job', 'log')
  await mkdir(path, { recursive: true })
  const log = new TaskLog(path, () => undefined)
  t.teardown(() => log.close())
  await t.rejects(
    async () => {
      for (let n = 0; n < 100; n++) {
        log.append('guest.0', line('x'.repeat(1_000_000), { cursor: `${n}` }))
        await new Promise(resolve => setImmediate(resolve))
      }
    },
    { name: 'FileFailure' },
  )
  t.ok(Number(await log.cursor('guest.0')) < 99, 'what was not taken is to be asked for again')
})
