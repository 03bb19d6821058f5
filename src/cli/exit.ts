import type { Outcome } from '../protocol/view.js'

/** What the process's exit code means; the same for every command. */
export const EXIT = {
  done: 0,
  /** The job failed or was stopped; or something broke that none of the others names. */
  failed: 1,
  badInput: 2,
  rejected: 3,
  /** The daemon, or a peer that the command asks about, can't be reached. */
  unreachable: 4,
  interrupted: 130,
} as const

export type ExitCode = (typeof EXIT)[keyof typeof EXIT]

/** An error that a person reads as one sentence on stderr, and a script as an exit code. */
export class CliError extends Error {
  override name = 'CliError'

  constructor(
    message: string,
    readonly exitCode: ExitCode,
    options?: ErrorOptions,
  ) {
    super(message, options)
  }
}

/** The exit code of a command that waited for a job which ended so. */
export function exitCodeOf(outcome: Outcome | undefined): ExitCode {
  switch (outcome) {
    case 'succeeded':
      return EXIT.done
    case 'rejected':
      return EXIT.rejected
    case 'failed':
    case 'stopped':
    case undefined:
      return EXIT.failed
  }
}
