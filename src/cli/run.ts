/** One run of `isched`: arguments in, exit code out. */
import { CommanderError } from 'commander'
import { COMPLETE } from './completion/scripts.js'
import { CliError, EXIT } from './exit.js'
import { harmless } from './harmless.js'
import type { Io } from './io.js'
import { createProgram } from './program.js'
import { styleFor } from './style.js'

/** Carries out one command line; never throws. The answer is the process's exit code. */
export async function run(argv: string[], io: Io): Promise<number> {
  let exitCode: number = EXIT.done
  const program = createProgram(io, code => {
    exitCode = code
  })
  try {
    if (argv[0] === COMPLETE) return await (await import('./commands/complete.js')).complete(io, program, argv.slice(1))
    await program.parseAsync(argv, { from: 'user' })
    return exitCode
  } catch (error) {
    // Commander has printed its help or its complaint already; to it, all that it refuses is bad input.
    if (error instanceof CommanderError) return error.exitCode === 0 ? EXIT.done : EXIT.badInput
    return report(error, io)
  }
}

function report(error: unknown, io: Io): number {
  const style = styleFor(io.stderr, io.env)
  const sentence = error instanceof Error ? error.message : String(error)
  io.stderr.write(`${style('red', 'isched:')} ${harmless(sentence)}\n`)
  if (io.env.ISCHED_DEBUG && error instanceof Error) io.stderr.write(`${stackOf(error)}\n`)
  return error instanceof CliError ? error.exitCode : EXIT.failed
}

function stackOf(error: Error): string {
  const cause = error.cause instanceof Error ? `\ncaused by ${stackOf(error.cause)}` : ''
  return (error.stack ?? error.message) + cause
}
