/** A daemon's life from its start to the signal that ends it. */
import type { EventEmitter } from 'node:events'
import type { Settings } from '../config/settings.js'
import { EXIT, type Io } from './io.js'

export interface DaemonOptions {
  configFile: string
  logLevel?: string
  pretty?: boolean
}

export interface RunningDaemon {
  /** Takes no new work, answers what is under way, leaves instances running. */
  close(): Promise<void>
  /** What is to be said of it once it runs, a line each. */
  describe(): string[]
}

export type StartDaemon = (settings: Settings, options: DaemonOptions) => Promise<RunningDaemon>

/** Where signals come from, and the way out that does not wait. */
export interface ProcessLike extends Pick<EventEmitter, 'on' | 'off'> {
  exit(code: number): unknown
}

/** What ends a daemon in order. */
export const SIGNALS = ['SIGTERM', 'SIGINT', 'SIGHUP'] as const

/**
 * Starts a daemon, and answers an exit code when it has ended. The first signal closes it in order, also one that comes while it
 * still starts; the second one ends the process at once.
 */
export async function runDaemon(
  io: Io,
  start: StartDaemon,
  settings: Settings,
  options: DaemonOptions,
  host: ProcessLike = process,
): Promise<number> {
  let onFirst: (signal: string) => void = () => undefined
  const signalled = new Promise<string>(resolve => {
    onFirst = resolve
  })
  let signals = 0
  const onSignal = (signal: string) => {
    if (++signals === 1) onFirst(signal)
    else host.exit(EXIT.interrupted)
  }
  for (const signal of SIGNALS) host.on(signal, onSignal)
  try {
    const daemon = await start(settings, options)
    if (signals === 0) for (const line of daemon.describe()) io.stderr.write(`${line}\n`)
    const signal = await signalled
    io.stderr.write(`ischedd: ${signal}: closing; once more ends it at once\n`)
    await daemon.close()
    return EXIT.done
  } catch (error) {
    io.stderr.write(`ischedd: ${error instanceof Error ? error.message : error}\n`)
    if (io.env.ISCHED_DEBUG && error instanceof Error) io.stderr.write(`${error.stack}\n`)
    return EXIT.failed
  } finally {
    for (const signal of SIGNALS) host.off(signal, onSignal)
  }
}
