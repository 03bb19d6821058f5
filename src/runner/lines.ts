const NEWLINE = 10

/** A line longer than this is handed over in pieces: a component must not be able to fill the daemon's memory. Bytes. */
export const LONGEST_LINE = 1024 * 1024

/** A line without its newline, and how many bytes of the stream it took with it. */
export interface Line {
  text: string
  bytes: number
}

/** Makes lines of a stream's chunks, wherever those were cut: also in the middle of a character. */
export class LineJoiner {
  #parts: Buffer[] = []
  #length = 0

  /** Adds a chunk and answers the lines that it completes. */
  push(chunk: Buffer): Line[] {
    const lines: Line[] = []
    let rest = chunk
    for (let end = rest.indexOf(NEWLINE); end !== -1; end = rest.indexOf(NEWLINE)) {
      this.#keep(rest.subarray(0, end + 1))
      lines.push(this.#take(this.#length, 1))
      rest = rest.subarray(end + 1)
    }
    this.#keep(rest)
    if (this.#length > LONGEST_LINE) lines.push(this.#take(wholeCharacters(this.#join()), 0))
    return lines
  }

  /** What came after the last newline, when nothing more will come; undefined where that is nothing. */
  end(): Line | undefined {
    return this.#length === 0 ? undefined : this.#take(this.#length, 0)
  }

  #keep(part: Buffer): void {
    if (part.length === 0) return
    this.#parts.push(part)
    this.#length += part.length
  }

  #join(): Buffer {
    const [first, ...others] = this.#parts
    const joined = first !== undefined && others.length === 0 ? first : Buffer.concat(this.#parts, this.#length)
    this.#parts = [joined]
    return joined
  }

  #take(bytes: number, newline: 0 | 1): Line {
    const joined = this.#join()
    this.#parts = []
    this.#length = 0
    this.#keep(joined.subarray(bytes))
    return { text: joined.toString('utf8', 0, bytes - newline), bytes }
  }
}

/** How many of the bytes are whole UTF-8 characters: all, less one that is cut at the end. */
function wholeCharacters(bytes: Buffer): number {
  for (let back = 1; back <= Math.min(3, bytes.length); back++) {
    const byte = bytes[bytes.length - back] ?? 0
    if ((byte & 0b1100_0000) === 0b1000_0000) continue
    const length = byte >= 0b1111_0000 ? 4 : byte >= 0b1110_0000 ? 3 : byte >= 0b1100_0000 ? 2 : 1
    return length > back ? bytes.length - back : bytes.length
  }
  return bytes.length
}
