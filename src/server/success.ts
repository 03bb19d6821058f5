/** Which code means success to a caller. Section 3. */
import type { PeerSettings } from '../config/settings.js'
import { own } from '../protocol/own.js'

/**
 * By the route table; for a caller that isn't named there by how its body spells a component; else 200, as the specification's
 * text has it.
 */
export function successCodeFor(
  peers: () => Record<string, PeerSettings>,
): (caller: string | undefined, input: unknown) => number {
  return (caller, input) => {
    const known = caller === undefined ? undefined : own(peers(), caller)
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
