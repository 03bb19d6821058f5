/** `isched __complete`: what can stand where the shell's cursor is. It is silent where the daemon can't be asked. */
import type { Argument, Command, Option } from 'commander'
import { JOB_STATUSES } from '../../protocol/values.js'
import type { AddressOptions } from '../address.js'
import { findPlace, type Typed } from '../completion/place.js'
import { Context } from '../context.js'
import { EXIT } from '../exit.js'
import type { Io } from '../io.js'
import { componentNameText } from '../job-file/component-name.js'
import { LAST, resolveJobId, shortIds } from '../job-id.js'
import { discover } from '../rendezvous.js'

const FILES = ':files'

/** A word, and what it is in a few others. */
type Candidate = [word: string, description?: string]

/** Prints a candidate a line; `words` are those after `isched`, the last of them being typed. */
export async function complete(io: Io, program: Command, words: readonly string[]): Promise<number> {
  const typed = findPlace(program, words)
  const context = new Context(io, addressOf(typed))
  const candidates = await candidatesAt(typed, program, context).catch(() => [])
  for (const [word, description] of candidates) {
    if (word === FILES) context.print(FILES)
    else if (word.startsWith(typed.word))
      context.print(`${typed.prefix}${word}${description ? `\t${description}` : ''}`)
  }
  return EXIT.done
}

async function candidatesAt(typed: Typed, program: Command, context: Context): Promise<Candidate[]> {
  const { place } = typed
  switch (place.kind) {
    case 'command':
      return commandsOf(place.command)
    case 'option':
      return [...place.command.options, ...program.options].map(({ long, description }) => [long ?? '', description])
    case 'value':
      return place.option.argChoices?.map((choice): Candidate => [choice]) ?? valuesOf(place.option, typed, context)
    case 'argument':
      return place.argument.argChoices?.map((choice): Candidate => [choice]) ?? argumentsOf(place.argument, context)
    case 'nothing':
      return []
  }
}

function commandsOf(command: Command): Candidate[] {
  return command
    .createHelp()
    .visibleCommands(command)
    .map(one => [one.name(), one.description()])
}

async function valuesOf(option: Option, typed: Typed, context: Context): Promise<Candidate[]> {
  switch (option.long) {
    case '--token-file':
    case '--output-file':
    case '--component':
    case '--long-component':
    case '--report':
      return [[FILES]]
    case '--node':
      return (await discover(context.io.env)).map(entry => [entry.node_id, entry.url])
    case '--status':
      return JOB_STATUSES.map(status => [status])
    case '--job':
      return jobs(context)
    case '--task':
      return (await jobOf(typed, context)).task_list.map(task => [task.name, task.status])
    case '--role':
      return (await jobOf(typed, context)).roles.map(role => [role])
    default:
      return []
  }
}

async function argumentsOf(argument: Argument, context: Context): Promise<Candidate[]> {
  switch (argument.name()) {
    case 'job':
      return jobs(context)
    case 'file':
      return [[FILES]]
    case 'file|job':
      return [[FILES], ...(await jobs(context))]
    case 'component':
      return components(context)
    case 'component|file':
      return [[FILES], ...(await components(context).catch(() => []))]
    case 'peer':
      return (await (await context.client()).peers()).map(peer => [peer.node_id, peer.address])
    default:
      return []
  }
}

async function components(context: Context): Promise<Candidate[]> {
  return (await (await context.client()).components()).map(one => [componentNameText(one), one.title])
}

async function jobs(context: Context): Promise<Candidate[]> {
  const found = await (await context.client()).listJobs()
  const short = shortIds(found.map(job => job.job_id))
  return [
    ...found.map(
      ({ job_id, status, outcome, flow_id }): Candidate => [
        short.get(job_id) ?? job_id,
        [status, outcome, flow_id].filter(Boolean).join(' '),
      ],
    ),
    [LAST, 'the newest'],
  ]
}

async function jobOf({ args, values }: Typed, context: Context) {
  const client = await context.client()
  return client.job(await resolveJobId(args[0] ?? values.get('--job') ?? LAST, client))
}

function addressOf({ values }: Typed): AddressOptions {
  const [url, tokenFile, node] = ['--url', '--token-file', '--node'].map(name => values.get(name))
  return {
    ...(url === undefined ? {} : { url }),
    ...(tokenFile === undefined ? {} : { tokenFile }),
    ...(node === undefined ? {} : { node }),
  }
}
