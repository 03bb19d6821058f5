/** Holds isched(1) against the program. */
import { fileURLToPath } from 'node:url'
import type { Command } from 'commander'
import { execa } from 'execa'
import t from 'tap'
import { EXIT } from '../../src/cli/exit.js'
import { createProgram } from '../../src/cli/program.js'
import { manualPath, readManual, section } from './manual.js'
import { runIn, terminal } from './terminal.js'

const manual = readManual('isched.1')
const program = createProgram(terminal(), () => {})

/** Commands that do something, by the words that one types. */
function leaves(command: Command, words: string[] = []): Map<string, Command> {
  const own = command === program ? [] : [...words, command.name()]
  if (command.commands.length === 0) return new Map([[own.join(' '), command]])
  return new Map(command.commands.flatMap(inner => [...leaves(inner, own)]))
}

const commands = leaves(program)

function flagsOf(command: Command): string[] {
  return command.options.flatMap(({ short, long }) => [short, long]).filter(flag => typeof flag === 'string')
}

/** Every flag of a text: `Fl o , -output`, `Fl w | -wait | Fl -watch`. */
function flagsIn(text: string): string[] {
  const macros = text.matchAll(/\bFl ((?:-?[a-z][a-z-]*)(?: [|,] -[a-z-]+)*)/gi)
  return [...macros].flatMap(([, flags = '']) => flags.split(/ [|,] /).map(flag => `-${flag}`))
}

/** The head of a command's entry, and its list of options. */
function entries(): Map<string, { head: string; body: string }> {
  const found = new Map<string, { head: string; body: string }>()
  for (const [, name = '', head = '', body = ''] of manual.matchAll(
    /^\.It Xo\n\.Cm ([a-z ]+)\n([\s\S]*?)^\.Xc\n([\s\S]*?)(?=^\.It Xo|^\.Ss |^\.Sh )/gm,
  )) {
    found.set(name, { head, body })
  }
  return found
}

const written = entries()
const sorted = (words: Iterable<string>) => [...new Set(words)].sort()

t.test('every command has an entry, and there is no other', async t => {
  t.same(sorted([...written.keys(), 'help']), sorted([...commands.keys(), 'help']))
})

for (const [name, command] of commands) {
  if (name === 'help') continue
  t.test(`isched ${name}: its options and arguments`, async t => {
    const { head = '', body = '' } = written.get(name) ?? {}
    t.same(sorted(flagsIn(head)), sorted(flagsOf(command)), 'in its head')
    const items = body.split('\n').filter(line => line.startsWith('.It Fl'))
    t.same(sorted(flagsIn(items.join('\n'))), sorted(flagsOf(command)), 'one by one')
    const [last = ''] = head.trimEnd().split('\n').slice(-1)
    for (const argument of command.registeredArguments) {
      const words = `Ar ${argument.name().replace('|', ' | ')}${argument.variadic ? ' ...' : ''}`
      t.equal(last, argument.required ? `.${words}` : `.Op ${words}`)
    }
    for (const option of command.options) {
      if (option.argChoices !== undefined) t.match(head, `Cm ${option.argChoices.join(' | ')}`)
    }
  })
}

t.test('the options of every command', async t => {
  const [, description = ''] = manual.split('\n.Sh DESCRIPTION\n')
  const [before = ''] = description.split('\n.Ss Jobs\n')
  t.same(sorted(flagsIn(before)), sorted([...flagsOf(program), '-h', '--help']))
  t.same(sorted(flagsIn(section(manual, 'SYNOPSIS'))), sorted([...flagsOf(program), '-h', '--help']))
})

t.test('the exit codes', async t => {
  const codes = [...section(manual, 'EXIT STATUS').matchAll(/^\.It (\d+)$/gm)].map(([, code]) => Number(code))
  t.same(codes, Object.values(EXIT))
})

t.test('the environment variables of the help', async t => {
  const { out } = await runIn({}, '--help')
  const [, environment = ''] = out.split('Environment:')
  const named = environment.match(/\b[A-Z]+_[A-Z_]+\b/g) ?? []
  const there = [...section(manual, 'ENVIRONMENT').matchAll(/^\.It Ev (\w+)$/gm)].map(([, name]) => name)
  t.same(
    named.filter(name => !there.includes(name)),
    [],
  )
})

const mandoc = await execa('mandoc', ['-V'], { reject: false })
const noMandoc = mandoc.code === 'ENOENT' ? 'no mandoc' : false
for (const page of ['isched.1', 'isched-job.5']) {
  t.test(`mandoc has nothing to say of ${page}`, { skip: noMandoc }, async t => {
    const { stdout } = await execa('mandoc', ['-T', 'lint', '-W', 'warning', fileURLToPath(manualPath(page))], {
      reject: false,
    })
    t.equal(stdout, '')
  })
}
