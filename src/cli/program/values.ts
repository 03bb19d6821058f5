/** Options that several commands share, and how their values are read. */
import { type Command, InvalidArgumentError, Option } from 'commander'
import { parseDuration } from '../time.js'

const OUTPUT_WORDS = {
  json: 'json for programs',
  name: 'json for programs, name for the bare names',
}

/** `-o json`, or also `-o name`. */
export function outputOption(kind: keyof typeof OUTPUT_WORDS = 'json'): Option {
  const choices = kind === 'json' ? ['json'] : ['json', 'name']
  return new Option('-o, --output <format>', OUTPUT_WORDS[kind]).choices(choices)
}

/** `--set NAME=value`, as often as wanted. */
export function setOption(): Option {
  return new Option(
    '--set <NAME=value>',
    'value of the variable NAME in the file, over the environment; repeatable',
  ).argParser(readVariable)
}

function readVariable(text: string, before: Record<string, string> = {}): Record<string, string> {
  const [, name, value] = /^([A-Za-z_][A-Za-z0-9_]*)=(.*)$/s.exec(text) ?? []
  if (name === undefined || value === undefined) throw new InvalidArgumentError('It is written NAME=value.')
  return { ...before, [name]: value }
}

/** A count from 0. */
export function count(text: string): number {
  if (!/^\d{1,9}$/.test(text)) throw new InvalidArgumentError('A whole number belongs here.')
  return Number(text)
}

/** Milliseconds of a length of time. */
export function milliseconds(text: string): number {
  const length = parseDuration(text)
  if (length === undefined) throw new InvalidArgumentError('A length of time belongs here: 30s, 5m, 2h.')
  return length
}

/** Adds examples to a command's help. */
export function examples(command: Command, ...lines: string[]): Command {
  return command.addHelpText('after', `\nExamples:\n${lines.map(line => `  ${line}`).join('\n')}`)
}
