/** `roles` and `initiator` of a job file: who takes part, and who begins. */
import type { Path } from '../../yaml/locate.js'
import { isMapping, type Mapping } from '../../yaml/mapping.js'
import type { Draft } from './draft.js'

/** `config.role` from a mapping in which a role that one node holds may name it without a list. */
export function expandRoles(value: unknown, source: Path, draft: Draft): Mapping {
  const given = draft.mapping(value, source, 'a role, and the node or the list of nodes that hold it')
  const roles: Mapping = {}
  if (Object.keys(given).length === 0) {
    if (value === undefined || value === null || isMapping(value))
      draft.error(
        source,
        'nobody holds a role in this job',
        'say who takes part: roles: {guest: <node id>, host: <node id>}',
      )
    draft.settle(['config', 'role'])
    draft.settle(['config', 'initiator'])
  }
  for (const [role, nodes] of Object.entries(given)) {
    const at = [...source, role]
    if (Array.isArray(nodes)) roles[role] = nodes.map((node, index) => draft.asText(node, [...at, index]))
    else if (nodes === null) roles[role] = []
    else if (isMapping(nodes))
      draft.error(at, `a node, or a list of nodes, belongs here: those that hold the role "${role}"`)
    else {
      roles[role] = [draft.asText(nodes, at)]
      draft.came(['config', 'role', role, 0], at)
    }
  }
  return roles
}

/**
 * `config.initiator` from nothing, a role's name, or a mapping in which one of its two fields may be missing. What is not
 * given: this node with the first role that it holds, `guest` before others; else the first guest.
 */
export function expandInitiator(
  value: unknown,
  source: Path,
  roles: Mapping,
  nodeId: string | undefined,
  draft: Draft,
): unknown {
  const given = typeof value === 'string' ? { role: value } : draft.mapping(value, source, 'role and node_id')
  if (typeof value === 'string') draft.came(['config', 'initiator', 'role'], source)
  const node = draft.asText(given.node_id, [...source, 'node_id'])
  const role = given.role ?? roleOf(node ?? nodeId, roles) ?? ('guest' in roles ? 'guest' : Object.keys(roles)[0])
  return { ...given, role, node_id: node ?? nodeOf(role, roles, nodeId) ?? '' }
}

function roleOf(nodeId: unknown, roles: Mapping): string | undefined {
  const held = Object.keys(roles).filter(role => nodesOf(role, roles).includes(nodeId))
  return held.find(role => role === 'guest') ?? held[0]
}

function nodeOf(role: unknown, roles: Mapping, nodeId: string | undefined): unknown {
  const nodes = nodesOf(role, roles)
  return nodeId !== undefined && nodes.includes(nodeId) ? nodeId : nodes[0]
}

function nodesOf(role: unknown, roles: Mapping): unknown[] {
  const nodes = typeof role === 'string' ? roles[role] : undefined
  return Array.isArray(nodes) ? nodes : []
}

/** `guest` -> every index of guest, `host.1` -> that one; undefined where nobody holds such a role. */
export function indexesOf(key: string, roles: Mapping): { role: string; index: number }[] | undefined {
  const whole = roles[key]
  if (Array.isArray(whole)) return whole.map((_, index) => ({ role: key, index }))
  const [, role = '', digits = ''] = /^(.*)\.(\d+)$/.exec(key) ?? []
  const index = Number(digits)
  return nodesOf(role, roles).length > index && role !== '' ? [{ role, index }] : undefined
}
