/** Fate, drawn from a list of bytes: 0 is prompt and well, and so is everything once they are used up. */

/** What becomes of a request. */
export interface Passage {
  lost: boolean
  /** It arrives, and its answer does not. */
  mute: boolean
  delayMs: number
  /** When it arrives a second time, whoever heard the first answer. */
  againMs?: number
}

/** What becomes of an operation on the disk or the engine. */
export interface Turn {
  delayMs: number
  /** Where the daemon dies before it has an answer: whether it was carried out. */
  survives: boolean
  /** It fails, and may be tried again: before, or after it was carried out. */
  trouble?: 'before' | 'after'
}

export class Chaos {
  #at = 0
  /** From now on all goes well. */
  calm = false

  constructor(private readonly bytes: readonly number[]) {}

  passage(): Passage {
    const byte = this.#next()
    const well = { lost: false, mute: false, delayMs: 1 + (byte % 8) }
    if (byte < 128) return well
    if (byte < 160) return { ...well, delayMs: (byte - 127) * 100 }
    if (byte < 176) return { ...well, delayMs: (byte - 159) * 1000 }
    if (byte < 200) return { ...well, lost: true }
    if (byte < 224) return { ...well, mute: true }
    if (byte < 240) return { ...well, againMs: (byte - 223) * 200 }
    return { ...well, mute: true, againMs: (byte - 239) * 200 }
  }

  /** How long an answer, a callback or an exit is on its way, in milliseconds. */
  delay(): number {
    const byte = this.#next()
    return byte < 192 ? 1 + (byte % 16) : (byte - 191) * 50
  }

  turn(): Turn {
    const byte = this.#next()
    const turn = { delayMs: byte < 160 ? 1 + (byte % 4) : (byte - 159) * 10, survives: byte % 2 === 1 }
    if (byte < 244) return turn
    return { ...turn, trouble: byte < 250 ? 'before' : 'after' }
  }

  #next(): number {
    if (this.calm) return 0
    return this.bytes[this.#at++] ?? 0
  }
}
