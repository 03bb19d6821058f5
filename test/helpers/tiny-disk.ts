import { execFile } from 'node:child_process'
import { mkdtemp, open, rmdir } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'

const run = promisify(execFile)

/** A file system of a few KiB, to be filled. */
export interface TinyDisk {
  path: string
  /** Leaves so many bytes free, and answers what frees the rest again. A page (4 KiB) is the smallest step. */
  fill(free: number): Promise<() => Promise<void>>
  unmount(): Promise<void>
}

/** Mounts one in memory, or says why that cannot be done here, as a reason to skip a test. */
export async function tinyDisk(kibibytes: number, options = 'rw'): Promise<TinyDisk | { skip: string }> {
  if (process.platform !== 'linux' || process.getuid?.() !== 0)
    return { skip: 'only root can mount a tiny disk, on Linux' }
  const path = await mkdtemp(join(tmpdir(), 'isched-disk-'))
  try {
    await run('mount', ['-t', 'tmpfs', '-o', `size=${kibibytes}k,${options}`, 'tmpfs', path])
  } catch {
    await rmdir(path)
    return { skip: 'a tiny disk cannot be mounted here' }
  }
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
    async unmount() {
      await run('umount', [path])
      await rmdir(path)
    },
  }
}
