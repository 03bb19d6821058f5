/** Holds ischedd(8) against the program. */
import { existsSync, readFileSync } from 'node:fs'
import type { Command } from 'commander'
import t from 'tap'
import { LOG_LEVELS } from '../../src/config/log-levels.js'
import { EXIT } from '../../src/ischedd/io.js'
import { createProgram } from '../../src/ischedd/program.js'
import { SIGNALS } from '../../src/ischedd/run-daemon.js'
import { testIo } from './helpers.js'

const manual = readFileSync(manualPath('ischedd.8'), 'utf8')
const [, synopsis = '', description = ''] =
  /^\.Sh SYNOPSIS\n([\s\S]*?)^\.Sh DESCRIPTION\n([\s\S]*?)^\.Sh /m.exec(manual) ?? []

/** The manual, from the sources or from what they are compiled to. */
function manualPath(name: string): URL {
  const found = ['../../man/', '../../../man/']
    .map(up => new URL(up + name, import.meta.url))
    .find(url => existsSync(url))
  if (found === undefined) throw new Error(`${name} is not there`)
  return found
}

const program = createProgram(testIo(), { run: async () => 0, init: async () => 0 }, () => undefined)

/** Every flag of a command, short and long, `-h` and `--help` included. */
function flagsOf(command: Command): string[] {
  const options = command.options
    .flatMap(option => [option.short, option.long])
    .filter(flag => flag !== undefined && flag !== null)
  return [...options, '-h', '--help']
}

/** Every flag that a part of the manual names: `Fl -config`, `Fl c | -config`. */
function flagsIn(text: string): string[] {
  return [...text.matchAll(/\bFl ((?:-*[A-Za-z-]+)(?: \| -[A-Za-z-]+)*)/g)].flatMap(([, flags = '']) =>
    flags.split(' | ').map(flag => `-${flag}`),
  )
}

const everyFlag = [...new Set([program, ...program.commands].flatMap(flagsOf))].sort()

t.test('every option stands in the synopsis and in the description, and no other', async t => {
  t.same([...new Set(flagsIn(synopsis))].sort(), everyFlag)
  const items = description.split('\n').filter(line => line.startsWith('.It '))
  t.same([...new Set(flagsIn(items.join('\n')))].sort(), everyFlag)
})

t.test('every command stands in both', async t => {
  const names = program.commands.map(command => command.name())
  const named = (text: string, line: RegExp) => [...text.matchAll(line)].map(([, name]) => name)
  t.same(named(synopsis, /^\.Cm (\w+)$/gm), names)
  t.same(named(description, /^\.It Cm (\w+)/gm), names)
})

t.test('the log levels', async t => {
  t.same(/^\.Cm (trace.*)\nor\n\.Cm (\w+)/m.exec(description)?.slice(1).join(' , ').split(' , '), [...LOG_LEVELS])
})

t.test('the exit codes', async t => {
  const part = /^\.Sh EXIT STATUS\n([\s\S]*?)^\.Sh /m.exec(manual)?.[1] ?? ''
  const codes = [...part.matchAll(/^\.It (\d+)$/gm)].map(([, code]) => Number(code))
  t.same(codes, Object.values(EXIT))
  const help = testIo()
  createProgram(help, { run: async () => 0, init: async () => 0 }, () => undefined).outputHelp()
  const inHelp = [...help.out().matchAll(/^ {2}(\d+) {2,}/gm)].map(([, code]) => Number(code))
  t.same(inHelp, codes)
})

t.test('the signals', async t => {
  const line = /^\.It Dv (.*)$/m.exec(manual)?.[1] ?? ''
  t.same(line.split(' , '), [...SIGNALS])
})
