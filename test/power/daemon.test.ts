/** A daemon whose machine loses its power: what it had answered is there when the power is back. */
import t from 'tap'
import { cutPower, type Keeper } from './cuts.js'
import { PowerDisk, powerDisks } from './disk.js'
import type { Fate } from './platter.js'
import { StrictDirectory, strictDirectories } from './strict.js'

t.setTimeout(300_000)

/** What becomes of writes that the disk has not flushed, cut by cut. */
const FATES: readonly Fate[] = ['lost', 'some', 'kept', 'some', 'lost']

t.test('on a disk that forgets what was not flushed', await powerDisks(), async t => {
  let disk: PowerDisk | undefined
  const keeper: Keeper = {
    async begin(path) {
      disk ??= await PowerDisk.make(path)
      await disk.mount()
    },
    async cut(_path, round, seed) {
      const fate = FATES[(round - 1) % FATES.length] ?? 'lost'
      const cut = await disk?.cut(fate, seed)
      return `unflushed writes are ${fate}: ${cut?.unflushed} of ${cut?.writes}, ${cut?.flushes} flushes`
    },
    remove: async () => disk?.remove(),
  }
  await cutPower(t, keeper, FATES.length)
})

t.test('where nothing is kept but what was synced', await strictDirectories(), async t => {
  const strict = await StrictDirectory.make()
  const keeper: Keeper = {
    environment: strict.environment,
    begin: async path => strict.restore(path),
    cut: async path => strict.cut(path),
    remove: () => strict.remove(),
  }
  await cutPower(t, keeper, 5)
})
