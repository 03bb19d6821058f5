import t from 'tap'
import type { EngineFacts } from '../../../src/runner/docker/engine.js'
import { capacityOf, excess, mayLimitDisk, unkept } from '../../../src/runner/docker/limits.js'

const FACTS: EngineFacts = {
  version: '20.10',
  system: 'Linux',
  storageDriver: 'overlay2',
  backingFilesystem: 'extfs',
  loggingDriver: 'json-file',
  cpu: 4,
  memory: 16,
  limitsCpu: true,
  limitsMemory: true,
}

t.test('the settings count before what the engine has', async t => {
  t.same(capacityOf({}, FACTS), { instances: 64, cpu: 4, memory: 16 })
  t.same(capacityOf({}, { ...FACTS, cpu: 1 }), { instances: 32, cpu: 1, memory: 16 })
  t.same(capacityOf({ instances: 2, cpu: 1, memory: 3 }, FACTS), { instances: 2, cpu: 1, memory: 3 })
})

t.test(
  'one instance gets no more than the settings and the engine both have, and no less than the engine gives',
  async t => {
    const capacity = capacityOf({ cpu: 8, memory: 2 }, FACTS)
    const cases: [Parameters<typeof excess>[0], RegExp | undefined][] = [
      [{}, undefined],
      [{ cpu: 4, memory: 2, disk: 100 }, undefined],
      [{ cpu: 4.5 }, /^4\.5 cores are asked for and this node has 4\.$/],
      [{ cpu: 0 }, /0\.01 is the least/],
      [{ memory: 2.5 }, /^2\.5 GiB of memory are asked for and this node has 2\.$/],
      [{ memory: 0.005 }, /6 MB is the least/],
      [{ disk: 0 }, /more than 0/],
    ]
    for (const [resources, sentence] of cases) {
      const reason = excess(resources, capacity, FACTS)
      if (sentence === undefined) t.equal(reason, undefined)
      else t.match(reason, sentence)
    }
  },
)

t.test('says which limits will not be kept', async t => {
  const all = { cpu: 1, memory: 1, disk: 1 }
  t.same(unkept(all, FACTS, true), [])
  t.same(unkept({}, { ...FACTS, limitsCpu: false, limitsMemory: false }, false), [])
  t.match(unkept(all, { ...FACTS, limitsCpu: false, limitsMemory: false }, false), [
    /cores/,
    /memory/,
    /disk.*overlay2 on extfs/,
  ])
})

t.test('which storage drivers may limit a disk', async t => {
  t.equal(mayLimitDisk(FACTS), false)
  t.equal(mayLimitDisk({ ...FACTS, backingFilesystem: 'xfs' }), true)
  t.equal(mayLimitDisk({ ...FACTS, storageDriver: 'btrfs' }), true)
  t.equal(mayLimitDisk({ ...FACTS, storageDriver: 'vfs' }), false)
})
