/** The peers of other kinds that lie in fixtures/peers, as the tests hold them. */
import type { Test } from 'tap'
import { fixture } from '../fixtures/root.js'
import { until } from './until.js'

/** How a task goes: it ends, it runs until it is stopped, or (FATE-Flow) its container is gone without a word, or was never made. */
export type Behaviour = 'SUCCESS' | 'FAILED' | 'hold' | 'vanish' | 'unmade'

export interface Received {
  method: string
  /** `task/start` */
  route: string
  body: Record<string, unknown>
  query: Record<string, unknown>
  headers: Record<string, string | string[] | undefined>
}

export interface Sent {
  to: string
  route: string
  body: Record<string, unknown>
  answer: Record<string, unknown>
}

export interface ForeignPeer {
  nodeId: string
  url: string
  /** The addresses of the others, by node id. */
  peers: Record<string, string>
  received: Received[]
  sent: Sent[]
  behave: (task: string, role: string) => Behaviour
  submit(body: unknown): Promise<string>
  stop(jobId: string, task?: string): Promise<unknown>
  /** A job that it schedules. */
  scheduled(jobId: string): { status: string; tasks: Record<string, string> }
  /** How a task stands at it. */
  here(jobId: string, task: string): string
  settle(jobId: string, task: string, status: 'SUCCESS' | 'FAILED'): void
  /** The next calls of a route are done and not answered, refused, or neither done nor answered. */
  interfere(route: string, how: 'lose' | 'refuse' | 'hang', times?: number): void
  leave(): Promise<void>
  comeBack(): Promise<void>
}

interface Startable extends ForeignPeer {
  start(): Promise<unknown>
  close(): Promise<void>
}

export interface FatePeer extends ForeignPeer {
  jobs: Map<string, { status: string; tasks: { name: string; role: string; status: string; alive: boolean }[] }>
  /** The roles of each component that is registered at it. */
  components: Record<string, string[]> | undefined
  /** Whether it sends `job/start` before `job/create`. */
  hasty: boolean
  platform(route: string, body: unknown): Promise<Record<string, unknown>>
}

export interface KusciaPeer extends ForeignPeer {
  jobs: Map<string, { phase: string; message: string; strangers: Set<string>; seen: Record<string, string> }>
  pollsBeforeStart: boolean
}

/** Far quicker than the real ones, so that a test takes no longer than it must. */
const QUICK = { taskMs: 20, pollMs: 150, detectorMs: 300, askMs: 300 }

export async function fateFlow(t: Test, options: Record<string, unknown> = {}): Promise<FatePeer> {
  type Module = { FateFlow: new (options: object) => FatePeer & Startable }
  const { FateFlow } = await fixture<Module>('peers/fate-flow.mjs')
  return started(t, new FateFlow({ nodeId: 'fate-9999', ...QUICK, ...options }))
}

export async function kuscia(t: Test, options: Record<string, unknown> = {}): Promise<KusciaPeer> {
  type Module = { Kuscia: new (options: object) => KusciaPeer & Startable }
  const { Kuscia } = await fixture<Module>('peers/kuscia.mjs')
  return started(t, new Kuscia({ nodeId: 'alice', ...QUICK, ...options }))
}

async function started<P extends Startable>(t: Test, peer: P): Promise<P> {
  t.teardown(() => peer.close())
  await peer.start()
  return peer
}

/** Its row of a daemon's route table. */
export function row(peer: ForeignPeer, preset: 'fate-flow' | 'kuscia', settings: object = {}): Record<string, unknown> {
  return { [peer.nodeId]: { address: peer.url, preset, ...settings } }
}

/** What it was sent about a job, in order of arrival; polls and questions left out. */
export function heard(peer: ForeignPeer, jobId: string): Received[] {
  return peer.received.filter(
    ({ route, body }) => body.job_id === jobId && route !== 'task/poll' && route !== 'job/status_all',
  )
}

/** What it sent to a node about a job, `job/stop p1`; repeats and polls left out. */
export function said(peer: ForeignPeer, jobId: string, to: string): string[] {
  return peer.sent.flatMap(({ to: node, route, body }) =>
    node === to && body.job_id === jobId ? [`${route}${body.task_name ? ` ${String(body.task_name)}` : ''}`] : [],
  )
}

/** Resolves when the peer's own view of a job that it schedules satisfies. */
export async function scheduledWhen(
  peer: ForeignPeer,
  jobId: string,
  what: string,
  satisfied: (job: ReturnType<ForeignPeer['scheduled']>) => boolean,
): Promise<ReturnType<ForeignPeer['scheduled']>> {
  let last: unknown
  const look = async () => {
    const job = peer.scheduled(jobId)
    last = job
    return satisfied(job) ? job : undefined
  }
  try {
    return await until(`${peer.nodeId}: ${what}`, look)
  } catch (error) {
    const calls = JSON.stringify(peer.sent.slice(-4), null, 1)
    throw new Error(
      `${error instanceof Error ? error.message : error}; last seen: ${JSON.stringify(last)}; it sent last: ${calls}`,
    )
  }
}

/** Tasks go as they are called: `fails`, `holds-until-told`, `vanishes`; any other name ends well. */
export function asNamed(task: string): Behaviour {
  if (task.startsWith('fail')) return 'FAILED'
  if (task.startsWith('hold')) return 'hold'
  if (task.startsWith('unmade')) return 'unmade'
  return task.startsWith('vanish') ? 'vanish' : 'SUCCESS'
}
