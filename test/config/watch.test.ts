import { mkdir, rename, rm, symlink, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import t from 'tap'
import { watchFolder } from '../../src/config/watch.js'

/** A watched folder, and what resolves at its next change. */
async function watched(t: Tap, only?: (name: string) => boolean) {
  const folder = t.testdir({ folder: {} })
  const changes: (() => void)[] = []
  let count = 0
  const watcher = await watchFolder(
    join(folder, 'folder'),
    () => {
      count++
      changes.shift()?.()
    },
    only === undefined ? {} : { only },
  )
  t.teardown(() => watcher.close())
  return {
    path: join(folder, 'folder'),
    change: () => new Promise<void>(resolve => changes.push(resolve)),
    count: () => count,
    watcher,
  }
}
type Tap = Pick<typeof t, 'testdir' | 'teardown'>

/** Does something, and waits for the call that it must bring about. */
async function brings(watch: { change: () => Promise<void> }, act: () => Promise<unknown>): Promise<void> {
  const called = watch.change()
  await act()
  await called
}

t.test('files that are added, changed, replaced and removed', async t => {
  const watch = await watched(t)
  const file = join(watch.path, 'a.yaml')
  await brings(watch, () => writeFile(file, '1'))
  await brings(watch, () => writeFile(file, '22'))
  for (const text of ['3', '44', '5']) {
    await brings(watch, async () => {
      await writeFile(join(watch.path, 'draft'), text)
      await rename(join(watch.path, 'draft'), file)
    })
  }
  await brings(watch, () => rm(file))
})

t.test('a folder that is made later, and again', async t => {
  const watch = await watched(t)
  await brings(watch, () => rm(watch.path, { recursive: true }))
  await brings(watch, () => mkdir(watch.path))
  await brings(watch, () => writeFile(join(watch.path, 'a'), '1'))
})

t.test('changes that come together bring one call', async t => {
  const watch = await watched(t)
  await brings(watch, () => Promise.all(['a', 'b', 'c'].map(name => writeFile(join(watch.path, name), '1'))))
  t.equal(watch.count(), 1)
})

t.test('only the names that count', async t => {
  const watch = await watched(t, name => name === 'a')
  await writeFile(join(watch.path, 'b'), '1')
  await brings(watch, () => writeFile(join(watch.path, 'a'), '1'))
  t.equal(watch.count(), 1)
})

t.test('the way in which Kubernetes changes mounted files', async t => {
  const watch = await watched(t, name => name === 'a')
  const swap = async (version: string) => {
    await mkdir(join(watch.path, `..${version}`))
    await writeFile(join(watch.path, `..${version}`, 'a'), version)
    await symlink(`..${version}`, join(watch.path, '..draft'))
    await rename(join(watch.path, '..draft'), join(watch.path, '..data'))
  }
  await brings(watch, async () => {
    await swap('1')
    await symlink('..data/a', join(watch.path, 'a'))
  })
  await brings(watch, () => swap('2'))
  await brings(watch, () => swap('3'))
})

t.test('never twice at the same time, and once more for what came meanwhile', async t => {
  const folder = t.testdir({})
  let running = 0
  let most = 0
  let calls = 0
  let second: () => void
  const twice = new Promise<void>(resolve => {
    second = resolve
  })
  const watcher = await watchFolder(folder, async () => {
    most = Math.max(most, ++running)
    if (++calls === 1) {
      await writeFile(join(folder, 'b'), '1')
      await sleep(400)
    } else second()
    running--
  })
  await writeFile(join(folder, 'a'), '1')
  await twice
  await watcher.close()
  t.equal(most, 1)
})

t.test('what the call throws is told of, and the watching goes on', async t => {
  const folder = t.testdir({})
  const told: string[] = []
  let heard: (() => void) | undefined
  const watcher = await watchFolder(
    folder,
    () => {
      throw new Error('no')
    },
    {
      onError: error => {
        told.push(error.message)
        heard?.()
      },
    },
  )
  for (const name of ['a', 'b']) {
    const hearing = new Promise<void>(resolve => {
      heard = resolve
    })
    await writeFile(join(folder, name), '1')
    await hearing
  }
  await watcher.close()
  t.same(told, ['no', 'no'])
})

t.test('nothing is called after it is closed', async t => {
  const watch = await watched(t)
  await writeFile(join(watch.path, 'a'), '1')
  await watch.watcher.close()
  const before = watch.count()
  await writeFile(join(watch.path, 'b'), '1')
  await sleep(300)
  t.equal(watch.count(), before)
})
