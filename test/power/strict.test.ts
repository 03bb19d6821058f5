/** That the strict directory keeps what was synced, and nothing else. */
import { spawnSync } from 'node:child_process'
import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import t from 'tap'
import { StrictDirectory, strictDirectories } from './strict.js'

const PROGRAM = `
const { closeSync, fsyncSync, linkSync, mkdirSync, openSync, renameSync, unlinkSync, writeFileSync, writeSync } = require('node:fs')
const sync = path => { const fd = openSync(path, 'r'); fsyncSync(fd); closeSync(fd) }
const write = (path, text) => { const fd = openSync(path, 'w'); writeSync(fd, text); fsyncSync(fd); closeSync(fd) }
write('whole', 'whole'); write('replaced', 'old'); write('half', 'half'); write('nameless', 'x')
sync('.')
writeFileSync('half', 'half and more')
write('.new', 'new'); renameSync('.new', 'replaced')
mkdirSync('deep/er', { recursive: true })
write('deep/er/file', 'deep'); sync('deep/er'); sync('deep')
write('linked-draft', 'linked'); linkSync('linked-draft', 'linked'); unlinkSync('linked-draft')
writeFileSync('empty', 'never synced')
if (process.argv[1] === 'synced') sync('.')
write('after', 'a name that is not synced')
`

t.test('what was synced', await strictDirectories(), async t => {
  for (const [word, replaced, names] of [
    ['unsynced', 'old', ['half', 'nameless', 'replaced', 'whole']],
    ['synced', 'new', ['deep', 'empty', 'half', 'linked', 'nameless', 'replaced', 'whole']],
  ] as const) {
    t.test(`the directory ${word} at the end`, async t => {
      const strict = await StrictDirectory.make()
      t.teardown(() => strict.remove())
      const cwd = t.testdir()
      strict.restore(cwd)
      const { status, stderr } = spawnSync('/usr/bin/env', [
        '-i',
        ...Object.entries(strict.environment).map(([name, value]) => `${name}=${value}`),
        process.execPath,
        '-e',
        `process.chdir(${JSON.stringify(cwd)});${PROGRAM}`,
        word,
      ])
      t.equal(status, 0, String(stderr))
      strict.cut(cwd)
      strict.restore(cwd)
      const text = (name: string): string => readFileSync(join(cwd, name), 'utf8')
      t.same(readdirSync(cwd).sort(), names)
      t.equal(text('whole'), 'whole')
      t.equal(text('replaced'), replaced)
      t.equal(text('half'), 'half', 'as it was when it was synced')
      if (word === 'unsynced') return
      t.equal(text('deep/er/file'), 'deep')
      t.equal(text('linked'), 'linked')
      t.equal(text('empty'), '')
      strict.cut(cwd)
      strict.restore(cwd)
      t.same(readdirSync(cwd).sort(), names, 'and again')
      t.ok(existsSync(join(cwd, 'deep/er/file')))
    })
  }
})
