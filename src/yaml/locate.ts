import {
  type Document,
  isAlias,
  isMap,
  isNode,
  isPair,
  isScalar,
  isSeq,
  type LineCounter,
  type Node,
  type Pair,
} from 'yaml'
import type { Position } from './diagnostic.js'

export type Path = readonly (string | number)[]

/** What stands at a path: its value, and the key it stands under where its parent is a mapping. */
interface Found {
  key: Node | undefined
  value: Node | undefined
}

/** Where a path stands in a parsed text; the nearest ancestor that is there, where it is not. */
export class Locator {
  readonly #document: Document
  readonly #lines: LineCounter
  readonly #text: string

  constructor(document: Document, lines: LineCounter, text: string) {
    this.#document = document
    this.#lines = lines
    this.#text = text
  }

  /** The position of what stands at `path`: its value, unless its key is asked for. */
  positionOf(path: Path, what: 'key' | 'value' = 'value'): Position {
    let found: Found = { key: undefined, value: node(this.#document.contents) }
    for (const [depth, segment] of path.entries()) {
      const next = this.#step(found.value, segment)
      if (next === undefined) return depth === 0 ? this.#beginning() : this.#show(found, 'key')
      found = next
    }
    return path.length === 0 ? this.#beginning() : this.#show(found, what)
  }

  /** The position of a range of the text, as far as its first line goes. */
  between(start: number, end: number): Position {
    const from = Math.min(start, this.#text.length)
    const { line, col } = this.#lines.linePos(from)
    const lineEnd = this.#text.slice(from).search(/\r?\n/)
    const stop = Math.min(end, lineEnd === -1 ? this.#text.length : from + lineEnd)
    return { line: Math.max(1, line), column: Math.max(1, col), length: Math.max(1, stop - from) }
  }

  /** The position of a node. */
  ofNode(shown: Node): Position {
    return this.between(shown.range?.[0] ?? 0, shown.range?.[1] ?? 0)
  }

  #beginning(): Position {
    const start = node(this.#document.contents)?.range?.[0] ?? 0
    return this.between(start, start + 1)
  }

  #show({ key, value }: Found, what: 'key' | 'value'): Position {
    if (key !== undefined && (what === 'key' || value === undefined || isEmpty(value) || isBlock(value))) {
      return this.ofNode(key)
    }
    return value === undefined ? this.#beginning() : this.ofNode(value)
  }

  #step(parent: Node | undefined, segment: string | number): Found | undefined {
    const target = isAlias(parent) ? parent.resolve(this.#document) : parent
    if (isSeq(target)) {
      const item = target.items[Number(segment)]
      return item === undefined ? undefined : { key: undefined, value: node(item) }
    }
    if (!isMap(target)) return undefined
    const pair = target.items.find(entry => keyText(entry) === String(segment))
    if (pair !== undefined) return { key: node(pair.key), value: node(pair.value) }
    return this.#merged(target.items, segment)
  }

  /** Looks in what `<<` brings in. */
  #merged(items: readonly Pair[], segment: string | number): Found | undefined {
    for (const entry of items) {
      if (!isMergePair(entry)) continue
      const source = node(entry.value)
      const sources = isSeq(source) ? source.items.map(node) : [source]
      for (const one of sources) {
        const found = this.#step(one, segment)
        if (found !== undefined) return found
      }
    }
    return undefined
  }
}

/** Whether an entry is `<<: ...`, which brings another mapping's entries in. */
export function isMergePair(entry: Pair): boolean {
  return isScalar(entry.key) && typeof entry.key.value === 'symbol'
}

/** The text of an entry's key; undefined where it is a merge key or a collection. */
export function keyText(entry: Pair): string | undefined {
  if (isScalar(entry.key)) return typeof entry.key.value === 'symbol' ? undefined : String(entry.key.value)
  return undefined
}

function node(value: unknown): Node | undefined {
  return isNode(value) && !isPair(value) ? value : undefined
}

function isEmpty(value: Node): boolean {
  return value.range === null || value.range === undefined || value.range[0] === value.range[1]
}

/** A collection over several lines: its key says better where it is than its first entry. */
function isBlock(value: Node): boolean {
  return (isMap(value) || isSeq(value)) && value.flow !== true
}
