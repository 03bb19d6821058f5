/** A zod error as diagnostics: each issue at its place in the text. */
import type { z } from 'zod'
import type { Diagnostic, Position } from './diagnostic.js'
import { expectation, found, isDefaultMessage, list } from './expected.js'
import type { YamlDocument } from './parse.js'
import { fieldsAt, wordsFor } from './shape.js'
import { didYouMean } from './suggest.js'

type Issue = z.core.$ZodIssue
type Path = (string | number)[]

/**
 * Every issue of a zod error as a diagnostic at its place.
 *
 * What was expected is taken from the schema's own words where it has them: `.describe('a number of cores, for example
 * 2')` gives `expected a number of cores, for example 2; found the text "two"`. A message given to a schema itself
 * (`error`, `refine`) is said as it is. With the schema at hand, unknown keys are compared with those that it knows.
 */
export function zodDiagnostics(
  error: z.core.$ZodError,
  document: YamlDocument,
  schema?: z.core.$ZodType,
): Diagnostic[] {
  return error.issues.flatMap(issue => issueDiagnostics(issue, [], { document, schema }))
}

/**
 * Parses a document's value by a schema: the data where the document and its value are right, and all that is to be said:
 * warnings beside the data, every mistake at once where there is none.
 */
export function checkDocument<S extends z.ZodType>(
  document: YamlDocument,
  schema: S,
): { data?: z.output<S>; diagnostics: Diagnostic[]; issues: z.core.$ZodIssue[] } {
  const { problems } = document
  if (document.value === undefined) return { diagnostics: problems, issues: [] }
  const result = schema.safeParse(document.value)
  if (!result.success) {
    // What is wrong with a text whose ${NAME} could not be replaced is an echo of that.
    const others = zodDiagnostics(result.error, document, schema).filter(
      one => !problems.some(problem => within(problem, one)),
    )
    return { diagnostics: [...problems, ...others], issues: result.error.issues }
  }
  const broken = problems.some(problem => problem.severity === 'error')
  return { ...(broken ? {} : { data: result.data }), diagnostics: problems, issues: [] }
}

function within(inner: Position, outer: Position): boolean {
  const end = outer.column + outer.length
  return inner.line === outer.line && inner.column >= outer.column && inner.column < end
}

interface Context {
  document: YamlDocument
  schema: z.core.$ZodType | undefined
}

function issueDiagnostics(issue: Issue, prefix: Path, context: Context): Diagnostic[] {
  const path = [...prefix, ...plainPath(issue.path)]
  switch (issue.code) {
    case 'unrecognized_keys':
      return issue.keys.map(key => unknownKey(key, path, context))
    case 'invalid_key':
      return [keyDiagnostic(issue, path, context)]
    case 'invalid_element':
      return issue.issues.flatMap(inner => issueDiagnostics(inner, path, context))
    case 'invalid_union':
      return unionDiagnostics(issue, path, context)
    default:
      return [plainDiagnostic(issue, path, context)]
  }
}

function plainDiagnostic(issue: Issue, path: Path, { document, schema }: Context): Diagnostic {
  const value = valueAt(document.value, path)
  const name = path[path.length - 1]
  const wanted = issue.code === 'invalid_value' && issue.values.length > 1 ? undefined : wordsFor(schema, path)
  const near =
    issue.code === 'invalid_value' && typeof value === 'string'
      ? didYouMean(value, issue.values.map(String))
      : undefined
  const hint = near === undefined ? {} : { hint: `did you mean "${near}"?` }
  const own = issue.code === 'custom' || !isDefaultMessage(issue.message)
  const expected = `expected ${wanted ?? expectation(issue)}`
  if (value === undefined && name !== undefined && issue.code !== 'custom') {
    const message = `${what(path)} is missing: ${own ? issue.message : expected}`
    return { file: document.file, severity: 'error', ...document.positionOf(path), message, ...hint }
  }
  const message = own ? issue.message : `${expected}; found ${found(value)}`
  return { file: document.file, severity: 'error', ...document.positionOf(path), message, ...hint }
}

function unknownKey(key: string, path: Path, { document, schema }: Context): Diagnostic {
  const known = fieldsAt(schema, path)
  const near = didYouMean(key, known)
  const where = path.length === 0 ? '' : ` in ${what(path)}`
  const hint =
    near !== undefined
      ? `did you mean "${near}"?`
      : known.length > 0
        ? `what may stand here: ${known.join(', ')}`
        : undefined
  return {
    file: document.file,
    severity: 'error',
    ...document.positionOf([...path, key], 'key'),
    message: `there is no field "${key}"${where}`,
    ...(hint === undefined ? {} : { hint }),
  }
}

function keyDiagnostic(issue: z.core.$ZodIssueInvalidKey, path: Path, { document }: Context): Diagnostic {
  const key = String(path[path.length - 1] ?? '')
  const inner = issue.issues[0]
  const own = inner !== undefined && !isDefaultMessage(inner.message) ? inner.message : undefined
  const expected = inner === undefined ? 'another' : expectation(inner)
  return {
    file: document.file,
    severity: 'error',
    ...document.positionOf(path, 'key'),
    message: own ?? `the key "${key}" can't stand here: expected ${expected}`,
  }
}

/** The mistakes of the alternative that came nearest; where none came near, what all of them wanted. */
function unionDiagnostics(issue: z.core.$ZodIssueInvalidUnion, path: Path, context: Context): Diagnostic[] {
  const { document, schema } = context
  const here = { file: document.file, severity: 'error', ...document.positionOf(path) } as const
  if (!isDefaultMessage(issue.message)) return [{ ...here, message: issue.message }]
  if ('options' in issue && issue.options !== undefined) {
    const key = issue.discriminator ?? ''
    const field = path[path.length - 1] === key ? path : [...path, key]
    const given = valueAt(document.value, field)
    const near = typeof given === 'string' ? didYouMean(given, issue.options.map(String)) : undefined
    const message = `expected ${key} to be ${list(issue.options.map(String))}; found ${found(given)}`
    const hint = near === undefined ? {} : { hint: `did you mean "${near}"?` }
    return [{ ...here, ...document.positionOf(field), message, ...hint }]
  }
  const alternatives = issue.errors.filter(errors => errors.length > 0)
  const near = alternatives.filter(
    errors => !errors.some(inner => inner.path.length === 0 && inner.code === 'invalid_type'),
  )
  const nearest = near.sort((a, b) => a.length - b.length)[0]
  if (nearest !== undefined && (near.length === 1 || wordsFor(schema, path) === undefined)) {
    return nearest.flatMap(inner => issueDiagnostics(inner, path, context))
  }
  const wanted =
    wordsFor(schema, path) ?? list([...new Set(alternatives.flatMap(errors => errors.slice(0, 1).map(expectation)))])
  const value = valueAt(document.value, path)
  const isMissing = value === undefined && path.length > 0
  const message = isMissing
    ? `${what(path)} is missing: expected ${wanted}`
    : `expected ${wanted}; found ${found(value)}`
  return [{ ...here, message }]
}

/** `peers.bank-b.address`, `dag.components[1]`, in quotes. */
function what(path: Path): string {
  let text = ''
  for (const segment of path) {
    if (typeof segment === 'number') text += `[${segment}]`
    else text += text === '' ? segment : `.${segment}`
  }
  return `"${text}"`
}

function plainPath(path: readonly PropertyKey[]): Path {
  return path.map(segment => (typeof segment === 'symbol' ? String(segment.description) : segment))
}

function valueAt(value: unknown, path: Path): unknown {
  let at = value
  for (const segment of path) {
    if (typeof at !== 'object' || at === null) return undefined
    at = Object.getOwnPropertyDescriptor(at, segment)?.value
  }
  return at
}
