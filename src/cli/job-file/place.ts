/** Where in a body a sentence of the node's belongs that came without a place. */
import type { Path } from '../../yaml/locate.js'
import { asMapping, isMapping, type Mapping, valueAt } from '../../yaml/mapping.js'

const PATH = /^((?:dag|config)(?:\.[^.:[\] ]+|\[\d+\])*): /
const TASK = /^task ([^:]+?)(?: at ([\w-]+)\.(\d+))?: (?:.*?the parameter "([^"]+)")?/
const NODE = /node "([^"]+)"/

/**
 * `config.role: no route to node "bank-c"` and `task psi at guest.0: the parameter "id" is missing` say by their words where they
 * belong; the empty path stands for the whole, where they don't.
 */
export function placeOf(message: string, body: Mapping): { path: Path; message: string } {
  const [prefix = '', pathText] = PATH.exec(message) ?? []
  const path = pathText === undefined ? placeOfTask(message, body) : readPath(pathText)
  const node = NODE.exec(message)?.[1]
  const isRole = path.length === 2 && path[1] === 'role'
  return {
    path: (isRole && node !== undefined ? placeOfNode(node, body) : undefined) ?? path,
    message: message.slice(prefix.length),
  }
}

function readPath(text: string): Path {
  return [...text.matchAll(/\[(\d+)\]|([^.[\]]+)/g)].map(([, index, name]) =>
    index === undefined ? (name ?? '') : Number(index),
  )
}

function placeOfTask(message: string, body: Mapping): Path {
  const [, task, role, index, parameter] = TASK.exec(message) ?? []
  if (task === undefined) return []
  if (parameter !== undefined && role !== undefined && index !== undefined) {
    const places: Path[] = [
      ['config', 'task_params', role, index, task, parameter],
      ['config', 'task_params', 'common', task, parameter],
    ]
    const place = places.find(path => valueAt(body, path) !== undefined)
    if (place !== undefined) return place
  }
  const components = valueAt(body, ['dag', 'components'])
  const at = Array.isArray(components) ? components.findIndex(entry => isMapping(entry) && entry.name === task) : -1
  if (at < 0) return []
  return message.includes('no component') ? ['dag', 'components', at, 'componentName'] : ['dag', 'components', at]
}

function placeOfNode(node: string, body: Mapping): Path | undefined {
  for (const [role, nodes] of Object.entries(asMapping(valueAt(body, ['config', 'role'])))) {
    const index = Array.isArray(nodes) ? nodes.indexOf(node) : -1
    if (index >= 0) return ['config', 'role', role, index]
  }
  return undefined
}
