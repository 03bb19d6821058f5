/** What must hold once the faults have ended and everything has come to rest. */
import { isOver, type JobDocument, standingOf } from '../../src/job/document.js'
import { outstanding } from '../../src/job/machine.js'
import { combined } from '../../src/protocol/combined.js'
import { isFinalJob, plainRole, type TaskStatus } from '../../src/protocol/values.js'
import { taskStatus } from '../../src/scheduler/machine.js'
import { ForeignNode } from './foreign.js'
import { IschedNode } from './node.js'
import { behaviourOf, endsWell, type JobSpec, jobId, nodeId, takingPart, taskName } from './scenario.js'
import type { World } from './world.js'

/** What a node still has to do for its jobs; nothing at rest. */
export function unfinished(node: IschedNode | ForeignNode): string[] {
  if (node instanceof ForeignNode) return node.isBusy ? [`${node.id} runs something`] : []
  if (node.lost) return []
  const running = [...node.engine.containers.values()].filter(({ phase }) => phase === 'running')
  return [
    ...(node.up ? [] : [`${node.id} is down`]),
    ...[...node.disk.values()].flatMap(doc => [
      ...(isOver(doc) ? [] : [`${doc.jobId} is ${standingOf(doc).status} at ${node.id}`]),
      ...(doc.participant !== undefined && !isFinalJob(doc.participant.status)
        ? [`${doc.jobId} is ${doc.participant.status} at the participant ${node.id}`]
        : []),
      ...Object.keys(outstanding(doc)).map(key => `${doc.jobId} at ${node.id} has to do ${key}`),
    ]),
    ...running.map(({ name }) => `${node.id} still runs ${name}`),
  ]
}

export function checkEnd(world: World): void {
  for (const index of world.scenario.jobs.keys()) checkJob(world, index)
  for (const node of world.nodes) {
    if (!(node instanceof IschedNode) || node.lost) continue
    for (const { name, phase } of node.engine.containers.values())
      world.breaks(`${node.id} still has ${name}, ${phase}`)
  }
}

function checkJob(world: World, index: number): void {
  const id = jobId(index)
  const job = world.scenario.jobs[index]
  if (job === undefined) return
  const scheduler = world.nodes[job.scheduler]
  const initiator = world.nodes[job.initiator]
  if (!(scheduler instanceof IschedNode) || !(initiator instanceof IschedNode)) return
  if (scheduler.lost || initiator.lost) return
  const submission = world.submissions[index]
  if (submission === 'accepted' && initiator.disk.get(id) === undefined)
    world.breaks(`${id} was accepted by ${initiator.id}, and is not known there`)
  const doc = scheduler.disk.get(id)
  if (doc?.schedulerPart === undefined) return
  checkAgreement(world, id, doc)
  checkTasks(world, id, doc)
  if (submission === 'accepted') checkSuccess(world, index, doc)
}

/** All nodes show the same end. */
function checkAgreement(world: World, id: string, doc: JobDocument): void {
  const { status } = standingOf(doc)
  for (const node of world.nodes) {
    if (!(node instanceof IschedNode) || node.lost) continue
    const there = node.disk.get(id)
    if (there === undefined) continue
    const here = standingOf(there)
    if (here.status === status) continue
    // Who refused a job that was being stopped has its own word for it.
    if (there.participant?.approval === 'REJECTED') continue
    world.breaks(`${id} ends ${status} at its scheduler and ${here.status} at ${node.id}`)
  }
}

/** The scheduler knows each party's own statuses. */
function checkTasks(world: World, id: string, { schedulerPart }: JobDocument): void {
  const scheduler = schedulerPart
  if (scheduler === undefined) return
  for (const [name, task] of Object.entries(scheduler.tasks)) {
    for (const [peer, { roles }] of Object.entries(task.parties)) {
      for (const keys of spokenOfTogether(world, peer, Object.keys(roles))) {
        const own = keys.flatMap(key => ownStatus(world, peer, id, name, key) ?? [])
        const seen = combined(keys.map(key => roles[key]?.status ?? 'PENDING'))
        if (own.length === 0 || combined(own) === seen) continue
        if (keys.some(key => isExcused(world, roles[key]?.message))) continue
        // A refused start counts as FAILED, and leaves nothing where it was refused.
        const refused = lacks(world, peer, id, name) || world.refusedStarts.has(`${peer} ${id} ${name}`)
        if (combined(own) === 'PENDING' && seen === 'FAILED' && refused) continue
        world.breaks(
          `${id} ${name} is ${seen} for ${keys.join(' and ')} of ${peer} at the scheduler, and ${combined(own)} there`,
        )
      }
    }
  }
}

/** What travels is the status of a plain role at a node, over all its indexes; FATE-Flow speaks of the whole node. */
function spokenOfTogether(world: World, peer: string, keys: string[]): string[][] {
  const node = world.nodes.find(({ id }) => id === peer)
  if (node instanceof ForeignNode && node.kind === 'fate-flow') return [keys]
  return [...new Set(keys.map(plainRole))].map(plain => keys.filter(key => plainRole(key) === plain))
}

function isExcused(world: World, message: string | undefined): boolean {
  const { taskMs, silentPeerMs } = world.scenario.deadlines
  return (taskMs !== undefined || silentPeerMs !== undefined) && (message ?? '').startsWith('it did not end within')
}

function lacks(world: World, peer: string, id: string, name: string): boolean {
  const node = world.nodes.findIndex(each => each.id === peer)
  const component = world.jobOf(id).tasks[Number(name.slice(1))]?.component
  return component !== undefined && world.scenario.nodes[node]?.lacks === component
}

/** Undefined where there is nothing to compare with: a node without a role in the task. */
function ownStatus(world: World, peer: string, id: string, name: string, key: string): TaskStatus | undefined {
  const node = world.nodes.find(each => each.id === peer)
  const job = world.jobOf(id)
  if (!takingPart(job, Number(name.slice(1))).some(holder => holder.key === key)) return undefined
  if (node instanceof ForeignNode) return node.statusOf(id, name, key) ?? 'PENDING'
  if (node?.lost) return undefined
  return node?.disk.get(id)?.participant?.tasks[name]?.instances[key]?.status ?? 'PENDING'
}

/** Faults of the network and of daemons alone fail no job, and what is stopped by name takes only what follows it along. */
function checkSuccess(world: World, index: number, doc: JobDocument): void {
  const job = world.scenario.jobs[index]
  if (job === undefined || doc.schedulerPart === undefined || !isSound(world, index)) return
  const { status, outcome, reason } = standingOf(doc)
  const spared = new Set(job.tasks.keys())
  for (const action of world.scenario.actions) {
    if (action.job !== index || action.type !== 'stopTask') continue
    for (const at of downstream(job, action.task)) spared.delete(at)
  }
  const isEnd = outcome === 'succeeded' || (outcome === 'stopped' && spared.size < job.tasks.length)
  if (status !== 'FINISHED' || !isEnd)
    world.breaks(`${doc.jobId} had no reason to fail, and is ${status} ${outcome}: ${reason}`)
  for (const at of spared) {
    const name = taskName(at)
    const task = doc.schedulerPart.tasks[name]
    if (task !== undefined && taskStatus(task) !== 'SUCCESS')
      world.breaks(`${doc.jobId} ${name} had no reason to fail, and is ${taskStatus(task)}`)
    for (const { key, node } of takingPart(job, at)) {
      const starts = world.truth.startsOf(doc.jobId, name, key)
      if (starts !== 1) world.breaks(`${doc.jobId} ${name} ${key} was started ${starts} times at ${nodeId(node)}`)
    }
  }
}

/** A task and all that waits for it; none stands before one that it waits for. */
function downstream(job: JobSpec, first: number): Set<number> {
  const found = new Set([first])
  for (const [at, { after }] of job.tasks.entries()) if (after.some(above => found.has(above))) found.add(at)
  return found
}

/** Whether nothing but the network and the daemons can go wrong with a job, and nobody ends it. */
function isSound(world: World, index: number): boolean {
  const { jobs, nodes, actions, deadlines, loss } = world.scenario
  const job = jobs[index]
  if (job === undefined || loss !== undefined || Object.keys(deadlines).length > 0 || world.stopped.has(jobId(index)))
    return false
  const ended = actions.some(
    action =>
      action.job === index && (action.type === 'stop' || (action.type === 'decide' && action.approval === 'REJECTED')),
  )
  if (ended) return false
  const taking = job.tasks.flatMap((task, at) => takingPart(job, at).map(({ key, node }) => ({ key, node, at, task })))
  return taking.every(
    ({ key, node, at, task }) => endsWell(behaviourOf(job, at, key)) && nodes[node]?.lacks !== task.component,
  )
}
