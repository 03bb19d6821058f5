/**
 * An ext4 file system on a disk whose power can be cut: a loop device over a file that a process of ours serves, and which therefore knows what
 * was flushed and what was not.
 *
 *     daemon -> ext4 -> loop device -> FUSE -> server.ts -> Platter
 */
import { type ChildProcess, execFile, fork } from 'node:child_process'
import { once } from 'node:events'
import { existsSync } from 'node:fs'
import { mkdir, mkdtemp, rm, truncate, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { promisify } from 'node:util'
import type { Fate } from './platter.js'
import type { Order, Said } from './server.js'

const run = promisify(execFile)
const MEBIBYTES = 48

/** Whether a {@link PowerDisk} can be had here, as tap's `skip`. */
export async function powerDisks(): Promise<{ skip: string | false }> {
  if (process.platform !== 'linux' || process.getuid?.() !== 0)
    return { skip: 'no disk to cut the power of: only root mounts one, on Linux' }
  for (const device of ['/dev/fuse', '/dev/loop-control'])
    if (!existsSync(device)) return { skip: `no disk to cut the power of: there is no ${device}` }
  try {
    const disk = await PowerDisk.make()
    try {
      await disk.mount()
    } finally {
      await disk.remove()
    }
    return { skip: false }
  } catch (error) {
    return { skip: `no disk to cut the power of: ${error instanceof Error ? error.message.split('\n')[0] : error}` }
  }
}

export interface PowerCut {
  writes: number
  flushes: number
  /** Writes that had reached the disk's cache and were not flushed. */
  unflushed: number
}

export class PowerDisk {
  #image: string
  #server: ChildProcess | undefined
  #loop: string | undefined
  #mounted = false
  #cuts = 0

  private constructor(
    private readonly folder: string,
    /** Where the file system is mounted. */
    readonly path: string,
  ) {
    this.#image = join(folder, 'image-0')
  }

  /** @param path where it is to be mounted; default: a folder of its own */
  static async make(path?: string): Promise<PowerDisk> {
    const folder = await mkdtemp(join(tmpdir(), 'isched-power-'))
    const disk = new PowerDisk(folder, path ?? join(folder, 'mounted'))
    await mkdir(join(folder, 'served'))
    await mkdir(disk.path, { recursive: true })
    await writeFile(disk.#image, '')
    await truncate(disk.#image, MEBIBYTES * 2 ** 20)
    await run('mkfs.ext4', ['-q', '-F', disk.#image])
    return disk
  }

  /** Mounts what is on the disk; after a power cut the file system's journal is replayed. */
  async mount(): Promise<void> {
    await this.#unmount()
    const served = join(this.folder, 'served')
    // The tests run compiled, or as they are.
    const server = fork(new URL(import.meta.url.endsWith('.ts') ? './server.ts' : './server.js', import.meta.url), [
      this.#image,
      served,
    ])
    this.#server = server
    const said = await this.#answer()
    if ('failed' in said) throw new Error(said.failed)
    const { stdout } = await run('losetup', ['--find', '--show', join(served, 'disk')])
    this.#loop = stdout.trim()
    await run('mount', ['-t', 'ext4', this.#loop, this.path])
    this.#mounted = true
  }

  /**
   * Cuts the power: what is on the disk at this instant is what the next {@link mount} finds, whatever is written from here on. Before
   * that one, nobody may use the file system any more.
   */
  async cut(fate: Fate, seed: string): Promise<PowerCut> {
    this.#cuts += 1
    const image = join(this.folder, `image-${this.#cuts}`)
    const order: Order = { cut: image, fate, seed }
    this.#server?.send(order)
    const said = await this.#answer()
    if (!('cut' in said)) throw new Error('the disk did not say what is left')
    await rm(this.#image)
    this.#image = image
    return said
  }

  async remove(): Promise<void> {
    await this.#unmount()
    await rm(this.folder, { recursive: true, force: true })
  }

  async #answer(): Promise<Said> {
    const server = this.#server
    if (server === undefined) throw new Error('the disk is not there')
    const ended = once(server, 'exit').then(([code]): Said => ({ failed: `the disk's server ended with ${code}` }))
    return Promise.race([once(server, 'message').then(([said]): Said => said), ended])
  }

  async #unmount(): Promise<void> {
    if (this.#mounted) await untilUnmounted(this.path)
    this.#mounted = false
    if (this.#loop !== undefined) await run('losetup', ['--detach', this.#loop])
    this.#loop = undefined
    const server = this.#server
    if (server === undefined) return
    this.#server = undefined
    const alive = server.exitCode === null && server.signalCode === null
    const ended = alive ? once(server, 'exit') : undefined
    await untilUnmounted(join(this.folder, 'served'))
    if (server.connected) server.disconnect()
    await ended
  }
}

/** A process that was killed, and a loop device, hold their files a moment longer. */
async function untilUnmounted(path: string): Promise<void> {
  for (let attempt = 1; ; attempt += 1) {
    try {
      await run('umount', [path])
      return
    } catch (error) {
      if (attempt === 100) throw error
      await sleep(100)
    }
  }
}
