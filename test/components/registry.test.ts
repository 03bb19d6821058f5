/** The components that a node runs, over real files. */
import { mkdir, mkdtemp, readdir, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import t, { type Test } from 'tap'
import { Registry } from '../../src/components/registry.js'
import { registrationSchema } from '../../src/protocol/component.js'

function registration(image: string, more: Record<string, unknown> = {}) {
  const info = { componentName: 'psi', provider: 'isched', version: '1.0.0', roleList: ['guest'], ...more }
  return registrationSchema.parse({ imageUrl: image, component_info: info })
}

async function folders(t: Test) {
  const root = await mkdtemp(join(tmpdir(), 'isched-registry-'))
  t.teardown(() => rm(root, { recursive: true, force: true }))
  const folder = join(root, 'components.d')
  await mkdir(folder)
  return { store: join(root, 'components'), folder }
}

const images = (registry: Registry): string[] =>
  registry
    .all()
    .map(({ imageUrl }) => imageUrl)
    .sort()

const FILE = `imageUrl: file:1
componentName: psi
provider: isched
version: "1.0.0"
roleList: [guest, host]
`

t.test('what is registered is there, and there again after a restart', async t => {
  const { store, folder } = await folders(t)
  const first = new Registry(store, folder)
  t.strictSame(await first.load(), { stored: [], files: [] })
  await first.register(registration('psi:1', { extra: { kept: true } }))
  const again = new Registry(store, folder)
  await again.load()
  t.match(again.all(), [
    { imageUrl: 'psi:1', source: 'registered', info: { componentName: 'psi', extra: { kept: true } } },
  ])
})

t.test('the same again is success, and replaces it', async t => {
  const { store, folder } = await folders(t)
  const registry = new Registry(store, folder)
  await registry.load()
  await registry.register(registration('psi:1'))
  await registry.register(registration('psi:2'))
  t.strictSame(images(registry), ['psi:2'])
})

t.test('name, provider and version tell components apart', async t => {
  const { store, folder } = await folders(t)
  const registry = new Registry(store, folder)
  await registry.load()
  await registry.register(registration('a'))
  await registry.register(registration('b', { provider: 'bank' }))
  await registry.register(registration('c', { version: '2.0.0' }))
  await registry.register(registration('d', { componentName: '训练' }))
  t.strictSame(images(registry), ['a', 'b', 'c', 'd'])
})

t.test('what lies in the folder is there, in YAML and in JSON', async t => {
  const { store, folder } = await folders(t)
  await writeFile(join(folder, 'psi.yaml'), FILE)
  await writeFile(join(folder, 'lr.json'), JSON.stringify(registration('file:2', { componentName: 'lr' })))
  await writeFile(join(folder, 'notes.txt'), 'nothing')
  const registry = new Registry(store, folder)
  t.strictSame((await registry.load()).files, [])
  t.match(images(registry), ['file:1', 'file:2'])
  t.equal(registry.all().find(({ imageUrl }) => imageUrl === 'file:1')?.source, join(folder, 'psi.yaml'))
})

t.test('a version is what was written: 1.0 is not 1', async t => {
  const { store, folder } = await folders(t)
  await writeFile(join(folder, 'psi.yaml'), FILE.replace('"1.0.0"', '1.0'))
  await writeFile(
    join(folder, 'psi.json'),
    '[{"imageUrl":"x","componentName":"a","provider":"p","version":2.10,"roleList":["guest"]}]',
  )
  const registry = new Registry(store, folder)
  t.strictSame((await registry.load()).files, [])
  t.strictSame(
    registry
      .all()
      .map(({ info }) => info.version)
      .sort(),
    ['1.0', '2.10'],
  )
})

t.test('what was registered stands before what lies in the folder', async t => {
  const { store, folder } = await folders(t)
  await writeFile(join(folder, 'psi.yaml'), FILE)
  const registry = new Registry(store, folder)
  await registry.load()
  await registry.register(registration('psi:1'))
  t.strictSame(images(registry), ['psi:1'])
  t.equal(await registry.remove({ componentName: 'psi' }), 1)
  t.strictSame(images(registry), ['file:1'], 'and behind it the file is there again')
})

t.test('the folder is read again: what is new is there, what is gone is not', async t => {
  const { store, folder } = await folders(t)
  const registry = new Registry(store, folder)
  await registry.load()
  await writeFile(join(folder, 'psi.yml'), FILE)
  t.strictSame(await registry.reload(), [])
  t.strictSame(images(registry), ['file:1'])
  await rm(join(folder, 'psi.yml'))
  await registry.reload()
  t.strictSame(images(registry), [])
})

t.test('a file that cannot be read is reported; the others count', async t => {
  const { store, folder } = await folders(t)
  await writeFile(join(folder, 'a.yaml'), 'imageUrl: x\ncomponentName: lr\n')
  await writeFile(join(folder, 'b.yaml'), 'imageUrl: [')
  await writeFile(join(folder, 'c.yaml'), '[1, 2, 3, 4, 5, 6, 7]')
  await writeFile(join(folder, 'psi.yaml'), FILE)
  const registry = new Registry(store, folder)
  const { files } = await registry.load()
  t.match(files, [
    { file: join(folder, 'a.yaml'), message: /line 1: "provider" is missing: expected a text/ },
    { file: join(folder, 'b.yaml') },
    { file: join(folder, 'c.yaml'), message: /^line 1: .*; and 2 more, which "isched component lint" says$/ },
  ])
  t.strictSame(images(registry), ['file:1'])
})

t.test('a folder that is missing has nothing in it', async t => {
  const { store, folder } = await folders(t)
  const registry = new Registry(store, join(folder, 'missing'))
  t.strictSame(await registry.load(), { stored: [], files: [] })
})

t.test('a stored file that is damaged is set aside and reported', async t => {
  const { store, folder } = await folders(t)
  const first = new Registry(store, folder)
  await first.load()
  await first.register(registration('psi:1'))
  const [name = ''] = await readdir(store)
  await writeFile(join(store, name), '{"schema":1,"registration":{"imageUrl":1}}')
  const again = new Registry(store, folder)
  const { stored } = await again.load()
  t.equal(stored.length, 1)
  t.strictSame(again.all(), [])
})

t.test('removing: all of a name, or only a provider or version of it', async t => {
  const { store, folder } = await folders(t)
  const registry = new Registry(store, folder)
  await registry.load()
  for (const [image, more] of Object.entries({ a: {}, b: { provider: 'bank' }, c: { version: '2.0.0' } }))
    await registry.register(registration(image, more))
  t.equal(await registry.remove({ componentName: 'lr' }), 0)
  t.equal(await registry.remove({ componentName: 'psi', provider: 'bank' }), 1)
  t.equal(await registry.remove({ componentName: 'psi', version: '2.0.0' }), 1)
  t.strictSame(images(registry), ['a'])
  const again = new Registry(store, folder)
  await again.load()
  t.strictSame(images(again), ['a'], 'for good')
})
