import { readdir, readFile, stat } from 'node:fs/promises'
import { join } from 'node:path'
import t from 'tap'
import { codeOf, createOnce, makeDirectory, syncDirectory, writeSynced } from '../../../src/runner/process/durable.js'
import { temporaryDirectory } from '../../helpers/runner.js'

t.test('of many who create a file at once one succeeds, and its content is there as a whole', async t => {
  const directory = await temporaryDirectory(t)
  const path = join(directory, 'exit.json')
  const texts = Array.from({ length: 10 }, (_, index) => String(index).repeat(10_000))
  const made = await Promise.all(texts.map(text => createOnce(path, text)))
  t.equal(made.filter(Boolean).length, 1)
  t.equal(await readFile(path, 'utf8'), texts[made.indexOf(true)])
  t.same(await readdir(directory), ['exit.json'], 'and leaves nothing else')
  t.equal(await createOnce(path, 'later'), false)
})

t.test('a directory that is not there is an error', async t => {
  const path = join(await temporaryDirectory(t), 'none')
  await t.rejects(createOnce(join(path, 'x'), ''), { code: 'ENOENT' })
  await t.rejects(syncDirectory(path), { code: 'ENOENT' })
})

t.test('does not write over a file', async t => {
  const path = join(await temporaryDirectory(t), 'x')
  await writeSynced(path, 'first')
  const error = await writeSynced(path, 'second').catch((error: unknown) => error)
  t.equal(codeOf(error), 'EEXIST')
  t.equal(await readFile(path, 'utf8'), 'first')
  t.equal(codeOf(new Error('other')), undefined)
})

t.test('makes a directory with those above it, and leaves one that is there', async t => {
  const path = join(await temporaryDirectory(t), 'a', 'b', 'c')
  await makeDirectory(path)
  t.equal((await stat(path)).mode & 0o777, 0o700)
  await writeSynced(join(path, 'x'), 'kept')
  await makeDirectory(path)
  t.same(await readdir(path), ['x'])
})
