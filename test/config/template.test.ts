import { readFile, stat } from 'node:fs/promises'
import { join } from 'node:path'
import t from 'tap'
import { readSettings } from '../../src/config/load.js'
import { fileSchema } from '../../src/config/settings.js'
import { suggestNodeId, template, writeTemplate } from '../../src/config/template.js'
import { parseYaml } from '../../src/yaml/parse.js'
import { fieldPaths } from './field-paths.js'

t.test('what is written loads without a word', async t => {
  const path = await writeTemplate(join(t.testdir(), 'new', 'ischedd.yaml'), { nodeId: '10000' })
  const { settings, diagnostics } = await readSettings(path)
  t.same(diagnostics, [])
  t.equal(settings?.nodeId, '10000')
  t.equal((await stat(path)).mode & 0o077, 0, 'others may not read it')
})

t.test('with every comment taken away it shows every field, and loads still', async t => {
  const text = template('bank-a').replace(/^( *)# ( *(?:[a-z_-]+:|- |example\/))/gm, '$1$2')
  const { value, problems } = parseYaml(text, 'f')
  t.same(problems, [])
  t.same(fileSchema.safeParse(value).error?.issues, undefined)
  const shown = text.replace(/#.*$/gm, '')
  for (const path of fieldPaths()) t.match(shown, `${path.split('.').pop()}:`, path)
})

t.test('a file that is there is kept, unless forced', async t => {
  const path = join(t.testdir({ 'ischedd.yaml': 'mine' }), 'ischedd.yaml')
  await t.rejects(writeTemplate(path, { nodeId: 'a' }), { message: /is there already.*--force/ })
  t.equal(await readFile(path, 'utf8'), 'mine')
  await writeTemplate(path, { nodeId: 'a', force: true })
  t.match(await readFile(path, 'utf8'), 'node_id: a')
})

t.test('an id that is none is refused', async t => {
  await t.rejects(writeTemplate(join(t.testdir(), 'x'), { nodeId: '../a' }), { message: /is no node id/ })
})

t.test("an id from a machine's name", async t => {
  t.equal(suggestNodeId('bank-a.example.com'), 'bank-a')
  t.equal(suggestNodeId('Anna\u2019s Mac.local'), 'Anna-s-Mac')
  t.equal(suggestNodeId('\u94f6\u884c'), 'node-1')
  t.equal(suggestNodeId(''), 'node-1')
})
