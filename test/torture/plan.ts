/** The jobs of a torture: who takes part, which tasks, what they do, and what is done to them. All of it follows from the seed. */
import { jobBody } from '../helpers/job-body.js'
import type { Random } from './random.js'

/** What an instance does, as fixtures/torture/component.mjs reads it. */
export interface Behaviour {
  lines: number
  pauseMs: number
  calls: { after: number; status: 'RUNNING' | 'SUCCESS' | 'FAILED' }[]
  exit: number
  stays?: boolean
  deaf?: boolean
}

export interface PlannedTask {
  name: string
  after: string[]
  component: 'work' | 'pair-work'
  /** By role key. */
  does: Record<string, Behaviour>
}

/** When something is done to a job: so long after an instance has begun. */
export interface Moment {
  task: string
  role: string
  afterMs: number
}

export interface PlannedStop extends Moment {
  /** As soon as the job is taken, whatever has begun. */
  early?: true
  /** A task's name; absent where all is stopped. */
  named?: string
  at: string
  /** A daemon that is killed while the stop is under way. */
  kills?: { node: string; afterMs: number }
}

export interface PlannedJob {
  flowId: string
  initiator: string
  scheduler: string
  syncType: 'poll' | 'callback'
  roles: Record<string, string[]>
  tasks: PlannedTask[]
  stop?: PlannedStop
  /** An instance that is killed, or removed, behind isched's back. */
  victim?: Moment & { removed: boolean }
  /** A node whose operator refuses it. */
  refusedBy?: string
}

export interface Setting {
  nodes: string[]
  /** Those whose operator is asked. */
  manual: string[]
  /** How many tasks a job has in a row, about. */
  depth: number
}

const FATES = { plain: 40, failing: 12, stopped: 12, named: 12, early: 6, victim: 14, refused: 4 }

/** The job of this number. */
export function planJob(random: Random, number: number, setting: Setting): PlannedJob {
  const parties = random.shuffled(setting.nodes).slice(0, random.between(1, setting.nodes.length))
  const [initiator = '', ...others] = parties
  const roles: Record<string, string[]> = { guest: [initiator] }
  if (others.length > 0) roles.host = others
  if (random.chance(0.4)) roles.arbiter = [random.pick(parties)]
  if (random.chance(0.25)) roles.guest = [initiator, random.pick(parties)]
  const job: PlannedJob = {
    flowId: `torture-${number}`,
    initiator,
    // Now and then one that takes no part.
    scheduler: random.chance(0.5) ? initiator : random.pick(setting.nodes),
    syncType: random.chance(0.5) ? 'callback' : 'poll',
    roles,
    tasks: [],
  }
  job.tasks = shape(random, setting.depth).map(([name, after]) => {
    const component = random.chance(0.75) ? 'work' : 'pair-work'
    const does = Object.fromEntries(
      roleKeys(roles)
        .filter(key => component === 'work' || !key.startsWith('arbiter'))
        .map(key => [key, behaviour(random)]),
    )
    return { name, after, component, does }
  })
  return decide(random, job, setting)
}

function decide(random: Random, job: PlannedJob, setting: Setting): PlannedJob {
  const fate = random.weighted(FATES)
  const task = random.pick(job.tasks)
  const role = random.pick(Object.keys(task.does))
  const moment = { task: task.name, role, afterMs: random.between(0, 1000) }
  const asked = nodesOf(job).filter(node => setting.manual.includes(node))
  switch (fate) {
    case 'plain':
      return job
    case 'failing':
      task.does[role] = failing(random)
      return job
    case 'victim': {
      task.does[role] = { lines: random.between(2, 6), pauseMs: 400, calls: [], exit: 0 }
      return { ...job, victim: { ...moment, removed: random.chance(0.4) } }
    }
    case 'refused':
      return asked.length === 0 ? job : { ...job, refusedBy: random.pick(asked) }
    default: {
      const early = fate === 'early'
      const stop: PlannedStop = {
        ...moment,
        // The others need not have heard of it yet.
        at: early ? job.initiator : random.pick(knownAt(job)),
        ...(early && { early }),
        ...((fate === 'named' || (early && random.chance(0.3))) && {
          named: random.chance(0.6) ? task.name : random.pick(job.tasks).name,
        }),
        ...(random.chance(0.7) && { kills: { node: random.pick(setting.nodes), afterMs: random.between(0, 900) } }),
      }
      return { ...job, stop }
    }
  }
}

/** Names, and upstream names: a chain, diamonds, a fan, or whatever. */
function shape(random: Random, depth: number): [name: string, after: string[]][] {
  const names = (count: number) => Array.from({ length: count }, (_, index) => `t${index}`)
  switch (random.weighted({ chain: 3, diamonds: 3, fan: 2, random: 2 })) {
    case 'chain':
      return names(random.between(Math.ceil(depth / 2), depth)).map((name, index) => [
        name,
        index > 0 ? [`t${index - 1}`] : [],
      ])
    case 'diamonds':
      // t0 -> t1, t2 -> t3 -> t4, t5 -> t6 ...
      return names(3 * random.between(1, Math.max(1, Math.ceil(depth / 3))) + 1).map((name, index) => {
        if (index === 0) return [name, []]
        const place = (index - 1) % 3
        return [name, place === 2 ? [`t${index - 2}`, `t${index - 1}`] : [`t${index - 1 - place}`]]
      })
    case 'fan':
      return names(random.between(3, 6)).map((name, index, all) => {
        if (index === 0) return [name, []]
        return [name, index === all.length - 1 ? all.slice(1, -1) : ['t0']]
      })
    default:
      return names(random.between(2, depth + 2)).map((name, index) => [
        name,
        random.shuffled(names(index)).slice(0, random.between(0, Math.min(2, index))),
      ])
  }
}

/** One that ends well, in one of the ways in which that can be. */
function behaviour(random: Random): Behaviour {
  const base: Behaviour = { lines: random.between(1, 6), pauseMs: random.between(0, 250), calls: [], exit: 0 }
  const { lines } = base
  switch (random.weighted({ quiet: 55, burst: 5, running: 8, early: 10, twice: 5, wrong: 6, stays: 7, deaf: 4 })) {
    case 'quiet':
      return base
    case 'burst':
      return { ...base, lines: 500, pauseMs: 0 }
    case 'running':
      return { ...base, calls: [{ after: 0, status: 'RUNNING' }] }
    case 'early':
      return { ...base, calls: [{ after: random.between(0, lines), status: 'SUCCESS' }] }
    case 'twice':
      return {
        ...base,
        calls: [
          { after: lines, status: 'SUCCESS' },
          { after: lines, status: 'SUCCESS' },
          // Too late: it has ended well.
          { after: lines, status: 'FAILED' },
        ],
      }
    case 'wrong':
      return { ...base, calls: [{ after: lines, status: 'SUCCESS' }], exit: 7 }
    case 'stays':
      return { ...base, calls: [{ after: lines, status: 'SUCCESS' }], stays: true }
    default:
      return { ...base, calls: [{ after: lines, status: 'SUCCESS' }], stays: true, deaf: true }
  }
}

function failing(random: Random): Behaviour {
  const { lines, pauseMs } = behaviour(random)
  const base = { lines, pauseMs, calls: [], exit: random.between(1, 100) }
  return random.chance(0.7) ? base : { ...base, calls: [{ after: base.lines, status: 'FAILED' }], exit: 0 }
}

/** Whether an instance that does so ends well: by the first end that it reports, else by its exit code. */
export function endsWell({ calls, exit }: Pick<Behaviour, 'calls' | 'exit'>): boolean {
  const end = calls.find(({ status }) => status !== 'RUNNING')
  return end === undefined ? exit === 0 : end.status === 'SUCCESS'
}

/** `guest.0`, ... in the order of the roles. */
export function roleKeys(roles: Record<string, string[]>): string[] {
  return Object.entries(roles).flatMap(([role, nodes]) => nodes.map((_, index) => `${role}.${index}`))
}

/** The node that holds a role. */
export function holderOf({ roles }: Pick<PlannedJob, 'roles'>, key: string): string {
  const [role = '', index = ''] = key.split('.')
  return roles[role]?.[Number(index)] ?? ''
}

/** The nodes that hold a role. */
export function nodesOf({ roles }: Pick<PlannedJob, 'roles'>): string[] {
  return [...new Set(Object.values(roles).flat())]
}

/** Every node that has to know the job. */
export function knownAt(job: PlannedJob): string[] {
  return [...new Set([job.initiator, job.scheduler, ...nodesOf(job)])]
}

/** The body that is submitted. */
export function bodyOf(job: PlannedJob): object {
  return jobBody({
    roles: job.roles,
    initiator: job.initiator,
    common: { scheduler: job.scheduler, sync_type: job.syncType },
    beside: { flow_id: job.flowId },
    tasks: Object.fromEntries(
      job.tasks.map(({ name, after, component, does }) => [
        name,
        {
          component,
          after,
          at: Object.fromEntries(Object.entries(does).map(([key, plan]) => [key, { plan: { task: name, ...plan } }])),
        },
      ]),
    ),
  })
}
