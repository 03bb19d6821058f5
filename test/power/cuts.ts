/**
 * Cuts a daemon's power again and again while it works, and holds that what it had answered is there when the power is back. All its
 * processes die with it.
 */
import { mkdirSync, readdirSync, readlinkSync } from 'node:fs'
import { setTimeout as sleep } from 'node:timers/promises'
import type { Test } from 'tap'
import { Cluster } from '../torture/cluster.js'
import { judge } from '../torture/judge.js'
import type { LedgerLine } from '../torture/ledger.js'
import { judgeLog } from '../torture/logs.js'
import { holderOf } from '../torture/plan.js'
import { Random } from '../torture/random.js'
import { settle } from '../torture/settle.js'
import { Standing } from '../torture/standing.js'
import { partyIn } from './facts.js'
import { Load } from './load.js'

/** What keeps a daemon's data directory. */
export interface Keeper {
  /** What its processes are started with. */
  environment?: Record<string, string>
  /** Makes the directory ready, before the daemon starts for the first time and after every cut. */
  begin(path: string): Promise<void>
  /** What was there at this instant, and would outlive a power failure, is what the next `begin` finds. Answers it in words. */
  cut(path: string, round: number, seed: string): Promise<string>
  remove(): Promise<void>
}

/** So many cuts, each after some work; then the rest is done, and judged as a torture is. */
export async function cutPower(t: Test, keeper: Keeper, cuts: number): Promise<void> {
  const seed = String(Math.floor(Math.random() * 1_000_000))
  t.comment(`seed ${seed}`)
  const random = new Random(seed)
  const { environment = {} } = keeper
  const cluster = await Cluster.open({ nodes: 2, runner: 'process', random: random.fork('cluster'), environment })
  // The one whose operator is asked.
  const [victim = ''] = cluster.manual
  const node = cluster.node(victim)
  const life = cluster.life(victim)
  t.teardown(() => cluster.close({ keep: false, before: () => keeper.remove() }))
  for (const link of cluster.links.values()) link.calm = true
  mkdirSync(node.data, { recursive: true, mode: 0o700 })
  await keeper.begin(node.data)
  await cluster.start()
  const load = new Load(cluster, victim, random)
  /** Instances that the power took, or may have taken, as `job task role`. */
  const killed = new Set<string>()

  for (let round = 1; round <= cuts; round += 1) {
    const working = new AbortController()
    const work = load.run(working.signal)
    await sleep(random.between(2000, 5000))
    // All at one instant, as far as anybody can tell: nothing is answered any more, then nothing runs, then the power is cut.
    life.pause()
    const processes = processesIn(node.data)
    for (const pid of processes) process.kill(pid, 'SIGSTOP')
    cluster.ledger.look()
    const words = await keeper.cut(node.data, round, `${seed} ${round}`)
    working.abort()
    await life.end('SIGKILL')
    for (const pid of processes) process.kill(pid, 'SIGKILL')
    await work
    for (const key of notSeenRemoved(cluster.ledger.lines, load, victim)) killed.add(key)
    t.comment(`cut ${round}: ${load.facts.count} facts, ${load.plans.size} jobs; ${words}`)

    await keeper.begin(node.data)
    await life.start()
    t.same(await load.facts.missingAt(node), [], `cut ${round}: nothing that was answered is missing`)
    const lost = await lostLines(cluster, load, victim, killed)
    t.same(lost, [], `cut ${round}: whose instance was removed, its lines are there`)
    t.notOk((await node.view()).closed)
  }
  t.ok(load.facts.submitted.size > 0 && load.facts.decided.size > 0 && load.facts.reported.size > 0, 'there was work')

  await t.test('and all jobs come to the same end everywhere', async t => {
    const working = new AbortController()
    const work = load.run(working.signal)
    await sleep(1000)
    const planOf = (flowId: string) => load.planned(flowId)
    const standing = new Standing(cluster, planOf)
    const { signal } = working
    const { views, findings } = await settle({
      cluster,
      standing,
      planOf,
      patienceMs: 90_000,
      signal,
      busy: () => false,
    })
    working.abort()
    await work
    for (const [job, byNode] of views) for (const { flow_id: flowId } of byNode.values()) load.planOf(job, flowId)
    // The power went between the note of a start and the first that the instance wrote.
    for (const [job, byNode] of views)
      for (const { name: task, parties } of byNode.get(victim)?.task_list ?? [])
        for (const { node_id: party, role, message = '' } of parties)
          if (party === victim && /^(how it ended is not known|lost)/.test(message))
            killed.add(`${job} ${task} ${role}`)
    const { plans, acknowledged } = load
    const verdict = await judge({ cluster, plans, acknowledged, killed, views, random: random.fork('sample') })
    t.same([...findings, ...verdict.findings], [])
  })
}

/** Processes that live in a folder: a supervisor, and what it started. */
function processesIn(folder: string): number[] {
  return readdirSync('/proc').flatMap(name => {
    try {
      return /^\d+$/.test(name) && readlinkSync(`/proc/${name}/cwd`).startsWith(folder) ? [Number(name)] : []
    } catch {
      return []
    }
  })
}

/** Instances of the node that nobody had been told to be done with: how they ended, and what they wrote, may be gone. */
function notSeenRemoved(lines: readonly LedgerLine[], { plans, facts }: Load, victim: string): string[] {
  return lines.flatMap(({ what, job, task, role }) => {
    const plan = plans.get(job)
    if (what !== 'start' || plan === undefined || holderOf(plan, role) !== victim) return []
    const removed = partyIn(facts.told.get(job), task, role)?.instance?.removed === true
    return removed ? [] : [`${job} ${task} ${role}`]
  })
}

/** Of instances that were shown as removed before the cut, what their logs lack. */
async function lostLines(
  cluster: Cluster,
  { plans, facts }: Load,
  victim: string,
  killed: ReadonlySet<string>,
): Promise<string[]> {
  const sentences: string[] = []
  for (const [job, view] of facts.told) {
    const plan = plans.get(job)
    if (plan === undefined) continue
    for (const { name: task, parties } of view.task_list) {
      for (const { node_id: node, role, instance } of parties) {
        const does = plan.tasks.find(({ name }) => name === task)?.does[role]
        if (node !== victim || instance?.removed !== true || does === undefined) continue
        if (killed.has(`${job} ${task} ${role}`)) continue
        const lines = cluster.ledger.lines.filter(line => line.job === job && line.task === task && line.role === role)
        const found = await judgeLog({ job, task, role, node: cluster.node(victim), does, lines })
        sentences.push(
          ...found.filter(({ text }) => !text.includes('not complete')).map(({ text }) => `${job} ${task}: ${text}`),
        )
      }
    }
  }
  return sentences
}
