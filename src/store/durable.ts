import { readFile as readFileWithCallback } from 'node:fs'
import { mkdir, open, readdir, stat, unlink, writeFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { promisify } from 'node:util'
import type { Adapter } from 'lowdb'
import writeFileAtomic from 'write-file-atomic'
import { errorCode, FileFailure } from './failure.js'

/** What write-file-atomic calls its temporary files: the name of the file and a 32-bit number. */
const TEMPORARY = /\.\d{1,10}$/

/** Costs a fifth less than the one of fs/promises, when thousands of documents are read at start. */
const readFile = promisify(readFileWithCallback)

/** Puts the names in a directory on disk: what was made, renamed or removed in it outlives a power failure. */
export async function syncDirectory(path: string): Promise<void> {
  // Windows opens no directories, and keeps their entries in its journal by itself.
  if (process.platform === 'win32') return
  const handle = await open(path, 'r')
  try {
    await handle.sync()
  } finally {
    await handle.close()
  }
}

/**
 * Makes a directory that only its owner can enter, with those above it that are missing, and puts their names on disk.
 *
 * @throws {FileFailure}
 */
export async function makeDirectory(path: string): Promise<void> {
  try {
    await makeWithParents(path)
  } catch (error) {
    throw new FileFailure('make the directory', path, error)
  }
}

// Node's own recursive mkdir answers "does not exist" for a file system that is read-only.
async function makeWithParents(path: string): Promise<void> {
  try {
    await mkdir(path, 0o700)
  } catch (error) {
    if (errorCode(error) === 'EEXIST' && (await stat(path)).isDirectory()) return
    if (errorCode(error) !== 'ENOENT' || dirname(path) === path) throw error
    await makeWithParents(dirname(path))
    return makeWithParents(path)
  }
  await syncDirectory(dirname(path))
}

/**
 * Replaces a file's content as a whole, and resolves when the content and the name are on disk.
 *
 * @param mode of the file from its first instant, less the umask
 * @throws {FileFailure} and the old content is as it was. Only where the directory's sync fails may the new one be seen
 *   already: then nobody was told of it, and the next write decides.
 */
export async function writeDurably(path: string, text: string, mode = 0o600): Promise<void> {
  try {
    // write-file-atomic takes a write that was cut short by a full disk for a whole one, and would put the stump in the
    // place of the old content. writeFile goes on until all is written, or fails; syncing and renaming stay with the package.
    await writeFileAtomic(path, '', { mode, tmpfileCreated: temporary => writeFile(temporary, text) })
    await syncDirectory(dirname(path))
  } catch (error) {
    throw new FileFailure('write', path, error)
  }
}

/**
 * Removes a file for good; succeeds where there is none.
 *
 * @throws {FileFailure}
 */
export async function removeDurably(path: string): Promise<void> {
  try {
    await unlink(path)
    await syncDirectory(dirname(path))
  } catch (error) {
    if (errorCode(error) !== 'ENOENT') throw new FileFailure('remove', path, error)
  }
}

/**
 * Removes what writes that were killed half-way left in a directory: `<name>.<number>` for the names that `isOurs` knows.
 * Only for the holder of the directory's lock, before it writes.
 *
 * @throws {FileFailure}
 */
export async function sweepTemporaryFiles(directory: string, isOurs: (name: string) => boolean): Promise<void> {
  try {
    for (const name of await readdir(directory)) {
      if (TEMPORARY.test(name) && isOurs(name.replace(TEMPORARY, ''))) await unlink(join(directory, name))
    }
  } catch (error) {
    throw new FileFailure('clear away temporary files in', directory, error)
  }
}

/** A write that has not begun: the newest text wins, and all who asked for one share its end. */
interface Waiting {
  text: string
  done: Promise<void>
}

/**
 * A JSON file under lowdb. A write that resolves has put the value on disk, synced. Writes of one file follow one another, and
 * those that arrive while one is under way share the next. The value is read when `write` is called, so what becomes of it
 * afterwards does no harm.
 */
export class DurableFile<T> implements Adapter<T> {
  #underWay: Promise<unknown> = Promise.resolve()
  #waiting: Waiting | undefined

  /** @param decode makes the value of the file's text; what it throws is thrown by `read` */
  constructor(
    readonly path: string,
    private readonly decode: (content: Buffer) => T,
  ) {}

  /** @throws {FileFailure} where the file is there and cannot be read, and whatever `decode` throws */
  async read(): Promise<T | null> {
    let content: Buffer
    try {
      content = await readFile(this.path)
    } catch (error) {
      if (errorCode(error) === 'ENOENT') return null
      throw new FileFailure('read', this.path, error)
    }
    return this.decode(content)
  }

  /** @throws {FileFailure} see {@link writeDurably} */
  write(value: T): Promise<void> {
    const text = `${JSON.stringify(value)}\n`
    if (this.#waiting) {
      this.#waiting.text = text
      return this.#waiting.done
    }
    const waiting: Waiting = {
      text,
      done: this.#underWay.then(() => {
        this.#waiting = undefined
        return writeDurably(this.path, waiting.text)
      }),
    }
    this.#waiting = waiting
    this.#underWay = waiting.done.catch(() => undefined)
    return waiting.done
  }
}
