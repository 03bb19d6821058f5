/** Holds ischedd.yaml(5) against the schema and what is made of it. */
import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import t from 'tap'
import { parse } from 'yaml'
import { assembleSettings } from '../../src/config/assemble.js'
import { readSettings } from '../../src/config/load.js'
import { peerSettings } from '../../src/config/peers.js'
import { fileSchema } from '../../src/config/settings.js'
import { fieldPaths } from './field-paths.js'

const manual = readFileSync(manualPath('ischedd.yaml.5'), 'utf8')

/** The manual, from the sources or from what they are compiled to. */
function manualPath(name: string): URL {
  const found = ['../../man/', '../../../man/']
    .map(up => new URL(up + name, import.meta.url))
    .find(url => existsSync(url))
  if (found === undefined) throw new Error(`${name} is not there`)
  return found
}

interface Item {
  /** `peers.ID.preset` */
  path: string
  /** YAML, as it would stand in the file; undefined where the manual says it in words. */
  defaultText: string | undefined
  exampleText: string | undefined
}

/** Every field of the manual: an item of the form `Cm path Pq type`. */
function items(): Item[] {
  return manual
    .split(/^\.It /m)
    .slice(1)
    .flatMap(text => {
      const path = /^Cm (\S+) Pq /.exec(text)?.[1]
      const quoted = (label: string) =>
        new RegExp(`^${label}:\n\\.Ql (.*) \\.$`, 'm').exec(text)?.[1]?.replaceAll('\\(dq', '"')
      return path === undefined ? [] : [{ path, defaultText: quoted('Default'), exampleText: quoted('Example') }]
    })
}

/** The settings of a file with one field, and what that field must have beside it. */
function settingsWith(path: string, value: unknown) {
  const file: Record<string, unknown> = { node_id: 'bank-a' }
  const beside: Record<string, Record<string, unknown>> = {
    'peers.ID': { address: 'bank-b:9701' },
    'runner.process.images.IMAGE': { command: ['sh'] },
  }
  let at = file
  const names = path.split('.')
  for (const [i, name] of names.slice(0, -1).entries()) {
    const inner: Record<string, unknown> = { ...beside[names.slice(0, i + 1).join('.')] }
    at[name] = inner
    at = inner
  }
  if (value !== undefined) at[names.at(-1) ?? ''] = value
  return assembleSettings(fileSchema.parse(file), '/etc/isched')
}

t.test('every field is described once, and nothing else', async t => {
  const described = items().map(item => item.path.replace('.ID.', '.').replace('.IMAGE.', '.'))
  t.same([...described].sort(), fieldPaths().sort())
})

t.test('the defaults are what they are said to be', async t => {
  for (const { path, defaultText } of items()) {
    if (defaultText === undefined) continue
    t.same(settingsWith(path, parse(defaultText)), settingsWith(path, undefined), path)
  }
  t.equal(items().filter(item => item.defaultText === undefined).length, 19, 'those without, or from elsewhere')
})

t.test('the examples are good, and are no defaults', async t => {
  for (const { path, exampleText, defaultText } of items()) {
    if (exampleText === undefined) t.fail(`${path} has no example`)
    else {
      t.doesNotThrow(() => settingsWith(path, parse(exampleText)), path)
      t.not(exampleText, defaultText, path)
    }
  }
})

t.test('the presets are what the table says', async t => {
  const rows = [
    ...manual.matchAll(/^\.It (isched|fate-flow|kuscia) Ta (\S+) Ta (\d+) Ta (\S+) Ta (\S+) Ta (\S+) Ta (\S+)$/gm),
  ]
  t.equal(rows.length, 3)
  for (const [, preset, edition, successCode, confirms, pushes, stop, headers] of rows) {
    const { peers } = settingsWith('peers.ID.preset', preset)
    const { nodeId: _, address: __, ...manners } = peers.ID ?? peerSettings('', { address: '', preset: 'isched' })
    t.same(manners, {
      preset,
      edition,
      successCode: Number(successCode),
      confirms: confirms === 'true',
      pushes: pushes === 'true',
      stop,
      headers,
    })
  }
})

t.test('whole files in it load without a word', async t => {
  const files = [...manual.matchAll(/^\.Bd -literal -offset indent\n(node_id:[\s\S]*?)^\.Ed$/gm)].map(
    ([, text = '']) => text,
  )
  t.equal(files.length, 3)
  for (const text of files) {
    const { diagnostics } = await readSettings(join(t.testdir({ 'ischedd.yaml': text }), 'ischedd.yaml'), {})
    t.same(diagnostics, [], text)
  }
})

t.test('the diagnostics in it are real', async t => {
  const shown = /^(ischedd\.yaml:4:5: error: [\s\S]*?)\n\.Ed$/m.exec(manual)?.[1]
  const text = 'node_id: bank-a\npeers:\n  bank-b:\n    adress: 10.0.0.2:9701\n'
  const folder = t.testdir({ 'ischedd.yaml': text })
  const { formatDiagnostics } = await import('../../src/yaml/diagnostic.js')
  const { diagnostics } = await readSettings(join(folder, 'ischedd.yaml'))
  const said = formatDiagnostics(diagnostics, text, { colour: false }).replace(/^\S*(ischedd\.yaml:)/gm, '$1')
  t.match(said, shown)
})
