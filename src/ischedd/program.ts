/** The daemon's command line as a person sees it. */
import { Command, Option } from 'commander'
import { styleFor, wantsColour } from '../cli/style.js'
import { packageVersion } from '../cli/version.js'
import { LOG_LEVELS } from '../config/log-levels.js'
import type { Io } from './io.js'

export interface RunOptions {
  config?: string
  check?: boolean
  logLevel?: string
  logPretty?: boolean
}

export interface InitOptions {
  nodeId?: string
  force?: boolean
}

/** What the two commands do; each answers the exit code. */
export interface Actions {
  run(options: RunOptions): Promise<number>
  init(file: string, options: InitOptions): Promise<number>
}

const AFTER_HELP = `
Example:
  ischedd init --node-id bank-a      # writes ischedd.yaml, with comments
  ischedd --check                    # says what it would do
  ischedd                            # runs this node until SIGTERM or ctrl-C

Settings: --config, else ./ischedd.yaml, else $ISCHEDD_CONFIG, else /etc/isched/ischedd.yaml.

Exit codes:
  0    ended in order; --check found nothing wrong
  1    could not start
  2    the command line or the settings are wrong
  130  a second signal: ended at once

More: man ischedd, man ischedd.yaml`

/** The command tree. `onExit` is told the exit code of what ran. */
export function createProgram(io: Io, actions: Actions, onExit: (code: number) => void): Command {
  const program = new Command('ischedd')
  program
    .exitOverride()
    .showHelpAfterError('Try --help.')
    .configureOutput({
      writeOut: text => io.stdout.write(text),
      writeErr: text => io.stderr.write(text),
      outputError: (text, write) => write(text.replace(/^error:/, styleFor(io.stderr, io.env)('red', 'ischedd:'))),
      getOutHelpWidth: () => io.stdout.columns ?? 100,
      getErrHelpWidth: () => io.stderr.columns ?? 100,
      getOutHasColors: () => wantsColour(io.stdout, io.env),
      getErrHasColors: () => wantsColour(io.stderr, io.env),
    })
    .description("Runs one organisation's node: takes jobs from its users and its peers, and runs its part of them.")
    .version(packageVersion(), '-V, --version', 'print the version')
    .helpOption('-h, --help', 'print help')
    .helpCommand(false)
    .option('-c, --config <file>', 'the settings')
    .option('--check', 'read the settings, say what would be done with them, and stop')
    .addOption(new Option('--log-level <level>', 'in place of log_level in the settings').choices(LOG_LEVELS))
    .option('--log-pretty', 'log lines for a person, not JSON')
    .addHelpText('after', AFTER_HELP)
    .action(async (options: RunOptions) => onExit(await actions.run(options)))
  program
    .command('init')
    .description('write a settings file with comments')
    .argument('[file]', 'where to', 'ischedd.yaml')
    .option('--node-id <id>', "this node's name among its peers (default: from the machine's name)")
    .option('--force', 'overwrite a file that is there')
    .action(async (file: string, options: InitOptions) => onExit(await actions.init(file, options)))
  return program
}
