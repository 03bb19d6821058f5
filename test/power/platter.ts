/** A disk with a write cache, as file systems see one: what was written since the last flush may be lost, in part and in any order. */

/** What becomes of writes that were not flushed when the power goes. */
export type Fate = 'lost' | 'some' | 'kept'

/** The smallest piece that arrives as a whole or not at all. */
const SECTOR = 512

export class Platter {
  /** What outlives a power cut. */
  readonly #durable: Buffer
  /** What the disk answers to reads. */
  readonly #current: Buffer
  #cached: { offset: number; data: Buffer }[] = []
  writes = 0
  flushes = 0

  constructor(image: Buffer) {
    this.#durable = Buffer.from(image)
    this.#current = Buffer.from(image)
  }

  get size(): number {
    return this.#current.length
  }

  /** Writes that no flush has followed yet. */
  get unflushed(): number {
    return this.#cached.length
  }

  read(offset: number, size: number): Buffer {
    return this.#current.subarray(offset, offset + size)
  }

  write(offset: number, data: Buffer): void {
    this.writes += 1
    data.copy(this.#current, offset)
    this.#cached.push({ offset, data: Buffer.from(data) })
  }

  flush(): void {
    this.flushes += 1
    for (const { offset, data } of this.#cached) data.copy(this.#durable, offset)
    this.#cached = []
  }

  /** What is on the disk when the power comes back. @param random in [0, 1) */
  afterPowerCut(fate: Fate, random: () => number): Buffer {
    const image = Buffer.from(this.#durable)
    if (fate === 'lost') return image
    for (const { offset, data } of this.#cached) {
      for (let start = 0; start < data.length; start += SECTOR) {
        if (fate === 'kept' || random() < 0.5) data.copy(image, offset + start, start, start + SECTOR)
      }
    }
    return image
  }
}
