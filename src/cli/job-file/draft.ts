/** What the expansion of a job file gathers while it goes: the mistakes, and where in the file each part of the body came from. */

import type { Path } from '../../yaml/locate.js'
import { isMapping, type Mapping } from '../../yaml/mapping.js'
import { Remarks } from '../../yaml/remarks.js'
import { didYouMean } from '../../yaml/suggest.js'

export class Draft extends Remarks {
  readonly #origins: { wire: Path; source: Path }[] = []
  readonly #settled: Path[] = []

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
}

function isWithin(path: Path, place: Path): boolean {
  return place.length <= path.length && place.every((part, at) => part === path[at])
}
