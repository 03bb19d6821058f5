/** test/ mirrors src/, a file a file: whoever looks for a file's tests finds them under its name. */
import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import t from 'tap'
import { fromRoot } from './fixtures/root.js'

const sources = readdirSync(fromRoot('src'), { recursive: true, encoding: 'utf8' }).filter(name => /\.tsx?$/.test(name))

/** A file that holds only types leaves nothing to run. */
function hasCode(source: string): boolean {
  const built = readFileSync(fromRoot(join('dist/src', source.replace(/\.tsx?$/, '.js'))), 'utf8')
  const rest = built.replace(/\/\*[\s\S]*?\*\/|^\s*\/\/.*$|^export \{\};$/gm, '').trim()
  return rest !== ''
}

/** Programs of a few lines, which whole-daemon tests and those of the parts they call run in child processes. */
const PROGRAMS = new Set(['cli/main.ts', 'ischedd/main.ts', 'runner/process/main.ts'])

t.ok(sources.length > 50, 'the sources are found')

for (const source of sources.filter(each => !PROGRAMS.has(each) && hasCode(each))) {
  const test = join('test', source.replace(/\.(tsx?)$/, '.test.$1'))
  const alternative = join('test', source.replace(/\.tsx?$/, '.test.ts'))
  t.ok(existsSync(fromRoot(test)) || existsSync(fromRoot(alternative)), `src/${source} has ${test}`)
}
