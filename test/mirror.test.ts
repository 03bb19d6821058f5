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

/** What is tested together with something else, and where. */
const ELSEWHERE: Record<string, string> = {
  'conformance/case.ts': 'conformance/cases.test.ts',
  'conformance/part.ts': 'conformance/cases.test.ts',
  'conformance/world.ts': 'conformance/cases.test.ts',
  'conformance/report/summary.ts': 'conformance/report/text.test.ts',
  'config/log-levels.ts': 'config/settings.test.ts',
  'runner/runner.ts': 'runner/contract.ts',
  'runner/docker/follow.ts': 'runner/docker.test.ts',
}

/** A table of cases is tested as a whole, each against the fault that it is for. */
const CASES = /^conformance\/cases\//

t.ok(sources.length > 50, 'the sources are found')

for (const source of sources.filter(each => !PROGRAMS.has(each) && hasCode(each))) {
  const base = source.replace(/\.tsx?$/, '')
  const other = CASES.test(source) ? 'conformance/cases.test.ts' : ELSEWHERE[source]
  const places = [other ?? `${base}.test.ts`, `${base}.test.tsx`].map(name => join('test', name))
  t.ok(
    places.some(place => existsSync(fromRoot(place))),
    `src/${source} has ${places[0]}`,
  )
}
