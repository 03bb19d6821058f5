import { setTimeout as sleep } from 'node:timers/promises'

const PATIENCE_MS = 120_000

/** What `look` answers as soon as it is no longer undefined or false; throws `what` where it never is. */
export async function until<T>(what: string, look: () => Promise<T | undefined | false>): Promise<T> {
  for (const end = Date.now() + PATIENCE_MS; Date.now() < end; await sleep(30)) {
    const seen = await look()
    if (seen !== undefined && seen !== false) return seen
  }
  throw new Error(`in vain: ${what}`)
}
