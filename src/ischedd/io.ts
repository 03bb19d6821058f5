import type { Io as CliIo } from '../cli/io.js'

/** What the daemon's command line touches of the outside. */
export type Io = Pick<CliIo, 'stdout' | 'stderr' | 'env'>

/** What the process's exit code means. */
export const EXIT = {
  /** It did what was asked, or ended in order. */
  done: 0,
  /** It could not start, or something broke. */
  failed: 1,
  /** The command line or the settings are wrong. */
  badInput: 2,
  /** A second signal: it ended at once. */
  interrupted: 130,
} as const
