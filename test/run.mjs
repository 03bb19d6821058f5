#!/usr/bin/env node
// `npm test`: installs and builds what is missing, then checks types, style and behaviour. Needs nothing but Node and npm.
// @ts-check
import { spawnSync } from 'node:child_process'
import { existsSync, readdirSync, rmSync, statSync } from 'node:fs'
import { dirname, join, relative } from 'node:path'
import { fileURLToPath } from 'node:url'

const root = join(dirname(fileURLToPath(import.meta.url)), '..')
process.chdir(root)

const help = `npm test                        everything: format and lint, types, all tests, coverage
npm test -- machine              only the test files whose path contains "machine"
npm test -- --no-coverage        without measuring coverage

A Docker engine within reach is used; without one the tests that need it are reported as skipped, by name.
ISCHED_REQUIRE_DOCKER=1          a missing engine is a failure instead`

const words = process.argv.slice(2)
if (words.includes('--help')) {
  console.log(help)
  process.exit(0)
}
const chosen = words.filter(word => !word.startsWith('-'))

/** Runs a command with our own output; ends this one with its exit code where it fails. */
function run(/** @type {string} */ title, /** @type {string} */ command, /** @type {string[]} */ ...args) {
  console.log(`\n== ${title}`)
  const { status, error } = spawnSync(command, args, { stdio: 'inherit', shell: process.platform === 'win32' })
  if (error) console.error(error.message)
  if (status !== 0) process.exit(status ?? 1)
}

/** Every file below a folder that ends so. */
function files(/** @type {string} */ folder, /** @type {string} */ ending) {
  return readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .filter(name => name.endsWith(ending))
    .map(name => join(folder, name))
}

const lock = join('node_modules', '.package-lock.json')
if (!existsSync(lock) || statSync(lock).mtimeMs < statSync('package-lock.json').mtimeMs) {
  run('npm ci', 'npm', 'ci')
  // The runner without its TypeScript loader: what is tested is built already.
  run('tap build', join('node_modules', '.bin', 'tap'), 'build')
}

const tool = (/** @type {string} */ name) => join('node_modules', '.bin', name)
if (chosen.length === 0) run('format and lint', tool('biome'), 'check', '.')
// What is no longer in the sources must not be tested.
rmSync('dist', { recursive: true, force: true })
run('types, and the build', tool('tsc'))
if (existsSync(join('fixtures', 'tsconfig.json'))) run('types of the fixtures', tool('tsc'), '-p', 'fixtures')

const tests = files(join('dist', 'test'), '.test.js').filter(file =>
  chosen.every(word => relative('dist', file).includes(word)),
)
if (tests.length === 0) {
  console.error(`no test file's path contains ${chosen.join(' and ')}`)
  process.exit(1)
}
const coverage = words.includes('--no-coverage') || chosen.length > 0 ? ['--disable-coverage'] : []
run(`${tests.length} test files`, tool('tap'), 'run', ...coverage, ...tests.sort())
