/** Which code means success to a caller. Section 3. */
import type { PeerSettings } from '../config/settings.js'
import { own } from '../protocol/own.js'

/**
 * By the route table; for a caller that isn't named there (proxies drop headers) by the node that the stored job was created by,
 * or by how its body spells a component; else 200, as the specification's text has it. `schedulerOf` answers the scheduler of a
 * job or task that is known here.
 */
export function successCodeFor(
  peers: () => Record<string, PeerSettings>,
  schedulerOf: (jobId: string | undefined, taskId: string | undefined) => string | undefined = () => undefined,
): (caller: string | undefined, input: unknown) => number {
  return (caller, input) => {
    const node = caller ?? schedulerOf(textAt(input, 'job_id'), textAt(input, 'task_id'))
    const known = node === undefined ? undefined : own(peers(), node)
    if (known !== undefined) return known.successCode
    return spelledAs12(input) ? 0 : 200
  }
}

function spelledAs12(input: unknown): boolean {
  const first = at(at(at(input, 'dag'), 'components'), '0')
  return typeof first === 'object' && first !== null && 'componentName' in first && !('module_name' in first)
}

function at(value: unknown, key: string): unknown {
  return typeof value === 'object' && value !== null ? Reflect.get(value, key) : undefined
}

function textAt(input: unknown, field: string): string | undefined {
  const value = at(input, field)
  return typeof value === 'string' ? value : undefined
}
