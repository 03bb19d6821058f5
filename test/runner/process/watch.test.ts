import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import t from 'tap'
import { watchDirectory } from '../../../src/runner/process/watch.js'
import { temporaryDirectory } from '../../helpers/runner.js'

t.test('tells what changes', async t => {
  const directory = await temporaryDirectory(t)
  await new Promise<void>(resolve => {
    const stop = watchDirectory(
      directory,
      file => {
        t.equal(file, 'stdout')
        stop()
        resolve()
      },
      t.error,
    )
    writeFile(join(directory, 'stdout'), 'x')
  })
})

t.test('where nothing can be watched it says why, and has one look from time to time', async t => {
  const troubles: unknown[] = []
  await new Promise<void>(resolve => {
    const stop = watchDirectory(
      '/nowhere/none',
      file => {
        t.equal(file, undefined)
        stop()
        resolve()
      },
      error => troubles.push(error),
    )
  })
  t.match(troubles, [{ code: 'ENOENT' }])
})
