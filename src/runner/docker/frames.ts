import type { OutputLine } from '../runner.js'

/** One entry of the engine's log: a line, or a piece of one that is longer than 16 KiB (then without a newline). */
export interface Frame {
  stream: OutputLine['stream']
  /** RFC 3339 with nanoseconds, as the engine wrote it. */
  timestamp: string
  content: Buffer
}

const HEADER_BYTES = 8
const SPACE = 32

/**
 * Takes the engine's multiplexed stream apart: a header of eight bytes (stream, three zeros, length), then a timestamp, a
 * space and the content.
 */
export class FrameReader {
  #rest: Buffer = Buffer.alloc(0)

  /**
   * Adds a chunk and answers the frames that it completes.
   *
   * @throws Error when the engine reports a failure of its own within the stream, or what arrives is no such stream
   */
  push(chunk: Buffer): Frame[] {
    const frames: Frame[] = []
    let rest = this.#rest.length === 0 ? chunk : Buffer.concat([this.#rest, chunk])
    while (rest.length >= HEADER_BYTES) {
      const end = HEADER_BYTES + rest.readUInt32BE(4)
      if (rest.length < end) break
      frames.push(readFrame(rest.readUInt8(0), rest.subarray(HEADER_BYTES, end)))
      rest = rest.subarray(end)
    }
    this.#rest = rest
    return frames
  }
}

function readFrame(kind: number, payload: Buffer): Frame {
  if (kind === 3) throw new Error(`The Docker engine broke off the log: ${payload.toString()}`)
  const space = payload.indexOf(SPACE)
  if ((kind !== 1 && kind !== 2) || space === -1)
    throw new Error('The Docker engine sent a log that is not multiplexed with timestamps.')
  return {
    stream: kind === 1 ? 'stdout' : 'stderr',
    timestamp: payload.toString('latin1', 0, space),
    content: payload.subarray(space + 1),
  }
}
