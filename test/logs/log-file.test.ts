import { readFile, stat, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import t from 'tap'
import { encodeLine, type StoredLine } from '../../src/logs/line.js'
import { eachLine, openLogFile, readFully, withFile } from '../../src/logs/log-file.js'

const line = (n: number, role: string, over: Partial<StoredLine> = {}): string =>
  encodeLine({ level: 'info', role, stream: 'stdout', at: n, text: `line ${n} ü`, cursor: `c${n}`, ...over })

t.test('no file is an empty log', async t => {
  const { index, cursors, levels } = await openLogFile(join(t.testdir(), 'none'))
  t.same([index.lines, index.size, cursors.size, levels.size], [0, 0, 0, 0])
  await t.rejects(openLogFile(t.testdir({ directory: {} })), 'any other failure is none')
})

t.test('wherever the end is torn off, the whole lines before it are there and the rest is cut', async t => {
  const lines = [
    line(1, 'guest.0'),
    line(2, 'host.0', { level: 'error', stream: 'stderr' }),
    line(3, 'guest.0', { level: 'debug' }),
    line(4, 'guest.0', { stream: 'stderr', text: '\u0000\n"}' }),
  ]
  const bytes = Buffer.from(lines.join(''))
  const path = join(t.testdir(), 'log')
  for (let size = 0; size <= bytes.length; size++) {
    await writeFile(path, bytes.subarray(0, size))
    const whole = lines.filter((_, n) => Buffer.byteLength(lines.slice(0, n + 1).join('')) <= size).length
    const { index, cursors, levels } = await openLogFile(path)
    t.equal(index.lines, whole)
    t.equal(cursors.get('guest.0'), [undefined, 'c1', 'c1', 'c3', 'c4'][whole])
    t.equal(cursors.get('host.0'), [undefined, undefined, 'c2', 'c2', 'c2'][whole])
    t.equal(levels.get('guest.0 stdout'), [undefined, 'info', 'info', 'debug', 'debug'][whole])
    t.equal(levels.get('host.0 stderr'), whole >= 2 ? 'error' : undefined)
    t.equal(await readFile(path, 'utf8'), lines.slice(0, whole).join(''))
  }
})

t.test('lines that are none are passed over and left where they are', async t => {
  const content = `rubbish\n${line(1, 'guest.0')}\n\0\0\0\0\n${line(2, 'guest.0')}`
  const path = join(t.testdir({ log: content }), 'log')
  const { index, cursors } = await openLogFile(path)
  t.equal(index.lines, 2)
  t.equal(index.size, Buffer.byteLength(content))
  t.equal(cursors.get('guest.0'), 'c2')
  t.equal(await readFile(path, 'utf8'), content)
})

t.test('a file longer than what is read at once is read whole', async t => {
  const path = join(t.testdir(), 'log')
  const lines = Array.from({ length: 9000 }, (_, n) => line(n, `guest.${n % 3}`, { text: 'x'.repeat(n % 700) }))
  await writeFile(path, `${lines.join('')}half a line`)
  const { index, cursors } = await openLogFile(path)
  t.equal(index.lines, 9000)
  t.same([...cursors].sort(), [
    ['guest.0', 'c8997'],
    ['guest.1', 'c8998'],
    ['guest.2', 'c8999'],
  ])
  t.equal((await stat(path)).size, index.size)
})

t.test('reading past the end is an error, not less', async t => {
  const path = join(t.testdir({ log: 'abc' }), 'log')
  await withFile(path, 'r', async handle => {
    t.equal(String(await readFully(handle, 1, 2)), 'bc')
    await t.rejects(readFully(handle, 1, 3), { message: /shorter/ })
  })
})

t.test('lines are found between newlines, and the rest is left', async t => {
  const found: string[] = []
  const bytes = Buffer.from('a\n\nbc\nd')
  t.equal(
    eachLine(bytes, (from, to) => found.push(bytes.toString('utf8', from, to))),
    6,
  )
  t.same(found, ['a', '', 'bc'])
})
