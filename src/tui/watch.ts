/** `isched watch`: the screen, from the first row to the terminal as it was before. */
import { colourAllowed, type Screen, screenOn } from './screen.js'
import type { Streams } from './show.js'
import type { JobSource } from './source.js'

/** What `isched watch` was asked to show. */
export interface WatchOptions {
  /** The job to begin with, instead of the list. */
  jobId?: string
  /** The node's id, for the title. */
  nodeId?: string
}

/** Where it is shown: the process's own, but for tests. */
export interface Terminal extends Streams {
  env: NodeJS.ProcessEnv
}

/** The exit codes of the signals that end it. */
const SIGNALS = { SIGINT: 130, SIGHUP: 129, SIGTERM: 143 } as const

/**
 * Shows the node's jobs on the terminal until the person quits, and leaves the terminal as it was, whatever happens. Answers the
 * process's exit code: 2 where there is no terminal, 130 after Ctrl-C; where one job was to be watched 1 if it failed or was
 * stopped and 3 if it was rejected; else 0. Rejects only with a fault of its own.
 */
export async function watch(source: JobSource, options: WatchOptions, terminal: Terminal = process): Promise<number> {
  const { stdin, stdout, stderr, env } = terminal
  if (!stdin.isTTY || !stdout.isTTY || env.TERM === 'dumb') {
    const instead =
      options.jobId === undefined ? '"isched list", or "isched wait" for one job' : `"isched wait ${options.jobId}"`
    stderr.write(
      `isched watch reads keys from a terminal and draws on it, and here is none that it can: use ${instead}.\n`,
    )
    return 2
  }
  const screen = screenOn(stdout, { colour: colourAllowed(env) })
  const undo = closeOnExit(screen)
  screen.open()
  try {
    return await run(source, options, terminal, screen)
  } finally {
    undo()
    screen.close()
  }
}

async function run(source: JobSource, options: WatchOptions, terminal: Terminal, screen: Screen): Promise<number> {
  // React takes half the time for each picture when it is not told to look for mistakes.
  process.env.NODE_ENV ??= 'production'
  const { show } = await import('./show.js')
  let code = 0
  const quit = (how: number) => {
    code = how
    showing.end()
  }
  const { jobId, nodeId } = options
  const showing = show(
    { source, jobId, nodeId, onQuit: quit, onRedraw: () => screen.redraw() },
    { stdin: terminal.stdin, stdout: screen.stdout, stderr: terminal.stderr },
  )
  const listeners = Object.entries(SIGNALS).map(([signal, exitCode]) => [signal, () => quit(exitCode)] as const)
  for (const [signal, listener] of listeners) process.on(signal, listener)
  try {
    await showing.ended
  } finally {
    for (const [signal, listener] of listeners) process.off(signal, listener)
  }
  return code
}

/** An error that nobody catches ends the process without coming back here. Returns what takes this back. */
function closeOnExit(screen: Screen): () => void {
  const close = () => screen.close()
  process.once('exit', close)
  return () => process.off('exit', close)
}
