import { chmod, readdir, readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import fc from 'fast-check'
import t from 'tap'
import { levelOf } from '../../src/logs/level.js'
import { selects } from '../../src/logs/line-index.js'
import { TaskLog } from '../../src/logs/task-log.js'
import { LOG_LEVELS, type LogLevel } from '../../src/protocol/values.js'
import type { OutputLine } from '../../src/runner/runner.js'

const never = new AbortController().signal
const unexpected = (failure: Error) => {
  throw failure
}

function line(text: string, over: Partial<OutputLine> = {}): OutputLine {
  return { stream: 'stdout', text, at: 1, cursor: text, ...over }
}

async function texts(log: TaskLog, level: LogLevel = 'debug', role?: string): Promise<string[]> {
  const lines = await log.page({ level, ...(role !== undefined && { roles: [role] }) }, 1)
  return lines.map(({ text }) => text)
}

t.test('lines are kept in the order of arrival, with all that was said of them', async t => {
  const log = new TaskLog(join(t.testdir(), 'job', 'task.jsonl'), unexpected)
  log.append('guest.0', line('one', { at: 5 }))
  log.append('host.1', line('ERROR two', { stream: 'stderr', at: 4 }))
  await log.flush()
  t.same(await log.page({ level: 'debug' }, 1), [
    { n: 1, level: 'info', role: 'guest.0', stream: 'stdout', at: 5, text: 'one' },
    { n: 2, level: 'error', role: 'host.1', stream: 'stderr', at: 4, text: 'ERROR two' },
  ])
  t.same(await log.page({ level: 'error' }, 1), [
    { n: 1, level: 'error', role: 'host.1', stream: 'stderr', at: 4, text: 'ERROR two' },
  ])
  const stored = (await readFile(log.path, 'utf8')).trimEnd().split('\n')
  t.same(
    stored.map(text => JSON.parse(text).cursor),
    ['one', 'ERROR two'],
  )
})

t.test('a level goes on from line to line of one instance and stream, also over a restart', async t => {
  const path = join(t.testdir(), 'job', 'task.jsonl')
  const log = new TaskLog(path, unexpected)
  log.append('guest.0', line('ERROR broken'))
  log.append('guest.0', line('  at main'))
  log.append('guest.1', line('  at main'))
  log.append('guest.0', line('plain', { stream: 'stderr' }))
  log.append('guest.0', line('DEBUG x', { stream: 'stderr' }))
  await log.flush()
  const again = new TaskLog(path, unexpected)
  again.append('guest.0', line('  at other'))
  again.append('guest.0', line('  more', { stream: 'stderr' }))
  again.append('guest.2', line('new'))
  await again.flush()
  const levels = (await again.page({ level: 'debug' }, 1)).map(({ level }) => level)
  t.same(levels, ['error', 'error', 'info', 'error', 'debug', 'error', 'debug', 'info'])
})

t.test('a page is a part of the selected lines, wherever it begins and the log was reopened', async t => {
  const anyLine = fc.record({
    role: fc.constantFrom('guest.0', 'guest.1', 'host.0'),
    stream: fc.constantFrom('stdout' as const, 'stderr' as const),
    text: fc.oneof(
      fc.constantFrom('ERROR x', 'debug: y', 'INFO z', '  and on', '{"level":20}', '{"level":"fatal"}'),
      fc.string({ unit: 'binary' }),
    ),
    reopen: fc.integer({ min: 0, max: 150 }).map(n => n === 0),
  })
  const directory = t.testdir()
  let run = 0
  await fc.assert(
    fc.asyncProperty(
      fc.array(anyLine, { maxLength: 300, size: 'max' }),
      fc.constantFrom(...LOG_LEVELS),
      fc.option(fc.constantFrom('guest', 'guest.1', 'host', 'nobody'), { nil: undefined }),
      fc.integer({ min: -2, max: 320 }),
      fc.option(fc.nat(320), { nil: undefined }),
      async (lines, level, role, start, length) => {
        let log = new TaskLog(join(directory, `${run++}`), unexpected)
        const before = new Map<string, LogLevel>()
        const model: { role: string; text: string; level: LogLevel; at: number }[] = []
        for (const [at, { role, stream, text, reopen }] of lines.entries()) {
          if (reopen) {
            await log.flush()
            log = new TaskLog(log.path, unexpected)
          }
          log.append(role, { stream, text, at, cursor: `${at}` })
          const level = levelOf(text, stream, before.get(role + stream))
          before.set(role + stream, level)
          model.push({ role, text, level, at })
        }
        await log.flush()
        const selection = { level, ...(role !== undefined && { roles: [role] }) }
        const selected = model
          .filter(line => selects(selection, line))
          .map((line, n) => ({ n: n + 1, at: line.at, text: line.text }))
        const seen = (page: { n: number; at: number; text: string }[]) =>
          page.map(({ n, at, text }) => ({ n, at, text }))
        const first = Math.max(1, start) - 1
        t.equal(await log.count(selection), selected.length)
        t.same(
          seen(await log.page(selection, start, length)),
          selected.slice(first, length === undefined ? undefined : first + length),
        )
        t.same(
          seen(await log.tail(selection, length ?? 5)),
          selected.slice(Math.max(0, selected.length - (length ?? 5))),
        )
      },
    ),
    { numRuns: 40 },
  )
})

t.test('however its end was torn off, following from the cursors makes the log complete', async t => {
  const directory = t.testdir()
  const written = ['guest.0', 'host.0', 'guest.0', 'host.0', 'host.0'].map((role, n) => ({
    role,
    line: line(`${n} ${role} äöü`, { cursor: `${n}` }),
  }))
  const whole = new TaskLog(join(directory, 'whole'), unexpected)
  for (const { role, line } of written) whole.append(role, line)
  await whole.flush()
  const bytes = await readFile(whole.path)
  for (let size = 0; size <= bytes.length; size++) {
    const path = join(directory, `${size}`)
    await writeFile(path, bytes.subarray(0, size))
    const log = new TaskLog(path, unexpected)
    for (const role of ['guest.0', 'host.0']) {
      const cursor = await log.cursor(role)
      for (const { role: of, line } of written) {
        if (of === role && (cursor === undefined || Number(line.cursor) > Number(cursor))) log.append(role, line)
      }
    }
    await log.flush()
    for (const role of ['guest.0', 'host.0']) {
      const all = written.filter(({ role: of }) => of === role).map(({ line }) => line.text)
      t.same(await texts(log, 'debug', role), all, `${size} of ${bytes.length} bytes: ${role}`)
    }
  }
})

t.test('the cursor is that of the last line taken', async t => {
  const log = new TaskLog(join(t.testdir(), 'log'), unexpected)
  t.equal(await log.cursor('guest.0'), undefined)
  log.append('guest.0', line('one'))
  log.append('guest.1', line('other'))
  t.equal(await log.cursor('guest.0'), 'one', 'not yet in the file, yet it need not come again')
  await log.flush()
  t.equal(await new TaskLog(log.path, unexpected).cursor('guest.0'), 'one')
  t.equal(await new TaskLog(log.path, unexpected).cursor('guest.1'), 'other')
  t.equal(await new TaskLog(log.path, unexpected).cursor('guest.2'), undefined)
})

t.test('who asks after a line was taken finds it, without a flush and while others arrive', async t => {
  const log = new TaskLog(join(t.testdir(), 'log'), unexpected)
  let more = true
  const flood = (async () => {
    while (more) {
      for (let n = 0; n < 100; n++) log.append('host.0', line('more'))
      await new Promise(resolve => setImmediate(resolve))
    }
  })()
  for (let n = 1; n <= 20; n++) {
    log.append('guest.0', line(`${n}`))
    if (n % 2) t.equal(await log.count({ level: 'debug', roles: ['guest'] }), n)
    else t.match(await log.page({ level: 'debug', roles: ['guest'] }, n), [{ n, text: `${n}` }])
  }
  await log.flush()
  more = false
  await flood
  await log.close()
})

t.test('a torn end is cut off though the file is only read', async t => {
  const path = join(t.testdir({ log: '{"level":"info","role":"gu' }), 'log')
  t.equal(await new TaskLog(path, unexpected).count({ level: 'debug' }), 0)
  t.equal(await readFile(path, 'utf8'), '')
})

t.test('waiting ends with the next line, or with its signal, or with the log', async t => {
  const log = new TaskLog(join(t.testdir(), 'log'), unexpected)
  const first = log.waitForMore(0, never)
  log.append('guest.0', line('one'))
  await first
  t.equal(await log.count({ level: 'debug' }), 1, 'the line can be read then')
  await log.waitForMore(0, never)
  const stop = new AbortController()
  const aborted = log.waitForMore(1, stop.signal)
  setImmediate(() => stop.abort(new Error('gone away')))
  await t.rejects(aborted, { message: 'gone away' })
  await t.rejects(log.waitForMore(1, stop.signal), { message: 'gone away' }, 'a signal that is long aborted')
  const open = log.waitForMore(1, never)
  setImmediate(() => log.close())
  await open
  t.ok(log.idle)
})

t.test('a log that is closed takes nothing', async t => {
  const log = new TaskLog(join(t.testdir(), 'log'), unexpected)
  log.append('guest.0', line('one'))
  await log.close()
  log.append('guest.0', line('two'))
  await log.flush()
  t.notOk((await readdir(t.testdirName)).includes('log') && (await texts(log)).includes('two'))
})

t.test(
  'what cannot be read says so, and is read once it can be',
  { skip: process.getuid?.() === 0 && 'root may read anything' },
  async t => {
    const path = join(t.testdir({ log: '' }), 'log')
    await chmod(path, 0)
    const log = new TaskLog(path, unexpected)
    await t.rejects(log.count({ level: 'debug' }), { message: /^Cannot read .*not permitted/ })
    await chmod(path, 0o600)
    t.equal(await log.count({ level: 'debug' }), 0)
  },
)
