/** What the expansion of a job file gathers while it goes: the mistakes, and where in the file each part of the body came from. */
import { isScalar } from 'yaml'
import type { Diagnostic } from '../../yaml/diagnostic.js'
import type { Path } from '../../yaml/locate.js'
import type { YamlDocument } from '../../yaml/parse.js'
import { didYouMean } from '../../yaml/suggest.js'

export type Mapping = Record<string, unknown>

export class Draft {
  readonly problems: Diagnostic[] = []
  readonly #origins: { wire: Path; source: Path }[] = []
  readonly #settled: Path[] = []

  constructor(readonly document: YamlDocument) {}

  /** Notes that what stands at `wire` in the body was written at `source` in the file, and so with all that lies under it. */
  came(wire: Path, source: Path): void {
    this.#origins.push({ wire, source })
  }

  /** Where in the file a place of the body was written: by the longest path that is known to have come from somewhere. */
  sourceOf(wire: Path): Path {
    let best: { wire: Path; source: Path } = { wire: [], source: [] }
    for (const origin of this.#origins) {
      if (isWithin(wire, origin.wire) && origin.wire.length >= best.wire.length) best = origin
    }
    return [...best.source, ...wire.slice(best.wire.length)]
  }

  /** Notes that all that there is to say of a place of the body has been said: what the check finds there is an echo. */
  settle(wire: Path): void {
    this.#settled.push(wire)
  }

  isSettled(wire: Path): boolean {
    return this.#settled.some(place => isWithin(wire, place))
  }

  /** A mistake at a place of the file. */
  error(source: Path, message: string, hint?: string, what: 'key' | 'value' = 'value'): void {
    this.#say('error', source, message, hint, what)
  }

  warning(source: Path, message: string, hint?: string, what: 'key' | 'value' = 'value'): void {
    this.#say('warning', source, message, hint, what)
  }

  #say(severity: 'error' | 'warning', source: Path, message: string, hint: string | undefined, what: 'key' | 'value') {
    const { file } = this.document
    const position = this.document.positionOf(source, what)
    this.problems.push({ file, severity, ...position, message, ...(hint === undefined ? {} : { hint }) })
  }

  /** The mapping at a place; an empty one where nothing stands there, or something else, which is a mistake. */
  mapping(value: unknown, source: Path, whatItHolds: string): Mapping {
    if (value === undefined || value === null) return {}
    if (isMapping(value)) return value
    this.error(source, `a mapping belongs here: ${whatItHolds}`)
    return {}
  }

  /** Complains about keys that look like a slip of one that is known, and doubts the others, which travel as they are. */
  checkKeys(mapping: Mapping, source: Path, known: readonly string[], where: string): void {
    for (const key of Object.keys(mapping)) {
      if (known.includes(key)) continue
      const near = didYouMean(key, known)
      if (near === undefined) {
        this.warning(
          [...source, key],
          `"${key}" means nothing to isched in ${where}, and is sent on as it is`,
          undefined,
          'key',
        )
      } else {
        this.error([...source, key], `there is no "${key}" in ${where}`, `did you mean "${near}"?`, 'key')
      }
    }
  }

  /** A number or truth value as it was written, for what is text to the protocol: `version: 1.0` means 1.0, not 1. */
  asText(value: unknown, source: Path): unknown {
    if (typeof value !== 'number' && typeof value !== 'boolean') return value
    const node = this.document.tree.getIn(source, true)
    const written = isScalar(node) ? node.source : undefined
    return written === undefined || written.includes('${') ? String(value) : written
  }
}

function isWithin(path: Path, place: Path): boolean {
  return place.length <= path.length && place.every((part, at) => part === path[at])
}

export function isMapping(value: unknown): value is Mapping {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

/** A mapping as it is; anything else as an empty one. */
export function asMapping(value: unknown): Mapping {
  return isMapping(value) ? value : {}
}

/** What stands at a path below a value. */
export function valueAt(value: unknown, path: Path): unknown {
  let at = value
  for (const part of path) at = isMapping(at) ? at[String(part)] : undefined
  return at
}
