/** A terminal, or a pipe, of memory: what a command wrote, and what it was given. */
import type { Io } from '../../src/cli/io.js'
import { run } from '../../src/cli/run.js'

export interface Terminal extends Io {
  out(): string
  err(): string
  /** ctrl-C */
  interrupt(): void
}

export interface TerminalOptions {
  env?: Record<string, string>
  isTTY?: boolean
  columns?: number
  stdin?: string
  /** What is typed when something is asked; absent where nobody can be. */
  typed?: string
  now?: number
}

export function terminal(options: TerminalOptions = {}): Terminal {
  const written = { out: '', err: '' }
  const handlers = new Set<() => void>()
  const stream = (name: keyof typeof written) => ({
    isTTY: options.isTTY === true,
    columns: options.columns,
    write(text: string) {
      written[name] += text
    },
  })
  return {
    stdout: stream('out'),
    stderr: stream('err'),
    readStdin: async () => options.stdin ?? '',
    canAsk: options.typed !== undefined,
    async ask(question) {
      written.err += question
      return options.typed
    },
    env: options.env ?? {},
    onInterrupt(handler) {
      handlers.add(handler)
      return () => handlers.delete(handler)
    },
    now: () => options.now ?? Date.now(),
    out: () => written.out,
    err: () => written.err,
    interrupt() {
      for (const handler of handlers) handler()
    },
  }
}

export interface Ran {
  exitCode: number
  out: string
  err: string
}

/** Runs a command line to its end. */
export async function runIn(options: TerminalOptions, ...argv: string[]): Promise<Ran> {
  const io = terminal(options)
  const exitCode = await run(argv, io)
  return { exitCode, out: io.out(), err: io.err() }
}

/** Resolves when a condition holds; the test's own time limit is the patience. */
export async function until(condition: () => boolean): Promise<void> {
  while (!condition()) await new Promise(resolve => setTimeout(resolve, 5))
}
