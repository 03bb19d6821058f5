import type { Io } from '../../src/ischedd/io.js'

/** An outside that keeps what is written to it. */
export function testIo(env: Record<string, string> = {}): Io & { out: () => string; err: () => string } {
  const out: string[] = []
  const err: string[] = []
  return {
    stdout: { write: text => out.push(text) },
    stderr: { write: text => err.push(text) },
    env,
    out: () => out.join(''),
    err: () => err.join(''),
  }
}
