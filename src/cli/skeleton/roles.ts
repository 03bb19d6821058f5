/** Which node holds which role in a job that is only begun: this node and its peers, as far as they are known. */
import type { DraftTask } from './wire.js'

export interface Holder {
  role: string
  node: string
  /** `nobody`: the node id is made up. */
  is: 'this node' | 'a peer' | 'nobody'
}

/** The nodes that could take part. */
export interface KnownNodes {
  nodeId: string
  peers: string[]
}

/** In the order in which people name them. */
const USUAL = ['guest', 'host', 'arbiter']

/** Every role that a component asks for, once. */
export function rolesOf(tasks: readonly DraftTask[]): string[] {
  const asked = new Set(tasks.flatMap(({ info }) => info.roleList))
  return [...USUAL.filter(role => asked.has(role)), ...[...asked].filter(role => !USUAL.includes(role))]
}

/** A node for each role: one that is named for it, else this node for the first, and peers for the others as they come. */
export function assignRoles(roles: readonly string[], nodes: KnownNodes | undefined): Holder[] {
  const free = nodes === undefined ? [] : [nodes.nodeId, ...nodes.peers.filter(peer => peer !== nodes.nodeId)]
  const found = new Map<string, string>()
  const take = (role: string, node: string | undefined): void => {
    if (node === undefined) return
    free.splice(free.indexOf(node), 1)
    found.set(role, node)
  }
  for (const role of roles) {
    const namedForIt = free.find(node => node.toLowerCase().split(/[._-]/).includes(role.toLowerCase()))
    take(role, namedForIt)
  }
  for (const role of roles) if (!found.has(role)) take(role, free[0])
  return roles.map(role => {
    const node = found.get(role)
    if (node === undefined) return { role, node: `${role}-node`, is: 'nobody' }
    return { role, node, is: node === nodes?.nodeId ? 'this node' : 'a peer' }
  })
}
