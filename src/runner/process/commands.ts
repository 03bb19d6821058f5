import { createHash } from 'node:crypto'
import { constants } from 'node:fs'
import { access, stat } from 'node:fs/promises'
import { delimiter, join, resolve } from 'node:path'

/** What the node's owner lets an image stand for. */
export interface ImageCommand {
  /** A program (an absolute path, a path from `workingDirectory`, or a name to be found by PATH) and its arguments. */
  command: string[]
  /** An absolute path; where absent, an instance runs in an empty directory of its own. */
  workingDirectory?: string
}

/** Where programs are looked for, unless the instance's environment says otherwise. */
export const DEFAULT_PATH = '/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin'

/** Tells two commands apart: a job goes on with the one it was created with, or not at all. */
export function commandDigest({ command, workingDirectory }: ImageCommand): string {
  const hash = createHash('sha256').update(JSON.stringify([command, workingDirectory ?? null]))
  return `sha256:${hash.digest('hex')}`
}

/** The command with a program given as a path made absolute. */
export function resolvedCommand({ command, workingDirectory = '.' }: ImageCommand): string[] {
  const [program = '', ...args] = command
  return [program.includes('/') ? resolve(workingDirectory, program) : program, ...args]
}

/** Why a command could not be run here, as a sentence; undefined when it can. */
export async function obstacle(image: string, entry: ImageCommand): Promise<string | undefined> {
  const { workingDirectory } = entry
  if (workingDirectory !== undefined && !(await isDirectory(workingDirectory))) {
    return `The working directory ${workingDirectory} of the image ${image} is not there.`
  }
  const [program] = resolvedCommand(entry)
  if (program === undefined || program === '') return `The command of the image ${image} is empty.`
  const places = program.includes('/') ? [program] : DEFAULT_PATH.split(delimiter).map(place => join(place, program))
  for (const place of places) if (await isExecutable(place)) return undefined
  return `The program ${program} of the image ${image} is not there, or may not be run.`
}

async function isDirectory(path: string): Promise<boolean> {
  return stat(path).then(
    stats => stats.isDirectory(),
    () => false,
  )
}

async function isExecutable(path: string): Promise<boolean> {
  try {
    await access(path, constants.X_OK)
    return (await stat(path)).isFile()
  } catch {
    return false
  }
}
