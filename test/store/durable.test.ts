import { chmod, mkdir, readdir, readFile, stat, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { Low } from 'lowdb'
import t from 'tap'
import {
  DurableFile,
  makeDirectory,
  removeDurably,
  sweepTemporaryFiles,
  writeDurably,
} from '../../src/store/durable.js'
import { disks, tinyDisk } from '../helpers/tiny-disk.js'

const parse = (content: Buffer): { n: number; text?: string } => JSON.parse(content.toString())

t.test('what is written under lowdb is read again', async t => {
  const file = new DurableFile(join(t.testdir(), 'a.json'), parse)
  t.equal(await file.read(), null, 'no file, no value')
  const low = new Low(file, { n: 0 })
  low.data = { n: 5 }
  await low.write()
  t.same(await file.read(), { n: 5 })
  t.same(await readdir(t.testdirName), ['a.json'], 'no temporary file is left')
})

t.test('writes that arrive together end with the last one, and all are told', async t => {
  const file = new DurableFile(join(t.testdir(), 'a.json'), parse)
  await Promise.all(Array.from({ length: 100 }, (_, n) => file.write({ n })))
  t.same(await file.read(), { n: 99 })
})

t.test('a value that is changed after write was called is stored as it was', async t => {
  const file = new DurableFile(join(t.testdir(), 'a.json'), parse)
  const value = { n: 1 }
  const written = file.write(value)
  value.n = 2
  await written
  t.same(await file.read(), { n: 1 })
})

t.test('a file that cannot be read is no missing file', async t => {
  const file = new DurableFile(t.testdir({ 'a.json': {} }), parse)
  await t.rejects(file.read(), { name: 'FileFailure', code: 'EISDIR', message: /^Cannot read .*a directory/ })
})

t.test('a failed write says so, and those after it go on', async t => {
  const directory = join(t.testdir(), 'later')
  const file = new DurableFile(join(directory, 'a.json'), parse)
  await t.rejects(file.write({ n: 1 }), { name: 'FileFailure', message: /^Cannot write .*a\.json: it does not exist/ })
  await mkdir(directory)
  await file.write({ n: 2 })
  t.same(await file.read(), { n: 2 })
})

t.test(
  'a full disk keeps the old content whole, also when it fills up in the middle of a write',
  await disks(),
  async t => {
    const disk = await tinyDisk(t, 128)
    const file = new DurableFile(join(disk.path, 'a.json'), parse)
    await file.write({ n: 1 })
    for (const free of [0, 4096, 16384]) {
      const empty = await disk.fill(free)
      await t.rejects(file.write({ n: 2, text: 'x'.repeat(30_000) }), { code: 'ENOSPC', message: /no space is left/ })
      t.same(await file.read(), { n: 1 }, `${free} bytes free: the old content`)
      t.same((await readdir(disk.path)).sort(), ['a.json', 'filler'], 'the stump is gone')
      await empty()
    }
    await file.write({ n: 2, text: 'x'.repeat(30_000) })
    t.match(await file.read(), { n: 2 }, 'and is replaced once there is room')
  },
)

t.test('the mode holds, also over a file that had another', async t => {
  const path = join(t.testdir({ a: 'old' }), 'a')
  await chmod(path, 0o644)
  await writeDurably(path, 'new', 0o600)
  t.equal((await stat(path)).mode & 0o777, 0o600)
  t.equal(await readFile(path, 'utf8'), 'new')
})

t.test('directories are made with all above them, for their owner alone', async t => {
  const path = join(t.testdir(), 'a', 'b', 'c')
  await Promise.all([makeDirectory(path), makeDirectory(path), makeDirectory(join(path, 'd'))])
  t.equal((await stat(path)).mode & 0o777, 0o700)
  t.equal((await stat(join(path, '..'))).mode & 0o777, 0o700)
  await writeFile(join(path, 'file'), '')
  await t.rejects(makeDirectory(join(path, 'file', 'd')), { message: /^Cannot make the directory .*not a directory/ })
})

t.test('removing twice is removing', async t => {
  const path = join(t.testdir({ a: '' }), 'a')
  await removeDurably(path)
  await removeDurably(path)
  t.same(await readdir(t.testdirName), [])
  await t.rejects(removeDurably(t.testdir({ b: {} })), { message: /^Cannot remove/ })
})

t.test('only our own temporary files are swept', async t => {
  const directory = t.testdir({
    'a.json': '',
    'a.json.4294967295': '',
    'b.txt.17': '',
    'a.json.unreadable-1': '',
    'a.json.17x': '',
  })
  await sweepTemporaryFiles(directory, name => name === 'a.json')
  t.same((await readdir(directory)).sort(), ['a.json', 'a.json.17x', 'a.json.unreadable-1', 'b.txt.17'])
  await t.rejects(
    sweepTemporaryFiles(join(directory, 'none'), () => true),
    { message: /^Cannot clear away/ },
  )
})
