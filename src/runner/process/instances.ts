import { randomUUID } from 'node:crypto'
import { writeFileSync } from 'node:fs'
import { mkdir, readdir, readFile, rename, rm, unlink } from 'node:fs/promises'
import { join } from 'node:path'
import type { Exit } from '../runner.js'
import type { ProcessMark } from './alive.js'
import { codeOf, createOnce, makeDirectory, syncDirectory, writeSynced } from './durable.js'
import { parseExit, parseJson, parseMark, parseSpec, parseStart, type SpecRecord, type StartRecord } from './records.js'

const ID = /^[A-Za-z0-9][A-Za-z0-9_.-]*$/

/**
 * Where instances are kept, a folder each: `spec.json`, `started.json` (once), `process.json`, `stdout`, `stderr`, `exit.json` (once), and
 * `work`, the instance's own. What is half made or half removed has a name that begins with a dot.
 */
export class Instances {
  readonly #root: string

  constructor(directory: string) {
    this.#root = join(directory, 'instances')
  }

  /** Makes the root, and clears away what a killed daemon left half done. */
  async open(): Promise<void> {
    await makeDirectory(this.#root)
    for (const name of await readdir(this.#root)) {
      if (name.startsWith('.')) await rm(join(this.#root, name), { recursive: true, force: true })
    }
  }

  async ids(): Promise<string[]> {
    const names = await readdir(this.#root).catch(onMissing([]))
    return names.filter(name => ID.test(name))
  }

  /** The path of something in an instance's folder, or of the folder. */
  path(id: string, ...names: string[]): string {
    return join(this.#root, id, ...names)
  }

  /** Makes an instance; leaves one that is there already as it is. */
  async create(id: string, spec: SpecRecord): Promise<void> {
    const draft = join(this.#root, `.new-${randomUUID()}`)
    await mkdir(join(draft, 'work'), { recursive: true, mode: 0o700 })
    await writeSynced(join(draft, 'spec.json'), JSON.stringify(spec))
    await syncDirectory(draft)
    try {
      await rename(draft, this.path(id))
    } catch (error) {
      await rm(draft, { recursive: true, force: true })
      if (codeOf(error) !== 'ENOTEMPTY' && codeOf(error) !== 'EEXIST') throw error
    }
    await syncDirectory(this.#root)
  }

  /** Removes an instance; succeeds where there is none. */
  async remove(id: string): Promise<void> {
    if (!ID.test(id)) return
    const remains = join(this.#root, `.gone-${randomUUID()}`)
    try {
      await rename(this.path(id), remains)
    } catch (error) {
      if (codeOf(error) === 'ENOENT') return
      throw error
    }
    await rm(remains, { recursive: true, force: true })
  }

  spec(id: string): Promise<SpecRecord | undefined> {
    return this.#read(id, 'spec.json', parseSpec)
  }

  /** When and by whom it was started; undefined where it was not. */
  async started(id: string): Promise<StartRecord | undefined> {
    return this.#read(id, 'started.json', parseStart)
  }

  /** Which process it is; undefined also where that was cut short. */
  process(id: string): Promise<ProcessMark | undefined> {
    return this.#read(id, 'process.json', parseMark).catch(() => undefined)
  }

  exit(id: string): Promise<Exit | undefined> {
    return this.#read(id, 'exit.json', parseExit)
  }

  /** Notes durably that it is about to be started. False when that was noted before: then it must not be. */
  markStarted(id: string, record: StartRecord): Promise<boolean> {
    return createOnce(this.path(id, 'started.json'), JSON.stringify(record))
  }

  /** Takes the mark back, when nothing could be run. */
  async unmarkStarted(id: string): Promise<void> {
    await unlink(this.path(id, 'started.json'))
    await syncDirectory(this.path(id))
  }

  /** Notes which process it is. At once, for a kill may come at any time; not synced, for no process outlives the machine. */
  noteProcess(id: string, mark: ProcessMark): void {
    writeFileSync(this.path(id, 'process.json'), JSON.stringify(mark), { mode: 0o600 })
  }

  /** Notes durably how it ended; the first to say so is right. */
  async noteExit(id: string, exit: Exit): Promise<void> {
    await createOnce(this.path(id, 'exit.json'), JSON.stringify(exit))
  }

  async #read<T>(id: string, file: string, parse: (value: unknown) => T | undefined): Promise<T | undefined> {
    if (!ID.test(id)) return undefined
    const text = await readFile(this.path(id, file), 'utf8').catch(onMissing(undefined))
    if (text === undefined) return undefined
    const record = parse(parseJson(text))
    if (record === undefined) throw new Error(`${this.path(id, file)} is damaged: it is not what isched writes there.`)
    return record
  }
}

function onMissing<T>(instead: T): (error: unknown) => T {
  return error => {
    if (codeOf(error) === 'ENOENT') return instead
    throw error
  }
}
