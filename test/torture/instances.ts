/** Instances behind isched's back: one is killed, and all are looked for. */
import { readdirSync, readFileSync } from 'node:fs'
import type { FoundHere, TestNode } from '../helpers/daemon.js'
import { docker } from '../helpers/docker.js'
import type { Cluster } from './cluster.js'
import type { LedgerLine } from './ledger.js'

/** Kills the instance that wrote a line, or removes its container; false where it has ended by itself. */
export async function killInstance(
  cluster: Cluster,
  { job, task, role, pid }: LedgerLine,
  { removed }: { removed: boolean },
): Promise<boolean> {
  if (cluster.runner === 'process') return isComponent(pid) && process.kill(pid, 'SIGKILL')
  const filters = { label: [`isched.job=${job}`, `isched.task=${task}`, `isched.role=${role}`] }
  const [found] = await docker.listContainers({ filters })
  if (found === undefined) return false
  const container = docker.getContainer(found.Id)
  return (removed ? container.remove({ force: true }) : container.kill()).then(
    () => true,
    () => false,
  )
}

/** Kills the process that looks after a node's processes, behind its back; false where there is none. */
export function killSupervisor(node: TestNode): boolean {
  const found = readdirSync('/proc').find(
    pid => /^\d+$/.test(pid) && commandOf(pid).includes(`process/main.js\0${node.data}/`),
  )
  return found !== undefined && process.kill(Number(found), 'SIGKILL')
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
  return commandOf(pid).includes('torture/component.mjs')
}

function commandOf(pid: number | string): string {
  try {
    return readFileSync(`/proc/${pid}/cmdline`, 'utf8')
  } catch {
    return ''
  }
}
