/**
 * Time that passes only when the model says so. While a clock is current, the timers of the whole process are its own, so the
 * daemon's parts run as they are, and an hour of their pauses costs nothing.
 */
import { syncBuiltinESMExports } from 'node:module'
import timersPromises from 'node:timers/promises'

export class Timer {
  done = false
  constructor(
    readonly at: number,
    readonly order: number,
    readonly run: () => void,
  ) {}
}

export class Clock {
  /** Milliseconds since 1970. */
  now = 1_700_000_000_000
  readonly #heap: Timer[] = []
  #order = 0

  after(ms: number, run: () => void): Timer {
    const timer = new Timer(this.now + Math.max(1, ms), ++this.#order, run)
    let place = this.#heap.push(timer) - 1
    while (place > 0) {
      const above = (place - 1) >> 1
      if (!isBefore(timer, this.#heap[above])) break
      this.#swap(place, above)
      place = above
    }
    return timer
  }

  /** Lets the next timer fire, and everything that follows from it at once; false when there is none. */
  async step(): Promise<boolean> {
    if (this.#heap.length === 0) await allPromises()
    const next = this.#pop()
    if (next === undefined) return false
    if (next.done) return true
    this.now = next.at
    next.done = true
    next.run()
    await allPromises()
    return true
  }

  #pop(): Timer | undefined {
    const first = this.#heap[0]
    const last = this.#heap.pop()
    if (first === undefined || last === undefined || this.#heap.length === 0) return first
    this.#heap[0] = last
    for (let place = 0; ; ) {
      const left = place * 2 + 1
      const right = left + 1
      const least = isBefore(this.#heap[right], this.#heap[left]) ? right : left
      if (!isBefore(this.#heap[least], last)) return first
      this.#swap(place, least)
      place = least
    }
  }

  #swap(a: number, b: number): void {
    const [one, other] = [this.#heap[a], this.#heap[b]]
    if (one === undefined || other === undefined) return
    this.#heap[a] = other
    this.#heap[b] = one
  }
}

function isBefore(a: Timer | undefined, b: Timer | undefined): boolean {
  if (a === undefined || b === undefined) return a !== undefined
  return a.at < b.at || (a.at === b.at && a.order < b.order)
}

/** One turn of the real event loop: every promise that can settle has settled by then. */
function allPromises(): Promise<void> {
  return new Promise(resolve => setImmediate(resolve))
}

const real = {
  setTimeout: globalThis.setTimeout,
  clearTimeout: globalThis.clearTimeout,
  now: Date.now,
  sleep: timersPromises.setTimeout,
}
let current: Clock | undefined

/** Runs `work` with every timer of this process on the clock. */
export async function onClock<T>(clock: Clock, work: () => Promise<T>): Promise<T> {
  current = clock
  Date.now = () => clock.now
  Reflect.set(globalThis, 'setTimeout', (run: (...given: unknown[]) => void, ms = 0, ...given: unknown[]) =>
    clock.after(ms, () => run(...given)),
  )
  Reflect.set(globalThis, 'clearTimeout', (timer: unknown) => {
    if (timer instanceof Timer) timer.done = true
    else Reflect.apply(real.clearTimeout, undefined, [timer])
  })
  try {
    return await work()
  } finally {
    current = undefined
    Date.now = real.now
    Reflect.set(globalThis, 'setTimeout', real.setTimeout)
    Reflect.set(globalThis, 'clearTimeout', real.clearTimeout)
  }
}

/** The one of node:timers/promises, which modules have bound already. */
Reflect.set(
  timersPromises,
  'setTimeout',
  (ms = 0, value: unknown = undefined, options: { signal?: AbortSignal } = {}): Promise<unknown> => {
    const clock = current
    if (clock === undefined) return real.sleep(ms, value, options)
    const { signal } = options
    return new Promise((resolve, reject) => {
      if (signal?.aborted) return reject(signal.reason)
      const abort = (): void => {
        timer.done = true
        reject(signal?.reason)
      }
      const timer = clock.after(ms, () => {
        signal?.removeEventListener('abort', abort)
        resolve(value)
      })
      signal?.addEventListener('abort', abort, { once: true })
    })
  },
)
syncBuiltinESMExports()
