import { type Document, isAlias, isMap, isScalar, isSeq, LineCounter, parseDocument, visit, type YAMLError } from 'yaml'
import type { Diagnostic, Position } from './diagnostic.js'
import { isMergePair, keyText, Locator, type Path } from './locate.js'
import { didYouMean } from './suggest.js'

/** A parsed text: its value, and where each part of it stands. */
export interface YamlDocument {
  file: string
  text: string
  /**
   * Plain data; null where there is nothing in the text, undefined where nothing could be made of it. It can be there in spite of
   * `problems`, so that what else is wrong can be said at once.
   */
  value: unknown
  /** Mistakes in the YAML itself. */
  problems: Diagnostic[]
  /** Where a path stands; where the path is not there, the nearest ancestor that is. */
  positionOf(path: Path, what?: 'key' | 'value'): Position
  /** The tree and its positions, for what must see scalars as they were written. */
  tree: Document
  locator: Locator
}

/** The most values that a text may stand for once its aliases are written out: guards against alias bombs. */
const LARGEST = 1_000_000
const MOST_ALIASES = 10_000

/**
 * Parses YAML 1.2, and so JSON. Anchors, aliases and merge keys work. Never throws: what is wrong stands in `problems`.
 *
 * @param fileName the name that diagnostics show; nothing is read
 */
export function parseYaml(text: string, fileName: string): YamlDocument {
  const lines = new LineCounter()
  const tree = parseDocument(text, { lineCounter: lines, prettyErrors: false, merge: true, logLevel: 'error' })
  // Its own first line is missing from an empty text.
  if (lines.lineStarts.length === 0) lines.addNewLine(0)
  const locator = new Locator(tree, lines, text)
  const base = { file: fileName, text, tree, locator }
  const positionOf = (path: Path, what?: 'key' | 'value') => locator.positionOf(path, what)

  const problems = [
    ...worthSaying(tree.errors).map(error => syntaxProblem(error, base)),
    ...tree.warnings.map(warning => ({ ...syntaxProblem(warning, base), severity: 'warning' as const })),
  ]
  const structural = tree.errors.some(error => error.code !== 'DUPLICATE_KEY')
  const unreadable = structural ? [] : treeProblems(base)
  problems.push(...unreadable)
  if (structural || unreadable.length > 0) return { ...base, positionOf, problems, value: undefined }

  const { value, problem } = readValue(base)
  return { ...base, positionOf, problems: problem === undefined ? problems : [...problems, problem], value }
}

type Base = Pick<YamlDocument, 'file' | 'text' | 'tree' | 'locator'>

/** The plain data of a tree, or why it has none. */
export function readValue({ file, tree }: Base): { value: unknown; problem?: Diagnostic } {
  const whole = { file, line: 1, column: 1, length: 1, severity: 'error' } as const
  let value: unknown
  try {
    value = tree.toJS({ maxAliasCount: MOST_ALIASES })
  } catch {
    return { value: undefined, problem: { ...whole, message: 'there are too many aliases (*name) in this file' } }
  }
  const size = writtenOut(value, new Map())
  if (size <= LARGEST) return { value }
  const message =
    size === Number.POSITIVE_INFINITY
      ? 'an anchor (&name) contains itself'
      : `with its aliases written out this file would hold more than ${LARGEST} values`
  return { value: undefined, problem: { ...whole, message } }
}

/** How many values a value holds, those that it holds several times counted each time; Infinity where it holds itself. */
function writtenOut(value: unknown, known: Map<object, number>): number {
  if (typeof value !== 'object' || value === null) return 1
  const before = known.get(value)
  if (before !== undefined) return before
  known.set(value, Number.POSITIVE_INFINITY)
  let size = 1
  for (const part of Object.values(value)) size += writtenOut(part, known)
  known.set(value, size)
  return size
}

/** After the first error that breaks the structure the rest are its echoes; duplicate keys are each their own. */
function worthSaying(errors: readonly YAMLError[]): YAMLError[] {
  const structural = errors.find(error => error.code !== 'DUPLICATE_KEY')
  return errors.filter(error => error.code === 'DUPLICATE_KEY' || error === structural)
}

function syntaxProblem(error: YAMLError, { file, text, locator }: Base): Diagnostic {
  const [start, end] = error.pos
  const here = { file, severity: 'error', ...locator.between(start, end) } as const
  const written = text.slice(start, end)
  switch (error.code) {
    case 'DUPLICATE_KEY': {
      const key = /^\s*("[^"]*"|'[^']*'|[^:\s]+)/.exec(text.slice(start))?.[1] ?? ''
      return {
        ...here,
        length: Math.max(1, key.length),
        message: `${quoted(key)} stands here a second time`,
        hint: 'a key may stand in a mapping once: keep one of the two',
      }
    }
    case 'TAB_AS_INDENT':
      return { ...here, message: 'a line is indented with a tab', hint: 'YAML is indented with spaces' }
    case 'BLOCK_AS_IMPLICIT_KEY':
      return {
        ...here,
        message: 'a second ": " in one line',
        hint: 'put a text that contains ": " in quotes, or begin the inner mapping on a line of its own',
      }
    case 'MULTIPLE_DOCS':
      return {
        ...here,
        length: 3,
        message: 'a second document begins here',
        hint: 'one file holds one document: split it',
      }
    case 'TAG_RESOLVE_FAILED':
      return { ...here, message: `the tag ${written} means nothing here and is ignored` }
    case 'RESOURCE_EXHAUSTION':
      return { ...here, message: 'this is nested too deeply to be read' }
    default: {
      const before = text.slice(Math.max(0, start - 2), start + 2)
      const hint = before.includes('${') ? { hint: `inside [ ] or { } a \${NAME} needs quotes: "\${NAME}"` } : {}
      return { ...here, message: lowerFirst(error.message), ...hint }
    }
  }
}

/** What the parser lets pass and no value can be made of. */
function treeProblems({ file, tree, locator }: Base): Diagnostic[] {
  const problems: Diagnostic[] = []
  const anchors: string[] = []
  const error = (position: Position, message: string, hint?: string) =>
    problems.push({ file, severity: 'error', ...position, message, ...(hint === undefined ? {} : { hint }) })
  visit(tree, {
    Value(_key, value) {
      if (value.anchor !== undefined) anchors.push(value.anchor)
    },
    Alias(_key, alias) {
      if (alias.resolve(tree) !== undefined) return
      const near = didYouMean(alias.source, anchors)
      const hint = near === undefined ? 'an anchor must stand before its aliases' : `did you mean *${near}?`
      error(locator.ofNode(alias), `no anchor &${alias.source} stands before this alias`, hint)
    },
    Pair(_key, pair) {
      if (isMergePair(pair)) {
        const sources = isSeq(pair.value) ? pair.value.items : [pair.value]
        for (const source of sources) {
          const target = isAlias(source) ? source.resolve(tree) : source
          if (isMap(target) || (isAlias(source) && target === undefined)) continue
          const position = isScalar(pair.key) ? locator.ofNode(pair.key) : locator.positionOf([])
          error(
            position,
            '<< brings in the entries of a mapping, and this is none',
            'write <<: *name or <<: [*name, *other]',
          )
        }
        return
      }
      if (keyText(pair) !== undefined) return
      const position =
        isMap(pair.key) || isSeq(pair.key) || isAlias(pair.key) ? locator.ofNode(pair.key) : locator.positionOf([])
      error(position, 'a key must be a plain text, and this is a collection', 'put it in quotes if it is meant as text')
    },
  })
  return problems
}

function quoted(key: string): string {
  return /^["']/.test(key) ? key : `"${key}"`
}

function lowerFirst(text: string): string {
  return text.charAt(0).toLowerCase() + text.slice(1)
}
