/** One run of `ischedd`: arguments in, exit code out. */
import { CommanderError } from 'commander'
import { wantsColour } from '../cli/style.js'
import type { Settings } from '../config/settings.js'
import { findConfig } from './find-config.js'
import { EXIT, type Io } from './io.js'
import { createProgram, type InitOptions, type RunOptions } from './program.js'
import { type ProcessLike, runDaemon, type StartDaemon } from './run-daemon.js'

/** What a test puts in the place of the real thing. */
export interface Parts {
  startDaemon(): Promise<StartDaemon>
  host: ProcessLike
}

const REAL: Parts = {
  startDaemon: async () => (await import('../daemon.js')).startDaemon,
  host: process,
}

/** Carries out one command line; never throws. `argv` are the arguments alone. */
export async function run(argv: string[], io: Io, parts: Parts = REAL): Promise<number> {
  let exitCode: number = EXIT.done
  const actions = {
    run: (options: RunOptions) => runOrCheck(options, io, parts),
    init: (file: string, options: InitOptions) => init(file, options, io),
  }
  const program = createProgram(io, actions, code => {
    exitCode = code
  })
  try {
    await program.parseAsync(argv, { from: 'user' })
    return exitCode
  } catch (error) {
    if (error instanceof CommanderError) return error.exitCode === 0 ? EXIT.done : EXIT.badInput
    io.stderr.write(`ischedd: ${error instanceof Error ? error.message : error}\n`)
    return EXIT.badInput
  }
}

async function init(file: string, options: InitOptions, io: Io): Promise<number> {
  const { writeTemplate } = await import('../config/template.js')
  const path = await writeTemplate(file, options)
  const named = path.endsWith('/ischedd.yaml') ? '' : ` --config ${file}`
  io.stdout.write(
    `Wrote ${path}.\nNext: name the peers in it, then see "ischedd${named} --check", and start "ischedd${named}".\n`,
  )
  return EXIT.done
}

async function runOrCheck(options: RunOptions, io: Io, parts: Parts): Promise<number> {
  const { file, reason } = await findConfig(options.config, io.env)
  const { readSettings } = await import('../config/load.js')
  const { settings, diagnostics, text } = await readSettings(file, io.env)
  if (!options.check) io.stderr.write(`ischedd: settings from ${file} (${reason})\n`)
  if (diagnostics.length > 0) {
    const { formatDiagnostics } = await import('../yaml/diagnostic.js')
    io.stderr.write(`${formatDiagnostics(diagnostics, text, { colour: wantsColour(io.stderr, io.env) })}\n`)
  }
  if (settings === undefined) return EXIT.badInput
  if (options.check) return check(settings, `${file} (${reason})`, io)
  return runDaemon(io, await parts.startDaemon(), settings, daemonOptions(file, options), parts.host)
}

async function check(settings: Settings, source: string, io: Io): Promise<number> {
  const { report } = await import('./check.js')
  const { text, wouldStart } = await report(settings, source, io)
  io.stdout.write(text)
  return wouldStart ? EXIT.done : EXIT.failed
}

function daemonOptions(configFile: string, { logLevel, logPretty }: RunOptions) {
  return {
    configFile,
    ...(logLevel === undefined ? {} : { logLevel }),
    ...(logPretty === undefined ? {} : { pretty: logPretty }),
  }
}
