/** What is being typed: which command's option, value or argument the last word is. */
import type { Argument, Command, Option } from 'commander'

export type Place =
  | { kind: 'command'; command: Command }
  | { kind: 'option'; command: Command }
  | { kind: 'value'; command: Command; option: Option }
  | { kind: 'argument'; command: Command; argument: Argument }
  | { kind: 'nothing' }

export interface Typed {
  place: Place
  /** The beginning of the last word that is being completed. */
  word: string
  /** What stands before it on the line, for `--opt=val`. */
  prefix: string
  /** The arguments before the last word. */
  args: string[]
  /** The values of the options before the last word, by their long names. */
  values: Map<string, string>
}

/** Reads the words after `isched`, the last of which is being typed. */
export function findPlace(program: Command, words: readonly string[]): Typed {
  const before = words.slice(0, -1)
  const last = words.at(-1) ?? ''
  let command = program
  let open: Option | undefined
  let onlyArguments = false
  const args: string[] = []
  const values = new Map<string, string>()

  for (const word of before) {
    // bash hands over `--output=json` as three words.
    if (word === '=' && open !== undefined) continue
    if (open !== undefined) {
      values.set(open.long ?? '', word)
      open = undefined
    } else if (word === '--') onlyArguments = true
    else if (word.startsWith('-') && !onlyArguments) {
      const [flag = '', value] = split(word)
      const option = optionOf(command, program, flag)
      if (option !== undefined && takesValue(option)) {
        if (value === undefined) open = option
        else values.set(option.long ?? '', value)
      }
    } else {
      const inner = args.length === 0 ? command.commands.find(one => one.name() === word) : undefined
      if (inner === undefined) args.push(word)
      else command = inner
    }
  }

  const typed = { args, values, prefix: '', word: last }
  if (open !== undefined)
    return { ...typed, word: last === '=' ? '' : last, place: { kind: 'value', command, option: open } }
  if (last.startsWith('-') && !onlyArguments) {
    const [flag = '', value] = split(last)
    const option = value === undefined ? undefined : optionOf(command, program, flag)
    if (option === undefined) return { ...typed, place: { kind: 'option', command } }
    return { ...typed, word: value ?? '', prefix: `${flag}=`, place: { kind: 'value', command, option } }
  }
  if (command.commands.length > 0) return { ...typed, place: { kind: 'command', command } }
  const { registeredArguments } = command
  const argument = registeredArguments[args.length] ?? registeredArguments.find(({ variadic }) => variadic)
  return { ...typed, place: argument === undefined ? { kind: 'nothing' } : { kind: 'argument', command, argument } }
}

function split(word: string): [flag: string, value?: string] {
  const equals = word.indexOf('=')
  return equals < 0 ? [word] : [word.slice(0, equals), word.slice(equals + 1)]
}

function optionOf(command: Command, program: Command, flag: string): Option | undefined {
  return [...command.options, ...program.options].find(option => option.long === flag || option.short === flag)
}

function takesValue(option: Option): boolean {
  return option.required || option.optional
}
