import { open, readdir, readFile, realpath, unlink } from 'node:fs/promises'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { makeDirectory } from './durable.js'
import { errorCode, FileFailure } from './failure.js'

/** How often a start is tried that met another one on its way; two that start in the same instant both step back once. */
const ATTEMPTS = 5
const FIRST_PAUSE_MS = 30

/** The `lock` folders that this process has a file in. */
const ours = new Set<string>()

/** Thrown when another daemon holds the directory. */
export class DirectoryInUse extends Error {
  override name = 'DirectoryInUse'
}

/**
 * Takes a directory for this process alone, by an empty file in its `lock` folder that is named for the process. Everyone first
 * puts up a file of their own, then looks for others: of two, at least one sees the other, and steps back. A file whose process
 * is gone counts for nothing, so a killed daemon leaves nothing that must be waited for or taken over.
 *
 * Processes are told apart by pid, start time and boot where /proc says them, so a pid used again is not taken for the one
 * before. The directory must be on one machine, seen by one set of pids.
 *
 * @returns what lets go of it
 * @throws {DirectoryInUse} with the pid of the one that has it
 * @throws {FileFailure}
 */
export async function lockDirectory(directory: string): Promise<() => Promise<void>> {
  const own = await identityOf(process.pid)
  if (own === undefined) throw new Error(`Cannot learn from /proc when this process (${process.pid}) started.`)
  await makeDirectory(join(directory, 'lock'))
  const folder = await realpath(join(directory, 'lock'))
  if (ours.has(folder)) throw inUse(directory, process.pid)
  ours.add(folder)
  const path = join(folder, own)
  try {
    for (let attempt = 1; ; attempt++) {
      await putUp(path)
      const other = await findOther(folder, own)
      if (other === undefined) {
        return async () => {
          await takeDown(path)
          ours.delete(folder)
        }
      }
      if (attempt === ATTEMPTS) throw inUse(directory, other)
      await takeDown(path)
      await sleep(FIRST_PAUSE_MS * 2 ** attempt * Math.random())
    }
  } catch (error) {
    ours.delete(folder)
    await takeDown(path).catch(() => undefined)
    throw error
  }
}

async function putUp(path: string): Promise<void> {
  try {
    await (await open(path, 'w', 0o600)).close()
  } catch (error) {
    throw new FileFailure('lock the directory with', path, error)
  }
}

async function takeDown(path: string): Promise<void> {
  try {
    await unlink(path)
  } catch (error) {
    if (errorCode(error) !== 'ENOENT') throw new FileFailure('remove the lock', path, error)
  }
}

function inUse(directory: string, pid: number): DirectoryInUse {
  if (pid === process.pid) return new DirectoryInUse(`${directory} is open already in this process (pid ${pid}).`)
  return new DirectoryInUse(
    `${directory} is in use by another ischedd with pid ${pid}: one daemon a data directory. Stop that one, or give this one a data directory of its own.`,
  )
}

/** The pid of a living process other than `own` that has a file up; files of dead ones are removed. */
async function findOther(folder: string, own: string): Promise<number | undefined> {
  let found: number | undefined
  for (const name of await readdir(folder)) {
    const pid = Number(/^(\d+)-/.exec(name)?.[1])
    if (name === own || Number.isNaN(pid)) continue
    if ((await identityOf(pid)) === name) found = pid
    // Named for one process that will never be again: whoever removes it first, nobody else's is hit.
    else await takeDown(join(folder, name))
  }
  return found
}

/** `<pid>-<start time>-<boot>` of a living process; without /proc only the pid is known. Undefined when it has ended. */
async function identityOf(pid: number): Promise<string | undefined> {
  if (process.platform !== 'linux') return isRunning(pid) ? `${pid}-0-0` : undefined
  try {
    const stat = await readFile(`/proc/${pid}/stat`, 'utf8')
    const boot = await readFile('/proc/sys/kernel/random/boot_id', 'utf8')
    // The name in parentheses may hold spaces and parentheses itself: the state, field 3, comes after the last of them.
    const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ')
    // A killed process that nobody has waited for yet is still listed, as a zombie.
    if (fields[0] === 'Z' || fields[0] === 'X') return undefined
    return `${pid}-${fields[19]}-${boot.slice(0, 8)}`
  } catch (error) {
    if (errorCode(error) === 'ENOENT' || errorCode(error) === 'ESRCH') return undefined
    // Not knowing is no reason to take a living daemon for a dead one.
    throw new FileFailure('learn from /proc whether there still is the process', String(pid), error)
  }
}

function isRunning(pid: number): boolean {
  try {
    process.kill(pid, 0)
    return true
  } catch (error) {
    return errorCode(error) === 'EPERM'
  }
}
