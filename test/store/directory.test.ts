import { once } from 'node:events'
import { chmod, mkdir, readdir, stat } from 'node:fs/promises'
import { join } from 'node:path'
import t from 'tap'
import { openDataDirectory } from '../../src/store/directory.js'
import { disks, tinyDisk } from '../helpers/tiny-disk.js'
import { holder } from './holder.js'

t.test('it is made for its owner alone, and keeps its id and what it remembers', async t => {
  const path = join(t.testdir(), 'a', 'data')
  const first = await openDataDirectory(path)
  t.equal((await stat(path)).mode & 0o777, 0o700)
  t.match(first.installationId, /^[0-9a-f]{8}$/)
  await Promise.all([first.remember('callback port', 4711), first.remember('disk limits', false)])
  await first.close()
  const second = await openDataDirectory(path)
  t.equal(second.installationId, first.installationId)
  t.equal(second.recall('callback port'), 4711)
  t.equal(second.recall('disk limits'), false)
  t.equal(second.recall('nothing'), undefined)
  await second.close()
})

t.test('opening sweeps what a killed write left, and nothing else', async t => {
  const path = t.testdir({ 'installation.json.123': 'half', 'platform.token.77': 'half', 'notes.123': 'kept' })
  await (await openDataDirectory(path)).close()
  t.same((await readdir(path)).sort(), ['installation.json', 'lock', 'notes.123'])
})

t.test('a second daemon is refused by the pid of the first, until that one ends', async t => {
  const path = join(t.testdir(), 'data')
  const first = await holder(t, path)
  t.match(first.said, /^open [0-9a-f]{8}$/)
  const second = await holder(t, path)
  t.match(second.said, `refused ${path} is in use by another ischedd with pid ${first.child.pid}:`)
  await t.rejects(openDataDirectory(path), { name: 'DirectoryInUse' })
  first.child.stdin?.end()
  await once(first.child, 'exit')
  t.same(await readdir(join(path, 'lock')), [], 'it lets go when it closes')
  t.equal((await holder(t, path)).said, first.said)
})

t.test('a killed daemon leaves nothing that stands in the way', async t => {
  const path = join(t.testdir(), 'data')
  const first = await holder(t, path)
  await first.kill()
  t.equal((await readdir(join(path, 'lock'))).length, 1, 'its lock file is left')
  const second = await holder(t, path)
  t.equal(second.said, first.said)
  t.match(await readdir(join(path, 'lock')), [new RegExp(`^${second.child.pid}-`)])
})

t.test('a directory that cannot be written is refused', async t => {
  await t.rejects(openDataDirectory(join(t.testdir({ file: '' }), 'file', 'data')), {
    message: /^Cannot make the directory .*not a directory/,
  })
  await t.test('by its mode', { skip: process.getuid?.() === 0 && 'root may write anywhere' }, async t => {
    const path = join(t.testdir(), 'data')
    await mkdir(path)
    await chmod(path, 0o500)
    await t.rejects(openDataDirectory(path), { message: /not permitted/ })
    await chmod(path, 0o700)
  })
  await t.test('by its file system', await disks(), async t => {
    const disk = await tinyDisk(t, 64, 'ro')
    await t.rejects(openDataDirectory(disk.path), { message: /mounted read-only \(EROFS\)/ })
  })
})

t.test('what goes wrong after the lock was taken lets it go', async t => {
  const path = t.testdir({ 'installation.json': 'damaged' })
  await t.rejects(openDataDirectory(path), { message: /installation\.json cannot be read/ })
  t.same(await readdir(join(path, 'lock')), [])
})

t.test('a full disk is no reason not to open', await disks(), async t => {
  const disk = await tinyDisk(t, 64)
  const path = join(disk.path, 'data')
  const first = await openDataDirectory(path)
  await first.close()
  await disk.fill(0)
  const second = await openDataDirectory(path)
  t.equal(second.installationId, first.installationId)
  await second.close()
})
