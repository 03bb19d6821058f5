/** The command line as a person sees it: every command, argument and option. What they do is loaded when one is used. */
import { Command } from 'commander'
import type { AddressOptions } from './address.js'
import { Context } from './context.js'
import type { Io } from './io.js'
import { addConformanceCommand } from './program/conformance.js'
import { addJobCommands } from './program/jobs.js'
import { addNodeCommands } from './program/node.js'
import { addShellCommands } from './program/shell.js'
import { styleFor, wantsColour } from './style.js'
import { packageVersion } from './version.js'

/** Makes a commander action of a command's function: it gets its context first, and its answer is the exit code. */
export type Act = <A extends unknown[]>(
  command: (context: Context, ...args: A) => Promise<number>,
) => (...args: A) => Promise<void>

const AFTER_HELP = `
A job is named by the first characters of its id, with or without "job-", or by @last.

Exit codes:
  0    done; a job that was waited for succeeded
  1    the job failed or was stopped; a node that was tested deviates
  2    bad input: the command line, a file, or what the node refuses
  3    the job was rejected
  4    the daemon, or a peer that was asked about, can't be reached
  130  interrupted; a job that was waited for goes on

Environment:
  ISCHED_URL, ISCHED_TOKEN_FILE, ISCHED_NODE   as --url, --token-file, --node
  ISCHED_DEBUG=1                               errors with their stack
  NO_COLOR, FORCE_COLOR                        colour never, colour always

More: man isched, man isched-job`

/** The whole command tree. `onExit` is told the exit code of the command that ran. */
export function createProgram(io: Io, onExit: (code: number) => void): Command {
  const program = new Command('isched')
  configureOutput(program, io)
  program
    .description('Submits federated jobs to this node, follows them, and approves those of others.')
    .usage('[options] <command>')
    .version(packageVersion(), '-V, --version', 'print the version')
    .helpOption('-h, --help', 'print help, for a command too')
    .option('--url <url>', "address of the daemon's platform listener")
    .option('--token-file <path>', 'file that holds its bearer token')
    .option('--node <id>', 'which of the daemons that run on this machine')
    .addHelpText('after', AFTER_HELP)
  const act: Act =
    command =>
    async (...args) =>
      onExit(await command(new Context(io, program.opts<AddressOptions>()), ...args))
  addJobCommands(program, act)
  addNodeCommands(program, act)
  addConformanceCommand(program, act)
  addShellCommands(program, act)
  return program
}

function configureOutput(program: Command, io: Io): void {
  program
    .exitOverride()
    .showHelpAfterError('Try --help.')
    .configureOutput({
      writeOut: text => io.stdout.write(text),
      writeErr: text => io.stderr.write(text),
      outputError: (text, write) => write(text.replace(/^error:/, styleFor(io.stderr, io.env)('red', 'isched:'))),
      getOutHelpWidth: () => io.stdout.columns ?? 100,
      getErrHelpWidth: () => io.stderr.columns ?? 100,
      getOutHasColors: () => wantsColour(io.stdout, io.env),
      getErrHasColors: () => wantsColour(io.stderr, io.env),
    })
    .configureHelp({ showGlobalOptions: true, styleTitle: title => styleFor(io.stdout, io.env)('bold', title) })
}
