import { mkdir, readdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import t, { type Test } from 'tap'
import { Instances } from '../../../src/runner/process/instances.js'
import { temporaryDirectory } from '../../helpers/runner.js'

const SPEC = { name: 'a', labels: {}, command: ['true'], workingDirectory: '/', environment: {} }
const MARK = { pid: 4, born: 'x:1' }

async function open(t: Test): Promise<{ instances: Instances; root: string }> {
  const directory = await temporaryDirectory(t)
  const instances = new Instances(directory)
  await instances.open()
  return { instances, root: join(directory, 'instances') }
}

t.test('an instance is made once, and keeps what it was made with', async t => {
  const { instances, root } = await open(t)
  await Promise.all([instances.create('a', SPEC), instances.create('a', SPEC)])
  await instances.create('a', { ...SPEC, command: ['false'] })
  t.same(await instances.spec('a'), SPEC)
  t.same(await readdir(root), ['a'], 'and leaves no draft')
})

t.test('is marked as started once', async t => {
  const { instances } = await open(t)
  await instances.create('a', SPEC)
  t.equal(await instances.started('a'), undefined)
  const marks = await Promise.all([1, 2, 3].map(at => instances.markStarted('a', { at, supervisor: MARK })))
  t.equal(marks.filter(Boolean).length, 1)
  t.equal((await instances.started('a'))?.at, marks.indexOf(true) + 1)
  await instances.unmarkStarted('a')
  t.equal(await instances.started('a'), undefined)
})

t.test('ends once, as was said first', async t => {
  const { instances } = await open(t)
  await instances.create('a', SPEC)
  await instances.noteExit('a', { exitCode: 0, endedAt: 1 })
  await instances.noteExit('a', { exitCode: -1, endedAt: 2 })
  t.same(await instances.exit('a'), { exitCode: 0, endedAt: 1 })
})

t.test('is removed whole, and there is nothing to say of one that is not there', async t => {
  const { instances, root } = await open(t)
  await instances.create('a', SPEC)
  instances.noteProcess('a', MARK)
  t.same(await instances.process('a'), MARK)
  await instances.remove('a')
  await instances.remove('a')
  t.same(await readdir(root), [])
  for (const read of [instances.spec('a'), instances.started('a'), instances.process('a'), instances.exit('a')]) {
    t.equal(await read, undefined)
  }
})

t.test('an id leads nowhere else', async t => {
  const { instances, root } = await open(t)
  await mkdir(join(root, '..', 'spared'))
  await writeFile(join(root, '..', 'spared', 'spec.json'), JSON.stringify(SPEC))
  await instances.remove('../spared')
  t.equal(await instances.spec('../spared'), undefined)
  t.same((await readdir(join(root, '..'))).sort(), ['instances', 'spared'])
})

t.test('what was left half done is cleared away, and is no instance until then', async t => {
  const { instances, root } = await open(t)
  await mkdir(join(root, '.new-1', 'work'), { recursive: true })
  await mkdir(join(root, '.gone-2'))
  await instances.create('a', SPEC)
  t.same(await instances.ids(), ['a'])
  await instances.open()
  t.same(await readdir(root), ['a'])
})

t.test('what is damaged is said to be, and a process that was noted by halves is unknown', async t => {
  const { instances } = await open(t)
  await instances.create('a', SPEC)
  await writeFile(instances.path('a', 'exit.json'), '{"exitC')
  await writeFile(instances.path('a', 'process.json'), '{"pi')
  await t.rejects(instances.exit('a'), /exit\.json is damaged/)
  t.equal(await instances.process('a'), undefined)
})

t.test('before anything was made there is nothing', async t => {
  t.same(await new Instances(join(await temporaryDirectory(t), 'none')).ids(), [])
})
