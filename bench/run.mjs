#!/usr/bin/env node
// `npm run bench`: builds what is missing and measures. `npm run bench -- --help` says what.
// @ts-check
import { spawnSync } from 'node:child_process'
import { existsSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'

const root = join(dirname(fileURLToPath(import.meta.url)), '..')

function run(/** @type {string} */ command, /** @type {string[]} */ ...args) {
  const { status } = spawnSync(command, args, { cwd: root, stdio: 'inherit', shell: process.platform === 'win32' })
  if (status !== 0) process.exit(status ?? 1)
}

if (!existsSync(join(root, 'node_modules'))) run('npm', 'ci')
run(join('node_modules', '.bin', 'tsc'))
run(process.execPath, join('dist', 'bench', 'main.js'), ...process.argv.slice(2))
