import { setTimeout as sleep } from 'node:timers/promises'
import type { LogLevel } from '../../protocol/values.js'
import type { JobView, LogPage, PartyView } from '../../protocol/view.js'
import type { Client } from '../client.js'
import type { Context } from '../context.js'
import { CliError, EXIT } from '../exit.js'
import { harmlessJson } from '../harmless.js'
import { LAST, resolveJobId } from '../job-id.js'
import type { OutputOption } from '../output.js'
import { patiently } from '../patience.js'
import { knownTask, likelyTask } from '../task-name.js'

export interface LogsOptions extends OutputOption {
  job?: string
  task?: string
  role?: string
  level: LogLevel
  tail?: number
  follow?: boolean
  timestamps?: boolean
}

type Line = LogPage['lines'][number]

const PAGE_LINES = 1_000
const WAIT_SECONDS = 20
const PAUSE_MS = 500

/** `isched logs`: the lines that a task's instances at this node wrote. */
export async function logs(context: Context, jobArgument: string | undefined, options: LogsOptions): Promise<number> {
  const client = await context.client()
  const job = await client.job(await resolveJobId(jobArgument ?? options.job ?? LAST, client))
  const taskName = options.task === undefined ? likelyTask(job) : knownTask(job, options.task)
  if (options.task === undefined) context.note(`Task ${taskName} of ${job.job_id}`, ...failedElsewhere(job, taskName))
  checkRole(context, job, taskName, options.role)

  const interrupt = new AbortController()
  const release = context.io.onInterrupt(() => interrupt.abort())
  const prefixed = rolesHere(job, taskName).length > 1 && options.role === undefined
  try {
    for await (const line of lines(client, job.job_id, taskName, options, interrupt.signal)) {
      if (options.output === 'json') context.print(harmlessJson(line))
      else write(context, dress(context, line, prefixed, options.timestamps === true))
    }
    return EXIT.done
  } catch (error) {
    if (interrupt.signal.aborted) return EXIT.interrupted
    throw error
  } finally {
    release()
  }
}

/** Page by page; when following, until the node says that no line will come. A daemon that restarts meanwhile is waited for. */
async function* lines(
  client: Client,
  jobId: string,
  taskName: string,
  { role, level, tail, follow }: LogsOptions,
  signal: AbortSignal,
): AsyncGenerator<Line> {
  const query = { jobId, taskName, level, ...(role === undefined ? {} : { role }) }
  // Where to go on after no line at all, only a line can say.
  let from: { tail: number } | { start: number } = tail === undefined ? { start: 1 } : { tail: Math.max(1, tail) }
  while (true) {
    const place =
      'tail' in from ? from : { ...from, length: PAGE_LINES, ...(follow ? { waitSeconds: WAIT_SECONDS } : {}) }
    const asked = Date.now()
    const page = await patiently(() => client.logs({ ...query, ...place }, signal), signal)
    yield* 'tail' in from ? page.lines.slice(page.lines.length - (tail ?? 0)) : page.lines
    const more = page.lines.length > 0 && !('tail' in from)
    if (!more && (page.complete || !follow)) return
    // A node that can't wait now, because it is stopping, is not asked again and again.
    if (!more && Date.now() - asked < PAUSE_MS) await sleep(PAUSE_MS, undefined, { signal })
    from = { start: page.next }
  }
}

/** A terminal is kept from what a component may have written; a file gets it as it was. */
function write(context: Context, line: string): void {
  if (context.io.stdout.isTTY) context.print(line)
  else context.io.stdout.write(`${line}\n`)
}

function dress(context: Context, line: Line, prefixed: boolean, timestamps: boolean): string {
  const { style } = context
  const text = line.level === 'error' ? style('red', line.text) : line.text
  const role = prefixed && !line.text.startsWith(`[${line.role}]`) ? style('cyan', `[${line.role}] `) : ''
  return `${timestamps ? style('dim', `${line.at} `) : ''}${role}${text}`
}

/** Where the lines are that say why it failed, when they are not here. */
function failedElsewhere(job: JobView, taskName: string): string[] {
  const failed = partiesOf(job, taskName).filter(({ status }) => status === 'FAILED')
  if (failed.some(({ role }) => job.roles.includes(role))) return []
  return failed.map(({ node_id, role }) => `It failed at ${node_id} (${role}), and that node has the lines of it.`)
}

function partiesOf(job: JobView, taskName: string): PartyView[] {
  return job.task_list.find(({ name }) => name === taskName)?.parties ?? []
}

function rolesHere(job: JobView, taskName: string): string[] {
  return partiesOf(job, taskName)
    .map(({ role }) => role)
    .filter(role => job.roles.includes(role))
}

/** A node has the lines of its own instances only; whoever asks for others is told where they are. */
function checkRole(context: Context, job: JobView, taskName: string, asked: string | undefined): void {
  const parties = partiesOf(job, taskName)
  const here = rolesHere(job, taskName)
  const wanted = (role: string) => asked === undefined || role === asked || role.startsWith(`${asked}.`)
  if (here.some(wanted) || parties.length === 0) return
  const elsewhere = parties.filter(({ role }) => wanted(role)).map(({ role, node_id }) => `${role} on ${node_id}`)
  if (elsewhere.length > 0) {
    context.note(
      `This node runs no such instance of ${taskName}; the lines are where it runs: ${elsewhere.join(', ')}.`,
    )
  } else {
    throw new CliError(
      `No role "${asked}" takes part in ${taskName}; those that do: ${parties.map(({ role }) => role).join(', ')}.`,
      EXIT.badInput,
    )
  }
}
