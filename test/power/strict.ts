/**
 * A data directory of which only what was synced outlives a power failure: neither root nor a loop device is needed, only a C compiler. Stricter than
 * any file system (see strict.c), and blind to what a disk does.
 */
import { execFile } from 'node:child_process'
import { chmodSync, mkdirSync, readdirSync, readFileSync, renameSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { fromRoot } from '../fixtures/root.js'

const run = promisify(execFile)

/** Whether a {@link StrictDirectory} can be had here, as tap's `skip`. */
export async function strictDirectories(): Promise<{ skip: string | false }> {
  if (process.platform !== 'linux') return { skip: 'no daemon to look into: only on Linux' }
  return run('cc', ['--version']).then(
    () => ({ skip: false }),
    () => ({ skip: 'no daemon to look into: no C compiler (cc)' }),
  )
}

async function compile(folder: string): Promise<string> {
  const library = join(folder, 'strict.so')
  await run('cc', ['-shared', '-fPIC', '-O1', '-o', library, fromRoot('test/power/strict.c'), '-ldl', '-lpthread'])
  return library
}

export class StrictDirectory {
  #after: string | undefined

  private constructor(
    private readonly folder: string,
    private readonly synced: string,
    private readonly library: string,
  ) {}

  static async make(): Promise<StrictDirectory> {
    const folder = await mkdtemp(join(tmpdir(), 'isched-strict-'))
    const synced = join(folder, 'synced')
    mkdirSync(synced)
    return new StrictDirectory(folder, synced, await compile(folder))
  }

  /** What whoever writes to the directory must be started with. */
  get environment(): Record<string, string> {
    return { LD_PRELOAD: this.library, ISCHED_STRICT: this.synced }
  }

  /** Takes what is on disk at this instant; it takes the directory's place with {@link restore}, when nobody uses that any more. */
  cut(path: string): string {
    this.#after = `${path}.after`
    const counts = { files: 0, empty: 0 }
    this.#rebuild(keyOf(path), this.#after, modeOf(path), counts)
    return `${counts.files} files, ${counts.empty} of them by name only`
  }

  /** Puts what was on disk at the cut in the place of a directory; before the first cut, that is all that is in it. */
  restore(path: string): void {
    if (this.#after !== undefined) {
      rmSync(path, { recursive: true })
      renameSync(this.#after, path)
    }
    this.#after = undefined
    for (const name of readdirSync(this.synced)) rmSync(join(this.synced, name))
    this.#keep(path)
  }

  /** All that is in a directory now is on disk. */
  #keep(path: string): void {
    const lines = readdirSync(path, { withFileTypes: true }).flatMap(entry => {
      const below = join(path, entry.name)
      if (entry.isDirectory()) this.#keep(below)
      else if (entry.isFile()) writeFileSync(join(this.synced, keyOf(below)), readFileSync(below))
      else return []
      return [`${entry.isDirectory() ? 'd' : 'f'} ${modeOf(below)} ${keyOf(below)} ${entry.name}\n`]
    })
    writeFileSync(join(this.synced, keyOf(path)), lines.join(''))
  }

  #rebuild(key: string, path: string, mode: string, counts: { files: number; empty: number }): void {
    mkdirSync(path)
    for (const line of this.#contentOf(key).toString().split('\n')) {
      const [, kind, below = '', belowKey = '', name = ''] = /^(\S) (\S+) (\S+) (.*)$/.exec(line) ?? []
      if (kind === 'd') this.#rebuild(belowKey, join(path, name), below, counts)
      else if (kind === 'f') {
        // One that was never synced is there by its name, and empty.
        const content = this.#contentOf(belowKey)
        writeFileSync(join(path, name), content)
        counts.files += 1
        if (content.length === 0) counts.empty += 1
        chmodSync(join(path, name), Number.parseInt(below, 8))
      }
    }
    chmodSync(path, Number.parseInt(mode, 8))
  }

  #contentOf(key: string): Buffer {
    try {
      return readFileSync(join(this.synced, key))
    } catch {
      return Buffer.alloc(0)
    }
  }

  async remove(): Promise<void> {
    await rm(this.folder, { recursive: true, force: true })
  }
}

function keyOf(path: string): string {
  const { ino, birthtimeNs } = statSync(path, { bigint: true })
  return `${ino.toString(16)}-${birthtimeNs.toString(16)}`
}

function modeOf(path: string): string {
  return (statSync(path).mode & 0o7777).toString(8)
}
