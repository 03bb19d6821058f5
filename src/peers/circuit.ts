/**
 * Keeps a peer that is away from being hammered: after some silences in a row one caller at a time tries, with growing pauses
 * between; the others wait, and all go on at once when it has answered.
 */
import { pauseAfter } from './pause.js'

/** So many silences in a row open the circuit. */
const OPENS_AFTER = 3

/** A peer that calls us is tried again so long after its last silence: it may be that it hears nothing all the same. */
const HEARD_MS = 1000

export class Circuit {
  #silences = 0
  #nextTry = 0
  #silentAt = 0
  #trying = false
  readonly #waiting = new Set<() => void>()

  constructor(
    private readonly now: () => number,
    private readonly random: () => number,
  ) {}

  get isOpen(): boolean {
    return this.#silences >= OPENS_AFTER
  }

  /** Resolves when it is this caller's turn to try, or when aborted. Each turn ends with {@link answered} or {@link silent}. */
  async turn(signal: AbortSignal): Promise<void> {
    while (this.isOpen && !signal.aborted) {
      const left = this.#nextTry - this.now()
      if (left <= 0 && !this.#trying) {
        this.#trying = true
        return
      }
      await this.#pause(this.#trying ? undefined : left, signal)
    }
  }

  /** It has answered: everybody may go on. */
  answered(): void {
    this.#silences = 0
    this.#trying = false
    this.#wake()
  }

  /** It has not answered. */
  silent(): void {
    this.#silences += 1
    this.#trying = false
    this.#silentAt = this.now()
    this.#nextTry = this.#silentAt + pauseAfter(this.#silences - OPENS_AFTER, this.random())
    this.#wake()
  }

  /** It has called us: it is there again, and need not be waited for. */
  heard(): void {
    this.#nextTry = Math.min(this.#nextTry, this.#silentAt + HEARD_MS)
    this.#wake()
  }

  /** A turn that ended without the peer: given up by its caller. */
  abandoned(): void {
    this.#trying = false
    this.#wake()
  }

  #wake(): void {
    for (const wake of [...this.#waiting]) wake()
  }

  #pause(ms: number | undefined, signal: AbortSignal): Promise<void> {
    return new Promise(resolve => {
      const done = (): void => {
        clearTimeout(timer)
        this.#waiting.delete(done)
        signal.removeEventListener('abort', done)
        resolve()
      }
      const timer = ms === undefined ? undefined : setTimeout(done, Math.max(1, ms))
      this.#waiting.add(done)
      signal.addEventListener('abort', done, { once: true })
    })
  }
}
