import { appendFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import t from 'tap'
import { Tail } from '../../../src/runner/process/tail.js'
import { temporaryDirectory } from '../../helpers/runner.js'

t.test('hands over lines when they are complete, and knows where it is', async t => {
  const path = join(await temporaryDirectory(t), 'stdout')
  const tail = new Tail(path, 0)
  t.teardown(() => tail.close())
  const seen: [string, number][] = []
  const drain = () => tail.drain(text => seen.push([text, tail.offset]))
  await drain()
  await writeFile(path, 'one\ntw')
  await drain()
  t.same(seen, [['one', 4]])
  await appendFile(path, 'o\n三\nrest')
  await drain()
  t.same(seen.slice(1), [
    ['two', 8],
    ['三', 12],
  ])
  tail.end(text => seen.push([text, tail.offset]))
  tail.end(() => t.fail('there is no more'))
  t.same(seen.at(-1), ['rest', 16])
})

t.test('goes on from a byte', async t => {
  const path = join(await temporaryDirectory(t), 'stdout')
  await writeFile(path, `one\n${'x'.repeat(200_000)}\nlast\n`)
  const tail = new Tail(path, 4)
  t.teardown(() => tail.close())
  const lengths: number[] = []
  await tail.drain(text => lengths.push(text.length))
  t.same(lengths, [200_000, 4])
})
