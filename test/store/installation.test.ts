import { readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import t from 'tap'
import { Installation } from '../../src/store/installation.js'
import { disks, tinyDisk } from '../helpers/tiny-disk.js'

t.test('its id is made once, and is another one elsewhere', async t => {
  const directory = t.testdir({ other: {} })
  const { id } = await Installation.open(directory)
  t.match(id, /^[0-9a-f]{8}$/)
  t.equal((await Installation.open(directory)).id, id)
  t.not((await Installation.open(join(directory, 'other'))).id, id)
})

t.test('it remembers several values at once, and forgets none', async t => {
  const directory = t.testdir()
  const installation = await Installation.open(directory)
  const keys = Array.from({ length: 20 }, (_, n) => `key ${n}`)
  await Promise.all(keys.map((key, n) => installation.remember(key, n)))
  const again = await Installation.open(directory)
  t.same(
    keys.map(key => again.recall(key)),
    keys.map((_, n) => n),
  )
  t.equal(again.recall('another'), undefined)
})

t.test('a file that cannot be read is no reason for a new id', async t => {
  const directory = t.testdir({ 'installation.json': '{"schema":1,"id":"nothex","remembered":{}}' })
  await t.rejects(Installation.open(directory), {
    message: /installation\.json cannot be read \(id: .*restore it from a backup/,
  })
  await writeFile(join(directory, 'installation.json'), '{"sche')
  await t.rejects(Installation.open(directory), { message: /installation\.json cannot be read/ })
  t.equal(await readFile(join(directory, 'installation.json'), 'utf8'), '{"sche', 'it is left as it is')
})

t.test('a full disk refuses to remember, and keeps what was remembered', await disks(), async t => {
  const disk = await tinyDisk(t, 64)
  const installation = await Installation.open(disk.path)
  await installation.remember('port', 1)
  const empty = await disk.fill(0)
  await t.rejects(installation.remember('port', 2), { code: 'ENOSPC' })
  t.equal(installation.recall('port'), 1)
  t.equal((await Installation.open(disk.path)).recall('port'), 1)
  await empty()
  await installation.remember('port', 3)
  t.equal(installation.recall('port'), 3)
})
