import { isUtf8 } from 'node:buffer'
import { access, readdir, rename } from 'node:fs/promises'
import { join } from 'node:path'
import { Low } from 'lowdb'
import { FOREIGN_ID } from '../protocol/values.js'
import { DurableFile, makeDirectory, removeDurably, sweepTemporaryFiles, syncDirectory } from './durable.js'
import { errorCode, errorText, FileFailure } from './failure.js'

const ENDING = '.json'
/** Files read at once: more than the threads that read them, so that none waits for the main one. */
const READERS = 32

/** A document that could not be taken, for the operator. */
export interface DocumentProblem {
  id: string
  /** What was wrong, which file it was, and what became of it. */
  message: string
}

/** Thrown for a document that is damaged: it lies under another name now, and its id is free. */
export class DamagedDocument extends Error {
  override name = 'DamagedDocument'
}

/** Thrown for a document that is whole but not ours to touch: made by a newer version, or by one too old to be migrated. */
export class ForeignDocument extends Error {
  override name = 'ForeignDocument'
}

export interface DocumentsOptions<T> {
  directory: string
  /** The version that is written, and that is read as it is. */
  schema: number
  /** Brings an older document to this schema when it is read; the file changes with its next write. */
  migrate?: (old: unknown, from: number) => T
  /** Answers the value, or throws what is wrong with it: then the file is set aside. */
  check?: (value: unknown) => T
}

/**
 * A folder of JSON documents, a file each, under lowdb. What `write` has resolved is on disk. A damaged file is set aside as
 * `<name>.unreadable-<time>` and never overwritten; one of a newer schema stays where it is, and its id cannot be written.
 * Only for the holder of the data directory's lock.
 */
export class Documents<T extends { schema: number }> {
  /** Files that are being written, with the number of their writers: one adapter a file keeps its writes in order. */
  readonly #writing = new Map<string, { file: DurableFile<T | null>; ready: Promise<void>; writers: number }>()
  /** Ids whose file is known to be ours to overwrite, or not to exist. */
  readonly #ours = new Set<string>()

  constructor(private readonly options: DocumentsOptions<T>) {}

  /** Makes the folder where it is missing, and clears it of what killed writes left. Once, before all else. */
  async open(): Promise<void> {
    await makeDirectory(this.options.directory)
    await sweepTemporaryFiles(this.options.directory, name => idOf(name) !== undefined)
  }

  /** The ids of all documents, the ones that cannot be read included; in no order. */
  async ids(): Promise<string[]> {
    try {
      return (await readdir(this.options.directory)).flatMap(name => idOf(name) ?? [])
    } catch (error) {
      throw new FileFailure('read the directory', this.options.directory, error)
    }
  }

  /**
   * The document as it is stored; undefined where there is none.
   *
   * @throws {DamagedDocument} and the file has been set aside
   * @throws {ForeignDocument} for another schema, and the file is left where it is
   * @throws {FileFailure} where the file cannot be read now
   */
  async read(id: string): Promise<T | undefined> {
    const low = new Low<T | null>(this.#file(id), null)
    try {
      await low.read()
    } catch (error) {
      if (!(error instanceof DamagedDocument)) throw error
      throw new DamagedDocument(`${error.message} It was set aside as ${await this.#setAside(id)}.`)
    }
    this.#ours.add(id)
    return low.data ?? undefined
  }

  /**
   * Stores a document, in the place of the one before, and resolves when it is on disk.
   *
   * @throws {FileFailure} where it could not be written (a full disk): the one before is still there
   * @throws {ForeignDocument} where a file of a newer schema has this id
   * @throws {DamagedDocument} where the file there was never read and is damaged: it is set aside, the next write goes through
   */
  async write(id: string, value: T): Promise<void> {
    const writing = this.#writing.get(id) ?? {
      file: this.#file(id),
      ready: this.#ours.has(id) ? Promise.resolve() : this.read(id).then(() => undefined),
      writers: 0,
    }
    this.#writing.set(id, writing)
    writing.writers++
    try {
      await writing.ready
      await new Low<T | null>(writing.file, value).write()
    } finally {
      writing.writers--
      if (writing.writers === 0) this.#writing.delete(id)
    }
  }

  /**
   * Removes a document for good; succeeds where there is none. The caller has no write of it under way.
   *
   * @throws {FileFailure}
   * @throws {ForeignDocument} where a file of a newer schema has this id
   */
  async remove(id: string): Promise<void> {
    if (!this.#ours.has(id)) await this.read(id)
    await removeDurably(this.#path(id))
    this.#ours.delete(id)
  }

  /**
   * Reads every document, several at once and in no order, and hands each over. Answers those that could not be taken,
   * each with a sentence; what `onDocument` throws ends the reading.
   */
  async readAll(onDocument: (id: string, value: T) => void): Promise<DocumentProblem[]> {
    const problems: DocumentProblem[] = []
    const left = await this.ids()
    const readOn = async () => {
      for (let id = left.pop(); id !== undefined; id = left.pop()) {
        let value: T | undefined
        try {
          value = await this.read(id)
        } catch (error) {
          problems.push({ id, message: errorText(error) })
        }
        if (value !== undefined) onDocument(id, value)
      }
    }
    await Promise.all(Array.from({ length: READERS }, readOn))
    return problems
  }

  #path(id: string): string {
    if (!FOREIGN_ID.test(id)) {
      throw new TypeError(
        `"${id}" cannot name a document: an id has 1 to 128 letters, digits, dots, dashes and underscores, a letter or digit first.`,
      )
    }
    return join(this.options.directory, id + ENDING)
  }

  #file(id: string): DurableFile<T | null> {
    const path = this.#path(id)
    return new DurableFile(path, content => this.#decode(path, content))
  }

  #decode(path: string, content: Buffer): T {
    const { schema, migrate, check } = this.options
    const damaged = (what: string) => new DamagedDocument(`${path} is damaged: ${what}.`)
    if (!isUtf8(content)) throw damaged('it is not UTF-8 text')
    const parse = (): T => {
      try {
        return JSON.parse(content.toString())
      } catch (error) {
        throw damaged(content.length === 0 ? 'it is empty' : errorText(error))
      }
    }
    const value = parse()
    const found: unknown = typeof value === 'object' && value !== null ? value.schema : undefined
    if (typeof found !== 'number') throw damaged('it is no JSON object with a number as its schema')
    if (found === schema) {
      try {
        return check ? check(value) : value
      } catch (error) {
        throw damaged(errorText(error))
      }
    }
    const foreign = (what: string) =>
      new ForeignDocument(`${path} has schema ${found}, this version writes ${schema}: ${what}. It is left as it is.`)
    if (found > schema) throw foreign('a newer version of isched made it, install that one or move the file away')
    if (!migrate) throw foreign('it is too old to be read')
    try {
      const migrated = migrate(value, found)
      return check ? check(migrated) : migrated
    } catch (error) {
      throw foreign(`it could not be migrated, ${errorText(error)}`)
    }
  }

  /** Answers the path under which the file lies now. */
  async #setAside(id: string): Promise<string> {
    const path = this.#path(id)
    const name = `${path}.unreadable-${new Date().toISOString().replaceAll(':', '')}`
    let aside = name
    for (let n = 2; await exists(aside); n++) aside = `${name}-${n}`
    try {
      await rename(path, aside)
      await syncDirectory(this.options.directory)
    } catch (error) {
      throw new FileFailure('set aside the damaged file', path, error)
    }
    return aside
  }
}

/** `job-1.json` -> `job-1`; undefined for a file that is no document. */
function idOf(name: string): string | undefined {
  const id = name.endsWith(ENDING) ? name.slice(0, -ENDING.length) : ''
  return FOREIGN_ID.test(id) ? id : undefined
}

async function exists(path: string): Promise<boolean> {
  try {
    await access(path)
    return true
  } catch (error) {
    if (errorCode(error) === 'ENOENT') return false
    throw error
  }
}
