import { type FileHandle, open } from 'node:fs/promises'
import { LineJoiner } from '../lines.js'
import { codeOf } from './durable.js'

const CHUNK_BYTES = 64 * 1024

/** Reads a growing file line by line, from a byte on. */
export class Tail {
  readonly #path: string
  readonly #lines = new LineJoiner()
  readonly #buffer = Buffer.allocUnsafe(CHUNK_BYTES)
  #file: FileHandle | undefined
  #read: number
  #handed: number

  constructor(path: string, from: number) {
    this.#path = path
    this.#read = from
    this.#handed = from
  }

  /** The byte after the last line that was handed over. */
  get offset(): number {
    return this.#handed
  }

  /** Hands over every line that is complete by now. A file that is not there has none. */
  async drain(onLine: (text: string) => void): Promise<void> {
    const file = await this.#open()
    if (file === undefined) return
    for (;;) {
      const { bytesRead } = await file.read(this.#buffer, 0, CHUNK_BYTES, this.#read)
      if (bytesRead === 0) return
      this.#read += bytesRead
      // The buffer is used again; the joiner keeps what it is given.
      for (const line of this.#lines.push(Buffer.from(this.#buffer.subarray(0, bytesRead)))) {
        this.#handed += line.bytes
        onLine(line.text)
      }
    }
  }

  /** Hands over what follows the last newline, once nothing more can come. */
  end(onLine: (text: string) => void): void {
    const line = this.#lines.end()
    if (line === undefined) return
    this.#handed += line.bytes
    onLine(line.text)
  }

  async close(): Promise<void> {
    await this.#file?.close()
  }

  async #open(): Promise<FileHandle | undefined> {
    if (this.#file !== undefined) return this.#file
    try {
      this.#file = await open(this.#path, 'r')
      return this.#file
    } catch (error) {
      if (codeOf(error) === 'ENOENT') return undefined
      throw error
    }
  }
}
