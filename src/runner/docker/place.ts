import type { OutputLine } from '../runner.js'
import type { Frame } from './frames.js'

type Stream = OutputLine['stream']

/** The n-th frame of a stream with this timestamp: the engine's clock can stand still between two. */
interface Mark {
  timestamp: string
  nth: number
}

/** The engine stamps a frame before it writes it, each stream by itself: in the log two streams can be out of order by a hair. */
const OUT_OF_ORDER_S = 1

/**
 * How far a container's log has been handed over, for each stream by itself. As a cursor:
 * `<timestamp>+<n>,<timestamp>+<n>`, stdout first, empty for a stream that wrote nothing yet.
 */
export class Place {
  readonly #handed: Partial<Record<Stream, Mark>> = {}
  #seen: Partial<Record<Stream, Mark>> = {}
  #passed: Partial<Record<Stream, boolean>> = {}

  /** @throws Error when the cursor is not one of ours */
  constructor(cursor?: string) {
    if (cursor === undefined) return
    const match = /^(?:([^,+]+)\+(\d+))?,(?:([^,+]+)\+(\d+))?$/.exec(cursor)
    if (match === null)
      throw new Error(`"${cursor}" is no place in a container's log: <timestamp>+<n>,<timestamp>+<n> is expected.`)
    const [, outAt, outNth, errAt, errNth] = match
    if (outAt !== undefined) this.#handed.stdout = { timestamp: outAt, nth: Number(outNth) }
    if (errAt !== undefined) this.#handed.stderr = { timestamp: errAt, nth: Number(errNth) }
  }

  /**
   * To be called whenever the log is read anew. Answers the engine's `since`: seconds since 1970, early enough to miss nothing; what was
   * handed over already is told apart by {@link isNew}.
   */
  reopen(): number | undefined {
    this.#seen = {}
    this.#passed = { stdout: this.#handed.stdout === undefined, stderr: this.#handed.stderr === undefined }
    const times = Object.values(this.#handed).map(mark => Date.parse(mark.timestamp))
    return times.length === 0 ? undefined : Math.floor(Math.max(...times) / 1000) - OUT_OF_ORDER_S
  }

  /** Whether a frame comes after what was handed over. To be asked once for each frame, in order. */
  isNew({ stream, timestamp }: Frame): boolean {
    const last = this.#seen[stream]
    const seen = { timestamp, nth: last?.timestamp === timestamp ? last.nth + 1 : 1 }
    this.#seen[stream] = seen
    const handed = this.#handed[stream]
    if (this.#passed[stream] === true || handed === undefined) return true
    const before = timestamp < handed.timestamp || (timestamp === handed.timestamp && seen.nth <= handed.nth)
    // Once past it everything is new, also where the engine's clock was set back.
    if (!before) this.#passed[stream] = true
    return !before
  }

  /** Notes that all up to the last frame of this stream is handed over, and answers the cursor for it. */
  advance(stream: Stream): string {
    const seen = this.#seen[stream]
    if (seen !== undefined) this.#handed[stream] = seen
    return `${show(this.#handed.stdout)},${show(this.#handed.stderr)}`
  }
}

function show(mark: Mark | undefined): string {
  return mark === undefined ? '' : `${mark.timestamp}+${mark.nth}`
}
