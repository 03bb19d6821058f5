/** Parsed data, looked at without knowing what it is. */
import type { Path } from './locate.js'

export type Mapping = Record<string, unknown>

export function isMapping(value: unknown): value is Mapping {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

/** A mapping as it is; anything else as an empty one. */
export function asMapping(value: unknown): Mapping {
  return isMapping(value) ? value : {}
}

/** What stands at a path below a value, through mappings. */
export function valueAt(value: unknown, path: Path): unknown {
  let at = value
  for (const part of path) at = isMapping(at) ? at[String(part)] : undefined
  return at
}
