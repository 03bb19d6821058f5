import { readFile } from 'node:fs/promises'
import { substituteEnvironment } from '../../yaml/environment.js'
import { parseYaml, type YamlDocument } from '../../yaml/parse.js'
import { CliError, EXIT } from '../exit.js'
import type { Io } from '../io.js'

/** The name that stands for the standard input. */
const STDIN = '-'

/** What diagnostics call a file of the command line. */
export function fileName(file: string): string {
  return file === STDIN ? '<stdin>' : file
}

/** A file's text, or the standard input's for `-`. Throws a sentence where it can't be read. */
export async function readText(file: string, io: Io): Promise<string> {
  if (file === STDIN) return io.readStdin()
  try {
    return await readFile(file, 'utf8')
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? error.code : undefined
    const why = code === 'ENOENT' ? 'there is no such file' : code === 'EISDIR' ? 'it is a directory' : `${error}`
    throw new CliError(`${file} can't be read: ${why}.`, EXIT.badInput, { cause: error })
  }
}

/** A YAML file, its `${NAME}`s replaced by the variables of the command line and of the environment, in this order. */
export async function readYaml(file: string, io: Io, variables: Record<string, string> = {}): Promise<YamlDocument> {
  return substituteEnvironment(parseYaml(await readText(file, io), fileName(file)), { ...io.env, ...variables })
}
