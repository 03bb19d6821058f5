/** That the disk of the power tests forgets what a real one may forget, and keeps what a real one must keep. */
import { execFile } from 'node:child_process'
import { constants, existsSync, readFileSync } from 'node:fs'
import { open, rename, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { promisify } from 'node:util'
import t from 'tap'
import { syncDirectory } from '../../src/store/durable.js'
import { PowerDisk, powerDisks } from './disk.js'
import { Platter } from './platter.js'

const run = promisify(execFile)

t.test('a platter keeps what was flushed; what was not may be lost, in part or not at all', async t => {
  const platter = new Platter(Buffer.alloc(4096))
  platter.write(0, Buffer.from('first'))
  platter.flush()
  platter.write(0, Buffer.alloc(2048, 'x'))
  t.equal(platter.unflushed, 1)
  t.equal(platter.read(0, 4).toString(), 'xxxx')
  const half = [0.1, 0.9, 0.9, 0.1]
  t.equal(platter.afterPowerCut('lost', Math.random).toString('utf8', 0, 5), 'first')
  t.same(platter.afterPowerCut('kept', Math.random).subarray(0, 2048), Buffer.alloc(2048, 'x'))
  const torn = platter.afterPowerCut('some', () => half.shift() ?? 0)
  t.equal(torn.toString('utf8', 0, 3), 'xxx')
  t.equal(torn[512], 0, 'a sector that did not arrive')
  t.equal(torn.toString('utf8', 1536, 1539), 'xxx')
})

t.test('a file system on it', await powerDisks(), async t => {
  for (const fate of ['lost', 'some', 'kept'] as const) {
    t.test(`unflushed writes: ${fate}`, async t => {
      const disk = await PowerDisk.make()
      t.teardown(() => disk.remove())
      await disk.mount()
      const at = (name: string): string => join(disk.path, name)
      await writeSynced(at('synced'), 'kept for good')
      await syncDirectory(disk.path)
      // As a careless program replaces a file: no sync of anything.
      await writeSynced(at('replaced'), 'old')
      await syncDirectory(disk.path)
      await writeFile(at('replacement'), 'new')
      await rename(at('replacement'), at('replaced'))
      await writeFile(at('unsynced'), 'gone')
      // Past the system's cache, into that of the disk.
      await run('dd', ['if=/dev/zero', `of=${at('synced')}`, 'bs=4096', 'count=1', 'oflag=direct', 'conv=notrunc'])
      const { unflushed } = await disk.cut(fate, 'seed')
      t.ok(unflushed > 0, 'writes had reached the disk and were not flushed')
      await disk.mount()
      const [first] = readFileSync(at('synced'))
      if (fate === 'lost') t.equal(readFileSync(at('synced'), 'utf8'), 'kept for good')
      if (fate === 'kept') t.equal(first, 0, 'what reached the disk can be there')
      t.equal(readFileSync(at('replaced'), 'utf8'), 'old')
      t.notOk(existsSync(at('unsynced')))
    })
  }
})

async function writeSynced(path: string, text: string): Promise<void> {
  const file = await open(path, constants.O_WRONLY | constants.O_CREAT | constants.O_TRUNC)
  await file.writeFile(text)
  await file.sync()
  await file.close()
}
