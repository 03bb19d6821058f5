/** What isched does as initiator and participant of the jobs that the tested node schedules. */
import { asObject } from '../../protocol/job.js'
import type { JobStatus, TaskStatus } from '../../protocol/values.js'
import { deviates, passed, type Verdict } from '../case.js'
import { type Incoming, inWords } from '../counterpart.js'
import { dataOf, isDone } from '../judge.js'
import type { Exchange } from '../probe.js'
import type { World } from '../world.js'
import { nothing, seconds } from './words.js'

/** Hands a job over to its scheduler, and is there when it calls. */
export function begin(world: World, label: string): Promise<Exchange> {
  world.part(label)
  return world.create(label, 'job/create_all')
}

/** Confirms that we take part, or that we do not. */
export function confirm(world: World, label: string, status: 'READY' | 'REJECTED'): Promise<Exchange> {
  return world.node.post('job/audit_confirm', { job_id: world.job(label).id, status })
}

/** The start of a task, once it comes. */
export function start(world: World, label: string, task: string): Promise<Incoming | undefined> {
  const { pace, signal } = world
  return world.part(label).seen('task/start', pace.timeoutMs, signal, ({ body }) => body.task_name === task)
}

/** Our task stands so from now on, and the scheduler is told. */
export function callback(
  world: World,
  label: string,
  task: string,
  status: TaskStatus,
  role: string,
): Promise<Exchange> {
  const part = world.part(label)
  part.set(task, status, role)
  return world.node.post('task/callback', { task_id: part.taskId(task) ?? '', status, role })
}

export interface Standing {
  exchange: Exchange
  jobStatus: unknown
  /** By what the node calls its tasks. */
  status: Record<string, unknown>
}

/** How the scheduler says that a job stands. One that does not read a query is asked with a body. */
export async function statusAll(world: World, label: string): Promise<Standing> {
  const query = { job_id: world.job(label).id }
  const asked = await world.node.get('job/status_all', query)
  const exchange = isDone(asked)
    ? asked
    : await world.node.call('GET', 'job/status_all', { query, text: JSON.stringify(query) })
  const { job_status: jobStatus, status } = dataOf(exchange)
  return { exchange, jobStatus, status: asObject(status) }
}

/** Asks until the job has ended as it should. */
export async function ends(
  world: World,
  label: string,
  wanted: JobStatus,
  fits: (statuses: unknown[]) => boolean,
): Promise<Verdict> {
  for (const end = performance.now() + world.pace.timeoutMs; ; await world.pause(world.pace.pollMs)) {
    const { exchange, jobStatus, status } = await statusAll(world, label)
    if (jobStatus === wanted && fits(Object.values(status))) return passed(exchange.came)
    if (performance.now() >= end)
      return deviates(
        exchange,
        `job_status ${wanted} within ${seconds(world.pace.timeoutMs)}, and its tasks as they ended`,
      )
  }
}

/** Hands a job over, confirms it, and has a task of it started; a verdict where that did not go well. */
export async function beginAndRun(world: World, label: string, task: string): Promise<Verdict | undefined> {
  const exchange = await begin(world, label)
  if (!isDone(exchange)) return deviates(exchange, 'success')
  if ((await world.part(label).seen('job/create', world.pace.timeoutMs, world.signal)) === undefined)
    return nothing(world, 'job/create_all', 'POST job/create')
  await confirm(world, label, 'READY')
  return running(world, label, task)
}

/** Nothing where a task of a confirmed job is started; a verdict where it is not. */
export async function running(world: World, label: string, task: string): Promise<Verdict | undefined> {
  return (await start(world, label, task)) === undefined
    ? nothing(world, 'POST job/audit_confirm', `POST task/start of the task "${task}"`)
    : undefined
}

/** Passed where a task was not started. */
export function notStarted(world: World, label: string, task: string, sent: string): Verdict {
  const call = world
    .part(label)
    .calls('task/start')
    .find(({ body }) => body.task_name === task)
  return call === undefined ? passed('it was not') : deviates({ sent, came: inWords(call) }, 'no start of it')
}

/** The place of the first part of `given` that is not in `found`; undefined where all is. */
export function missing(given: unknown, found: unknown, path: (string | number)[]): string | undefined {
  if (typeof given !== 'object' || given === null)
    return given === found || String(given) === String(found) ? undefined : path.join('.')
  if (typeof found !== 'object' || found === null) return path.join('.') || 'the body'
  const inner = new Map<string, unknown>(Object.entries(found))
  for (const [name, value] of Object.entries(given)) {
    const lost = missing(value, inner.get(name), [...path, name])
    // What is empty says nothing, and may be left out.
    if (lost !== undefined && !isEmpty(value)) return lost
  }
  return undefined
}

function isEmpty(value: unknown): boolean {
  return typeof value === 'object' && value !== null && Object.keys(value).length === 0
}
