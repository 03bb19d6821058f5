#!/usr/bin/env node
// `npm run torture`: builds what is missing or old, then kills daemons while they run jobs. Needs nothing but Node and npm.
// @ts-check
import { spawnSync } from 'node:child_process'
import { existsSync, readdirSync, statSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'

const root = join(dirname(fileURLToPath(import.meta.url)), '..', '..')
process.chdir(root)

function run(/** @type {string} */ command, /** @type {string[]} */ ...args) {
  const { status, error } = spawnSync(command, args, { stdio: 'inherit', shell: process.platform === 'win32' })
  if (error) console.error(error.message)
  if (status !== 0) process.exit(status ?? 1)
}

/** When the newest source was written. */
function newest(/** @type {string} */ folder) {
  const files = readdirSync(folder, { recursive: true, encoding: 'utf8' }).filter(name => /\.tsx?$/.test(name))
  return Math.max(...files.map(name => statSync(join(folder, name)).mtimeMs))
}

const main = join('dist', 'test', 'torture', 'main.js')
if (!existsSync('node_modules')) run('npm', 'ci')
const built = existsSync(main) ? statSync(main).mtimeMs : 0
if (built < Math.max(newest('src'), newest('test'))) run(join('node_modules', '.bin', 'tsc'))
run(process.execPath, '--enable-source-maps', main, ...process.argv.slice(2))
