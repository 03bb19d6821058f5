const FIRST_PAUSE_MS = 200
const LONGEST_PAUSE_MS = 30_000

/** Growing pauses with jitter, in milliseconds: between half of 200 ms, doubled with every try up to 30 s, and the whole. `random` is in [0, 1). */
export function pauseAfter(tries: number, random: number): number {
  const whole = Math.min(LONGEST_PAUSE_MS, FIRST_PAUSE_MS * 2 ** Math.min(Math.max(tries, 0), 20))
  return whole / 2 + (random * whole) / 2
}
