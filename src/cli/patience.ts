import { setTimeout as sleep } from 'node:timers/promises'
import { CliError, EXIT } from './exit.js'

/** How long a daemon may stay away, where nothing else is said: a restart is over by then. */
export const PATIENCE_MS = 60_000
const RETRY_MS = 1_000

/** Asks again while the daemon can't be reached, until the patience ends; then it throws what the last attempt threw. */
export async function patiently<T>(
  question: () => Promise<T>,
  signal: AbortSignal,
  patienceMs = PATIENCE_MS,
): Promise<T> {
  const end = Date.now() + patienceMs
  while (true) {
    try {
      return await question()
    } catch (error) {
      const away = error instanceof CliError && error.exitCode === EXIT.unreachable
      if (!away || Date.now() >= end) throw error
      await sleep(RETRY_MS, undefined, { signal })
    }
  }
}
