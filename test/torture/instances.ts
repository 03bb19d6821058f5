/** Instances behind isched's back: one is killed, and all are looked for. */
import { readFileSync } from 'node:fs'
import type { FoundHere } from '../helpers/daemon.js'
import { docker } from '../helpers/docker.js'
import type { Cluster } from './cluster.js'
import type { LedgerLine } from './ledger.js'

/** Kills the instance that wrote a line; false where it has ended by itself. */
export async function killInstance(cluster: Cluster, { job, task, role, pid }: LedgerLine): Promise<boolean> {
  if (cluster.runner === 'process') return isComponent(pid) && process.kill(pid, 'SIGKILL')
  const filters = { label: [`isched.job=${job}`, `isched.task=${task}`, `isched.role=${role}`] }
  const [found] = await docker.listContainers({ filters })
  if (found === undefined) return false
  return docker
    .getContainer(found.Id)
    .kill()
    .then(
      () => true,
      () => false,
    )
}

/** What the nodes' runners still have, and with processes also what none of them knows. */
export async function leftovers(cluster: Cluster): Promise<(FoundHere & { node?: string })[]> {
  const found: (FoundHere & { node?: string })[] = []
  for (const { node } of cluster.lives.values())
    for (const each of await node.instances()) found.push({ ...each, node: node.id })
  if (cluster.runner === 'docker') return found
  const known = new Set(found.map(({ job, task, role }) => `${job} ${task} ${role}`))
  for (const { what, job, task, role, pid } of cluster.ledger.lines) {
    if (what === 'start' && !known.has(`${job} ${task} ${role}`) && isComponent(pid))
      found.push({ id: `pid ${pid}`, job, task, role, phase: 'running' })
  }
  return found
}

/** Whether a process lives that is one of ours: a number may have gone to another meanwhile. */
function isComponent(pid: number): boolean {
  try {
    return readFileSync(`/proc/${pid}/cmdline`, 'utf8').includes('torture/component.mjs')
  } catch {
    return false
  }
}
