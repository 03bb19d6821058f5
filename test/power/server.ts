/**
 * A process of its own that is a disk: serves one file, `disk`, as a FUSE file system, and takes orders from its parent. It may not live in a
 * process that uses the disk, which would wait for itself.
 *
 *     node server.js <image> <mount point>
 */
import { spawnSync } from 'node:child_process'
import { open, read, readFileSync, write, writeFileSync } from 'node:fs'
import { promisify } from 'node:util'
import { Random } from '../torture/random.js'
import {
  answer,
  attributesOf,
  entryOf,
  initAnswer,
  MOST_WRITTEN_AT_ONCE,
  NO_SUCH_FILE,
  NOT_IMPLEMENTED,
  nodeOf,
  OPERATION,
  parseRequest,
  readArguments,
  writeArguments,
  written,
} from './fuse.js'
import { type Fate, Platter } from './platter.js'

/** What the parent says, and what it is answered. */
export type Order = { cut: string; fate: Fate; seed: string }
export type Said =
  | { ready: true }
  | { failed: string }
  /** The image after the power cut lies in `cut`; so many writes were made, and so many of them not flushed. */
  | { cut: string; writes: number; flushes: number; unflushed: number }

const [, , image = '', mountPoint = ''] = process.argv
const platter = new Platter(readFileSync(image))
const say = (said: Said): void => void process.send?.(said)

const device = await promisify(open)('/dev/fuse', 'r+')
const { status, stderr } = spawnSync(
  'mount',
  ['-i', '-t', 'fuse', '-o', 'fd=3,rootmode=40000,user_id=0,group_id=0', 'isched-disk', mountPoint],
  { stdio: ['ignore', 'ignore', 'pipe', device], encoding: 'utf8' },
)
if (status !== 0) {
  say({ failed: `mount: ${stderr.trim()}` })
  process.exit(1)
}

process.on('message', ({ cut, fate, seed }: Order) => {
  const { writes, flushes, unflushed } = platter
  const random = new Random(seed)
  writeFileSync(
    cut,
    platter.afterPowerCut(fate, () => random.next()),
  )
  say({ cut, writes, flushes, unflushed })
})
process.on('disconnect', () => process.exit(0))
say({ ready: true })

const bytes = Buffer.alloc(MOST_WRITTEN_AT_ONCE + 64 * 1024)
for (;;) {
  let count: number
  try {
    count = (await promisify(read)(device, bytes, 0, bytes.length, null)).bytesRead
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? error.code : undefined
    // ENOENT: a request that was taken back; ENODEV: unmounted.
    if (code === 'ENOENT' || code === 'EINTR' || code === 'EAGAIN') continue
    process.exit(code === 'ENODEV' ? 0 : 1)
  }
  const reply = serve(bytes.subarray(0, count))
  if (reply !== undefined) await promisify(write)(device, reply, 0, reply.length, null).catch(() => undefined)
}

function serve(request: Buffer): Buffer | undefined {
  const parsed = parseRequest(request)
  const { operation, body } = parsed
  switch (operation) {
    case OPERATION.init:
      return answer(parsed, initAnswer())
    case OPERATION.lookup:
      return body.toString('utf8', 0, body.length - 1) === 'disk'
        ? answer(parsed, entryOf(platter.size))
        : answer(parsed, undefined, NO_SUCH_FILE)
    case OPERATION.getattr:
      return answer(parsed, attributesOf(nodeOf(request), platter.size))
    case OPERATION.open:
    case OPERATION.opendir:
      return answer(parsed, Buffer.alloc(16))
    case OPERATION.read: {
      const { offset, size } = readArguments(body)
      return answer(parsed, platter.read(offset, size))
    }
    case OPERATION.write: {
      const { offset, data } = writeArguments(body)
      platter.write(offset, data)
      return answer(parsed, written(data.length))
    }
    case OPERATION.fsync:
      platter.flush()
      return answer(parsed)
    case OPERATION.statfs:
      return answer(parsed, Buffer.alloc(80))
    case OPERATION.flush:
    case OPERATION.release:
    case OPERATION.releasedir:
    case OPERATION.destroy:
      return answer(parsed)
    case OPERATION.forget:
    case OPERATION.batchForget:
    case OPERATION.interrupt:
      return undefined
    default:
      return answer(parsed, undefined, NOT_IMPLEMENTED)
  }
}
