/** A torture, from the first daemon's start to the verdict. */
import type { RunnerKind } from '../helpers/daemon.js'
import { Chaos } from './chaos.js'
import { Cluster } from './cluster.js'
import { Conductor } from './conductor.js'
import type { Finding } from './finding.js'
import { judge } from './judge.js'
import { Operator } from './operator.js'
import { Random } from './random.js'
import { counted, minutes, type Report, summed } from './report.js'
import { settle, type Views } from './settle.js'

export interface TortureOptions {
  nodes: number
  /** At least so many; more are submitted while there are kills left. */
  jobs: number
  kills: number
  seed: string
  runner: RunnerKind
  /** For so long nothing may move, after all is healed, before what lives is taken for stuck. */
  patienceMs: number
  /** Leaves the folder with the daemons' logs also when all is well. */
  keep?: boolean
  progress: (sentence: string) => void
  signal: AbortSignal
}

const SAY_EVERY_MS = 5000

/** Runs one, and clears up behind it. Throws where the torture itself could not go on, and when it was interrupted. */
export async function torture(options: TortureOptions): Promise<Report> {
  const { nodes, runner, seed, signal, progress } = options
  const random = new Random(seed)
  const cluster = await Cluster.open({ nodes, runner, random: random.fork('cluster') })
  let keep = true
  try {
    const report = await run(options, cluster, random)
    keep = report.findings.length > 0 || options.keep === true
    return keep ? { ...report, folder: cluster.folder } : report
  } catch (error) {
    keep = !signal.aborted
    if (keep) progress(`the daemons' logs are in ${cluster.folder}`)
    throw error
  } finally {
    await cluster.close({ keep })
  }
}

async function run(options: TortureOptions, cluster: Cluster, random: Random): Promise<Report> {
  const { jobs, kills, progress } = options
  const began = Date.now()
  const ending = new AbortController()
  const signal = AbortSignal.any([options.signal, ending.signal])
  const faults: Finding[] = []
  const onFault = ({ message: text }: Error): void => void faults.push({ kind: 'fault', text })
  const operator = new Operator(cluster, signal)
  const chaos = new Chaos(cluster, random.fork('chaos'), onFault, signal)
  const startsSoFar = (): number => cluster.ledger.lines.filter(({ what }) => what === 'start').length
  let saidAt = 0
  const tick = (): void => {
    if (Date.now() - saidAt < SAY_EVERY_MS) return
    saidAt = Date.now()
    const living = conductor.standing.living().length
    const ended = conductor.standing.seen.size - living
    progress(
      `${minutes(saidAt - began)}   kills ${cluster.kills} of ${kills}   jobs ${ended} ended, ${living} alive   instances started ${startsSoFar()}`,
    )
  }
  const conductor = new Conductor({ cluster, operator, chaos, random, jobs, kills, signal, tick })
  try {
    await cluster.start()
    await Promise.race([chaos.run(kills, () => conductor.someLiving()), conductor.run()])
    progress(`${cluster.kills} kills done; everything is healed, and all jobs are waited for`)
    await cluster.heal()
    await conductor.allSubmitted()
    const { standing, plans, killed } = conductor
    const { views, findings } = await settle({
      cluster,
      standing,
      planOf: flowId => conductor.planOf(flowId),
      patienceMs: options.patienceMs,
      signal,
      busy: () => conductor.busy,
    })
    conductor.rethrow()
    for (const job of views.keys()) conductor.planOfJob(job)
    // What a supervisor had still to note of an instance is gone with it.
    if (chaos.counts.supervisors > 0) for (const key of lostIn(views)) killed.add(key)
    const { acknowledged } = operator
    const verdict = await judge({ cluster, plans, acknowledged, killed, views, random: random.fork('sample') })
    const answered = counted(acknowledged.map(({ what }) => what))
    return {
      options,
      findings: [...faults, ...findings, ...verdict.findings],
      tookMs: Date.now() - began,
      jobs: views.size,
      outcomes: counted(
        [...views].map(([job, byNode]) => byNode.get(plans.get(job)?.scheduler ?? '')?.outcome ?? 'unknown'),
      ),
      starts: startsSoFar(),
      logsRead: verdict.logsRead,
      kills: cluster.kills,
      chaos: chaos.counts,
      instancesKilled: killed.size,
      stops: answered.stopped ?? 0,
      decisions: answered.decided ?? 0,
      unansweredCommands: operator.unanswered,
      network: summed([...cluster.links.values()].map(({ counts }) => ({ ...counts }))),
      recoveries: [...cluster.lives.values()].flatMap(({ recoveries }) => recoveries),
    }
  } finally {
    ending.abort(new Error('the torture is over'))
    await conductor.idle()
  }
}

/** Instances of which their own nodes say that they do not know how they ended, as `job task role`. */
function lostIn(views: Views): string[] {
  return [...views].flatMap(([job, byNode]) =>
    [...byNode].flatMap(([node, { task_list: tasks }]) =>
      tasks.flatMap(({ name: task, parties }) =>
        parties.flatMap(({ node_id: party, role, message = '' }) =>
          party === node && message.startsWith('how it ended is not known') ? [`${job} ${task} ${role}`] : [],
        ),
      ),
    ),
  )
}
