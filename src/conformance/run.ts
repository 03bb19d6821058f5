/** Carries a plan out: one case after the other, and whatever happens, in the end all jobs are stopped. */
import { callHeaders, newTraceId } from '../protocol/headers.js'
import { type Case, type CaseResult, notTried, type TestedRole, type Verdict } from './case.js'
import { Counterpart } from './counterpart.js'
import { SUCCESS_CODE } from './judge.js'
import { obstacleTo, type Plan, type RolePlan } from './plan.js'
import { Probe, Unreachable } from './probe.js'
import { type Pace, paceFor, World } from './world.js'

export interface RunOptions {
  /** Milliseconds for what takes its time. */
  timeoutMs: number
  /** Over what follows from that. */
  pace?: Partial<Pace>
  /** Where isched is to be called; absent for nowhere. */
  listen?: { host: string; port: number }
  signal: AbortSignal
  /** Told before each case; `place` is its number among all, from 1. */
  onCase?: (as: TestedRole, id: string, place: number) => void
  now?: () => number
}

export interface Report {
  plan: Plan
  /** Milliseconds since 1970. */
  startedAt: number
  finishedAt: number
  results: CaseResult[]
  /** Jobs that may still be there: their stop was not answered. */
  unstopped: string[]
  /** Why it did not come to its end. */
  ended?: 'interrupted' | 'unreachable'
  /** Where it could not be reached, in words. */
  trouble?: string
}

/** Runs the cases, and answers how each ended. Rejects with a sentence where our own door cannot be opened. */
export async function runPlan(plan: Plan, options: RunOptions): Promise<Report> {
  const { listen, now = Date.now } = options
  const us = listen && (await Counterpart.listen(listen.host, listen.port, SUCCESS_CODE[plan.tested.edition]))
  const report: Report = { plan, startedAt: now(), finishedAt: 0, results: [], unstopped: [] }
  try {
    await greet(report, options)
    for (const role of plan.roles) await runRole(role, report, us, options)
  } finally {
    await us?.close()
  }
  report.finishedAt = now()
  return report
}

/** Finds out whether anything answers at all, asked about a job that is not there. */
async function greet(report: Report, { timeoutMs, signal }: RunOptions): Promise<void> {
  const { url, ourId, nodeId } = report.plan.tested
  const headers = () => callHeaders(ourId, nodeId, newTraceId(), Date.now())
  const node = new Probe({ url, headers, timeoutMs: paceFor(timeoutMs).callMs, signal })
  const asked = node.get('job/status_all', { job_id: 'conformance-none' })
  const answer = await asked.catch((error: unknown) => givenUp(error, report, signal))
  if (answer === undefined || answer.httpStatus !== undefined) return
  report.ended = 'unreachable'
  report.trouble = answer.came
}

/** Notes why nothing more is to be tried; throws what is no reason for that. */
function givenUp(error: unknown, report: Report, signal: AbortSignal): undefined {
  if (signal.aborted) report.ended = 'interrupted'
  else if (error instanceof Unreachable) {
    report.ended = 'unreachable'
    report.trouble = error.message
  } else throw error
}

async function runRole(role: RolePlan, report: Report, us: Counterpart | undefined, options: RunOptions) {
  const { plan, results } = report
  const { tested } = plan
  const { signal, onCase } = options
  const pace = { ...paceFor(options.timeoutMs), ...options.pace }
  const headers = () => callHeaders(tested.ourId, tested.nodeId, newTraceId(), Date.now())
  const node = new Probe({ url: tested.url, headers, timeoutMs: pace.callMs, signal })
  const world = new World({ tested, pace, node, us, jobs: role.jobs, signal })
  const here: CaseResult[] = []
  try {
    for (const each of role.cases) {
      const why = report.ended === undefined ? (obstacleTo(each, plan) ?? unready(each, here)) : ENDED[report.ended]
      if (why === undefined) onCase?.(role.as, each.id, results.length + here.length + 1)
      const verdict = why === undefined ? await tryCase(each, world, report) : notTried(why)
      const { id, title, level, place } = each
      here.push({ as: role.as, id, title, level: levelOf(verdict, level), place, verdict })
    }
  } finally {
    results.push(...here)
    report.unstopped.push(...(await stopAll(role, world, pace.callMs)))
  }
}

const ENDED = { interrupted: 'it was interrupted', unreachable: 'the node could not be reached any more' } as const

function levelOf(verdict: Verdict, level: CaseResult['level']): CaseResult['level'] {
  return verdict.result === 'deviates' ? (verdict.level ?? level) : level
}

async function tryCase(each: Case, world: World, report: Report): Promise<Verdict> {
  try {
    return await each.run(world)
  } catch (error) {
    givenUp(error, report, world.signal)
    return notTried(ENDED[report.ended ?? 'interrupted'])
  }
}

/** What has to have gone well before, and has not. */
function unready({ after = [] }: Case, before: readonly CaseResult[]): string | undefined {
  for (const id of after) {
    const found = before.find(result => result.id === id)
    if (found === undefined || found.verdict.result === 'passed') continue
    return found.verdict.result === 'not tried' ? found.verdict.why : `${id} did not go well`
  }
  return undefined
}

/** Stops all jobs that the node may have; answers those whose stop it did not answer. */
async function stopAll({ as, jobs }: RolePlan, world: World, timeoutMs: number): Promise<string[]> {
  const { tested, made } = world
  const headers = () => callHeaders(tested.ourId, tested.nodeId, newTraceId(), Date.now())
  const node = new Probe({ url: tested.url, headers, timeoutMs, signal: new AbortController().signal })
  const unstopped: string[] = []
  for (const { id } of jobs.values()) {
    if (!made.has(id)) continue
    const stop = node.post(as === 'scheduler' ? 'job/stop_all' : 'job/stop', { job_id: id })
    const answered = await stop.then(
      ({ httpStatus = 500 }) => httpStatus < 500,
      () => false,
    )
    if (!answered) unstopped.push(id)
  }
  return unstopped
}
