import { execFile } from 'node:child_process'
import { mkdtemp, open, rmdir } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import type { Test } from 'tap'

const run = promisify(execFile)

/** Whether {@link tinyDisk} works here, as tap's `skip`. */
export async function disks(): Promise<{ skip: string | false }> {
  if (process.platform !== 'linux' || process.getuid?.() !== 0)
    return { skip: 'no tiny disk: only root mounts one, on Linux' }
  try {
    const { unmount } = await mount(64, 'rw')
    await unmount()
    return { skip: false }
  } catch {
    return { skip: 'no tiny disk: mounting is not permitted here' }
  }
}

/** A file system of a few KiB in memory, to be filled; gone with the test. */
export async function tinyDisk(t: Test, kibibytes: number, options: 'rw' | 'ro' = 'rw'): Promise<TinyDisk> {
  const { path, unmount } = await mount(kibibytes, options)
  t.teardown(unmount)
  return {
    path,
    async fill(free) {
      const filler = await open(join(path, 'filler'), 'w')
      let size = 0
      try {
        for (;;) size += (await filler.write(Buffer.alloc(4096))).bytesWritten
      } catch {
        await filler.truncate(Math.max(0, size - free))
      } finally {
        await filler.close()
      }
      return async () => {
        await (await open(join(path, 'filler'), 'w')).close()
      }
    },
  }
}

export interface TinyDisk {
  path: string
  /** Leaves so many bytes free (a page, 4 KiB, is the smallest step), and answers what frees the rest again. */
  fill(free: number): Promise<() => Promise<void>>
}

async function mount(kibibytes: number, options: 'rw' | 'ro'): Promise<{ path: string; unmount: () => Promise<void> }> {
  const path = await mkdtemp(join(tmpdir(), 'isched-disk-'))
  try {
    await run('mount', ['-t', 'tmpfs', '-o', `size=${kibibytes}k,${options}`, 'tmpfs', path])
  } catch (error) {
    await rmdir(path)
    throw error
  }
  return {
    path,
    async unmount() {
      await run('umount', [path])
      await rmdir(path)
    },
  }
}
