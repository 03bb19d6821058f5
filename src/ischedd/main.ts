import { processIo } from '../cli/io.js'
import { run } from './run.js'

/** How long a daemon that is closed may take to let go of the last of what keeps a process alive. */
const LEAVE_MS = 2000

/** One run of `ischedd` in this process, by its `process.argv`. */
export async function runIschedd(argv: string[]): Promise<void> {
  const code = await run(argv.slice(2), processIo())
  process.exitCode = code
  setTimeout(() => process.exit(code), LEAVE_MS).unref()
}

await runIschedd(process.argv)
