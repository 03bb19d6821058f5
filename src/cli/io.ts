/** Everything outside that a command touches, so that a test can stand in for a terminal. */

/** One of the two streams that a command writes to. */
export interface Output {
  write(text: string): unknown
  readonly isTTY?: boolean | undefined
  /** Width in columns; absent where it is no terminal. */
  readonly columns?: number | undefined
}

export interface Io {
  stdout: Output
  stderr: Output
  /** All of the standard input, for a file named `-`. */
  readStdin(): Promise<string>
  /** Whether somebody sits at it who can be asked. */
  readonly canAsk: boolean
  /** Asks on stderr, and answers the line that is typed; undefined where ctrl-C or the end of the input is. */
  ask(question: string): Promise<string | undefined>
  env: Readonly<Record<string, string | undefined>>
  /** Calls `handler` at the next ctrl-C, or request to end, instead of ending the process; the answer undoes that. */
  onInterrupt(handler: () => void): () => void
  /** Milliseconds since 1970. */
  now(): number
}

const INTERRUPTS = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const

/** This process's own streams, environment and signals. */
export function processIo(): Io {
  return {
    stdout: process.stdout,
    stderr: process.stderr,
    async readStdin() {
      process.stdin.setEncoding('utf8')
      let text = ''
      for await (const chunk of process.stdin) text += chunk
      return text
    },
    canAsk: process.stdin.isTTY === true && process.stderr.isTTY === true,
    async ask(question) {
      const { createInterface } = await import('node:readline')
      const lines = createInterface({ input: process.stdin, output: process.stderr })
      try {
        return await new Promise(resolve => {
          lines.once('SIGINT', () => resolve(undefined)).once('close', () => resolve(undefined))
          lines.question(question, resolve)
        })
      } finally {
        lines.close()
      }
    },
    env: process.env,
    onInterrupt(handler) {
      const release = () => {
        for (const signal of INTERRUPTS) process.off(signal, interrupted)
      }
      const interrupted = () => {
        release()
        handler()
      }
      for (const signal of INTERRUPTS) process.on(signal, interrupted)
      return release
    },
    now: () => Date.now(),
  }
}
