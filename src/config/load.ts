import { readFile } from 'node:fs/promises'
import { dirname, relative, resolve } from 'node:path'
import { type Diagnostic, formatDiagnostics } from '../yaml/diagnostic.js'
import { substituteEnvironment } from '../yaml/environment.js'
import { parseYaml } from '../yaml/parse.js'
import { checkDocument } from '../yaml/zod.js'
import { assembleSettings } from './assemble.js'
import { checkSettings } from './checks.js'
import { topLevel, withoutMistakes } from './salvage.js'
import { fileSchema, type Settings } from './settings.js'

type Environment = Readonly<Record<string, string | undefined>>

/** A settings file that can't be used. The message is its diagnostics, as compilers print them. */
export class ConfigError extends Error {
  override name = 'ConfigError'

  constructor(
    readonly diagnostics: Diagnostic[],
    /** What was read, for printing the diagnostics in another way. */
    readonly text: string,
  ) {
    super(formatDiagnostics(diagnostics, text, { colour: false }))
  }
}

/** A file that was read: its settings where it has no errors, and every mistake and doubt in it. */
export interface SettingsReading {
  /** absolute */
  file: string
  text: string
  settings?: Settings
  diagnostics: Diagnostic[]
}

/** Reads a settings file with all that is to be said about it. Never throws. */
export async function readSettings(file: string, environment: Environment = process.env): Promise<SettingsReading> {
  const absolute = resolve(file)
  const shown = shortName(absolute)
  let text: string
  try {
    text = await readFile(absolute, 'utf8')
  } catch (error) {
    return { file: absolute, text: '', diagnostics: [unreadable(shown, error)] }
  }
  const document = substituteEnvironment(parseYaml(text, shown), environment)
  const reading = { file: absolute, text }
  const folder = dirname(absolute)
  const { data, diagnostics, issues } = checkDocument(document, fileSchema)
  if (data === undefined) {
    const rest = withoutMistakes(document.value, issues)
    if (rest === undefined) return { ...reading, diagnostics }
    const further = await checkSettings(assembleSettings(rest, folder), document, topLevel(issues))
    return { ...reading, diagnostics: [...diagnostics, ...further] }
  }
  const settings = assembleSettings(data, folder)
  const found = [...diagnostics, ...(await checkSettings(settings, document))]
  const broken = found.some(one => one.severity === 'error')
  return { ...reading, diagnostics: found, ...(broken ? {} : { settings }) }
}

/**
 * The settings of a file.
 *
 * @throws {ConfigError} with every mistake in it at once
 */
export async function loadSettings(file: string): Promise<Settings> {
  const { settings, diagnostics, text } = await readSettings(file)
  if (settings === undefined) throw new ConfigError(diagnostics, text)
  return settings
}

/** The file as a person calls it: relative where it lies below the working directory. */
function shortName(file: string): string {
  const path = relative(process.cwd(), file)
  return path === '' || path.startsWith('..') ? file : path
}

function unreadable(file: string, error: unknown): Diagnostic {
  const code = error instanceof Error && 'code' in error ? error.code : undefined
  const whole = { file, line: 0, column: 0, length: 0, severity: 'error' } as const
  if (code === 'ENOENT') return { ...whole, message: 'there is no such file', hint: '"ischedd init" writes one' }
  if (code === 'EACCES') return { ...whole, message: 'this user is not permitted to read it' }
  if (code === 'EISDIR') return { ...whole, message: 'this is a directory, and the settings are a file' }
  return { ...whole, message: `it can't be read: ${error instanceof Error ? error.message : error}` }
}
