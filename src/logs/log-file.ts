import { type FileHandle, open } from 'node:fs/promises'
import type { LogLevel } from '../protocol/values.js'
import { errorCode } from '../store/failure.js'
import { decodeLine, readHead } from './line.js'
import { LineIndex } from './line-index.js'

/** Read at once while a file is looked through. */
const CHUNK = 1024 * 1024

/** What a log file says when it is opened. */
export interface LogState {
  index: LineIndex
  /** By role: the cursor of its last line. */
  cursors: Map<string, string>
  /** By role and stream ({@link sourceKey}): the level of its last line. */
  levels: Map<string, LogLevel>
}

/** Lines that may continue one another have the same. */
export function sourceKey({ role, stream }: { role: string; stream: string }): string {
  return `${role} ${stream}`
}

/**
 * Looks through a log file and cuts off the half line that a crash left at its end, so that its last line is whole and the cursor in
 * it says where to go on. A file that is not there is an empty one.
 */
export async function openLogFile(path: string): Promise<LogState> {
  const index = new LineIndex()
  const levels = new Map<string, LogLevel>()
  const cursors = new Map<string, string>()
  const lastLines = new Map<string, { offset: number; length: number }>()
  const torn = await whereItExists(
    withFile(path, 'r', async handle => {
      const { size } = await handle.stat()
      let rest: Buffer = Buffer.alloc(0)
      for (let offset = 0; offset < size; offset += CHUNK) {
        const bytes = Buffer.concat([rest, await readFully(handle, offset, Math.min(CHUNK, size - offset))])
        const end = eachLine(bytes, (from, to) => {
          const head = readHead(bytes, from, to)
          if (head) {
            lastLines.set(head.role, { offset: index.size, length: to - from })
            levels.set(sourceKey(head), head.level)
          }
          index.add(head, to + 1 - from)
        })
        rest = bytes.subarray(end)
      }
      for (const [role, { offset, length }] of lastLines) {
        const bytes = await readFully(handle, offset, length)
        const head = readHead(bytes, 0, length)
        if (head) cursors.set(role, decodeLine(bytes, 0, length, head).cursor)
      }
      return size > index.size
    }),
  )
  if (torn) await withFile(path, 'r+', handle => handle.truncate(index.size))
  return { index, cursors, levels }
}

/** Opens a file, making it for `a`, and closes it after its use. */
export async function withFile<T>(
  path: string,
  flags: 'r' | 'r+' | 'a',
  use: (handle: FileHandle) => Promise<T>,
): Promise<T> {
  const handle = await open(path, flags, 0o600)
  try {
    return await use(handle)
  } finally {
    await handle.close()
  }
}

/** Undefined where the file that is used does not exist. */
async function whereItExists<T>(use: Promise<T>): Promise<T | undefined> {
  try {
    return await use
  } catch (error) {
    if (errorCode(error) === 'ENOENT') return undefined
    throw error
  }
}

/** Reads so many bytes, however the system hands them over. */
export async function readFully(handle: FileHandle, offset: number, length: number): Promise<Buffer> {
  const bytes = Buffer.allocUnsafe(length)
  let done = 0
  while (done < length) {
    const { bytesRead } = await handle.read(bytes, done, length - done, offset + done)
    if (bytesRead === 0) throw new Error('the file is shorter than it was')
    done += bytesRead
  }
  return bytes
}

/** Calls back with the place of every whole line, its newline excluded; answers where the rest begins. */
export function eachLine(bytes: Buffer, onLine: (from: number, to: number) => void): number {
  let from = 0
  for (let to = bytes.indexOf(10, from); to !== -1; to = bytes.indexOf(10, from)) {
    onLine(from, to)
    from = to + 1
  }
  return from
}
