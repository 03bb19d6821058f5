/**
 * What is wrong with a job's body, all at once: its shape, its DAG and its roles. The command line asks before it sends
 * and the server before it takes, so both find the same. Section 4.
 */
import { distance } from 'fastest-levenshtein'
import type { z } from 'zod'
import { findCycle, inOrder, splitKey, upstreamOf } from '../dag/graph.js'
import { type JobBody, type JobSpec, jobBodySchema, specOf } from '../protocol/job.js'
import { own } from '../protocol/own.js'
import { FOREIGN_ID, ID_RULE } from '../protocol/values.js'
import type { Problem } from '../protocol/view.js'

type Path = Problem['path']

/** Every mistake in a body; no errors among them means {@link readBody} answers it. */
export function checkBody(body: unknown): Problem[] {
  const parsed = jobBodySchema.safeParse(body, { reportInput: true })
  if (!parsed.success) return parsed.error.issues.map(shapeProblem)
  const spec = specOf(parsed.data)
  return [...idProblems(parsed.data), ...dagProblems(spec), ...roleProblems(spec), ...parameterProblems(spec)]
}

/** The body, typed; throws the first mistake's sentence with its place where {@link checkBody} finds an error. */
export function readBody(body: unknown): { body: JobBody; warnings: Problem[] } {
  const problems = checkBody(body)
  const errors = problems.filter(problem => problem.severity === 'error')
  if (errors.length > 0) throw new BodyError(errors)
  return { body: jobBodySchema.parse(body), warnings: problems }
}

export class BodyError extends Error {
  override name = 'BodyError'
  constructor(readonly problems: Problem[]) {
    super(problems.map(sentenceOf).join('; '))
  }
}

/** `dag.components[1].input[0].key: no task "a"` */
export function sentenceOf({ path, message }: Problem): string {
  return path.length === 0 ? message : `${pathText(path)}: ${message}`
}

/** `['dag', 'components', 1]` -> `dag.components[1]` */
export function pathText(path: Path): string {
  return path.map((part, at) => (typeof part === 'number' ? `[${part}]` : at === 0 ? part : `.${part}`)).join('')
}

function error(path: Path, message: string): Problem {
  return { severity: 'error', path, message }
}

function warning(path: Path, message: string): Problem {
  return { severity: 'warning', path, message }
}

function shapeProblem(issue: z.core.$ZodIssue): Problem {
  const path = issue.path.map(part => (typeof part === 'symbol' ? String(part) : part))
  return error(path, shapeSentence(issue))
}

/** What a shape should have been, in words. */
export function shapeSentence(issue: z.core.$ZodIssue): string {
  switch (issue.code) {
    case 'invalid_type':
      return issue.input === undefined
        ? `missing; ${expected(issue.expected)} belongs here`
        : `${expected(issue.expected)} belongs here`
    case 'invalid_value':
      return `one of ${issue.values.map(value => JSON.stringify(value)).join(', ')} belongs here`
    case 'too_small':
      return issue.origin === 'string' ? 'must not be empty' : `must be at least ${issue.minimum}`
    case 'invalid_union':
      return 'text or a number belongs here'
    case 'invalid_key':
      return issue.issues[0]?.message ?? issue.message
    default:
      return issue.message
  }
}

function expected(type: string): string {
  const words: Record<string, string> = {
    string: 'text',
    array: 'a list',
    object: 'an object',
    record: 'an object',
    number: 'a number',
    int: 'a whole number',
    boolean: 'true or false',
  }
  return words[type] ?? type
}

function idProblems(body: JobBody): Problem[] {
  const ids = [
    ['job_id', body.job_id],
    ['old_job_id', body.old_job_id],
  ] as const
  return ids.flatMap(([name, id]) =>
    id == null || id === '' || FOREIGN_ID.test(id) ? [] : [error([name], `${JSON.stringify(id)} is no id: ${ID_RULE}`)],
  )
}

// biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is refused
const BAD_NAME = /[.=\u0000-\u001f\u007f]/

function dagProblems(spec: JobSpec): Problem[] {
  const at = (index: number, ...rest: Path): Path => ['dag', 'components', index, ...rest]
  if (spec.tasks.length === 0)
    return [error(['dag', 'components'], 'the DAG has no component; at least one belongs here')]
  const problems: Problem[] = []
  const firstOf = new Map<string, number>()
  for (const [index, task] of spec.tasks.entries()) {
    const first = firstOf.get(task.name)
    if (task.name === '') problems.push(error(at(index, 'name'), 'a component needs a name'))
    // Named so, an entry of a record would be no entry of it.
    else if (task.name === '__proto__')
      problems.push(error(at(index, 'name'), `the name "${task.name}" cannot be used; any other word can`))
    else if (BAD_NAME.test(task.name))
      problems.push(
        error(
          at(index, 'name'),
          `the name ${JSON.stringify(task.name)} has a dot, an "=" or a control character in it`,
        ),
      )
    if (first !== undefined)
      problems.push(
        error(at(index, 'name'), `the name "${task.name}" is taken by dag.components[${first}]; each needs its own`),
      )
    else firstOf.set(task.name, index)
    if (task.spellings.length === 0)
      problems.push(
        error(at(index), `"${task.name}" names no component: componentName (or module_name, or code) belongs here`),
      )
  }
  for (const [index, task] of spec.tasks.entries()) {
    for (const [place, input] of task.inputs.entries()) {
      const source = splitKey(input.key)
      if (source === undefined) continue
      const above = spec.tasks[firstOf.get(source.task) ?? -1]
      const path = at(index, 'input', place, 'key')
      if (above === undefined) {
        problems.push(
          error(
            path,
            `"${task.name}" reads "${input.key}", but there is no task "${source.task}"${didYouMean(source.task, [...firstOf.keys()])}`,
          ),
        )
        continue
      }
      const output = above.outputs.find(({ key }) => key === source.output)
      if (output === undefined) {
        problems.push(
          error(
            path,
            `"${task.name}" reads "${input.key}", but "${above.name}" has no output "${source.output}"${didYouMean(
              source.output,
              above.outputs.map(({ key }) => key),
            )}`,
          ),
        )
      } else if (output.type !== input.type && input.type !== '' && output.type !== '') {
        problems.push(
          warning(
            at(index, 'input', place, 'type'),
            `"${input.key}" is of type "${output.type}", and "${task.name}" reads it as "${input.type}"`,
          ),
        )
      }
    }
    for (const [place, output] of task.outputs.entries()) {
      if (task.outputs.findIndex(({ key }) => key === output.key) !== place) {
        problems.push(error(at(index, 'output', place, 'key'), `"${task.name}" has the output "${output.key}" twice`))
      }
    }
  }
  const cycle = findCycle(upstreamOf(spec.tasks))
  if (cycle !== undefined) {
    const index = firstOf.get(cycle[0] ?? '') ?? 0
    problems.push(error(at(index, 'input'), `the tasks wait for each other in a circle: ${cycle.join(' -> ')}`))
  }
  return problems
}

function roleProblems(spec: JobSpec): Problem[] {
  const problems: Problem[] = []
  const { role, nodeId } = spec.initiator
  const nodes = own(spec.roles, role)
  const roles = Object.keys(spec.roles)
  if (Object.values(spec.roles).every(ids => ids.length === 0))
    problems.push(error(['config', 'role'], 'no node holds a role; at least the initiator must'))
  for (const [name, ids] of Object.entries(spec.roles)) {
    if (!/^[A-Za-z0-9_-]{1,64}$/.test(name))
      problems.push(error(['config', 'role', name], `the role name ${JSON.stringify(name)} is no plain word`))
    for (const [index, id] of ids.entries()) {
      if (!FOREIGN_ID.test(id))
        problems.push(error(['config', 'role', name, index], `${JSON.stringify(id)} is no node id`))
    }
  }
  if (nodes === undefined) {
    problems.push(
      error(
        ['config', 'initiator', 'role'],
        `the initiator's role "${role}" is not among the roles (${roles.join(', ')})${didYouMean(role, roles)}`,
      ),
    )
  } else if (!nodes.includes(nodeId)) {
    problems.push(
      error(
        ['config', 'initiator', 'node_id'],
        `the initiator "${nodeId}" does not hold the role "${role}" (${nodes.join(', ') || 'nobody does'})${didYouMean(nodeId, nodes)}`,
      ),
    )
  }
  const { scheduler } = spec
  if (scheduler !== undefined && !FOREIGN_ID.test(scheduler)) {
    problems.push(error(['config', 'job_params', 'common', 'scheduler'], `${JSON.stringify(scheduler)} is no node id`))
  }
  const sync = spec.commonJobParams.sync_type
  if (sync !== undefined && sync !== null && spec.syncType === undefined) {
    problems.push(
      warning(
        ['config', 'job_params', 'common', 'sync_type'],
        `${JSON.stringify(sync)} is neither "poll" nor "callback" and is taken for "poll"`,
      ),
    )
  }
  return problems
}

/** Parameters that reach nobody: a task or a role key that the job does not have. */
function parameterProblems(spec: JobSpec): Problem[] {
  const names = spec.tasks.map(task => task.name)
  const problems: Problem[] = []
  const unknownTasks = (tasks: object, path: Path): void => {
    for (const name of Object.keys(tasks)) {
      if (!names.includes(name))
        problems.push(
          warning(
            [...path, name],
            `no task is called "${name}", so these parameters reach nobody${didYouMean(name, names)}`,
          ),
        )
    }
  }
  unknownTasks(spec.commonTaskParams, ['config', 'task_params', 'common'])
  for (const [key, tasks] of Object.entries(spec.taskParams)) {
    const [role = '', index = ''] = key.split('.')
    const path: Path = ['config', 'task_params', role, index]
    if (own(spec.roles, role)?.[Number(index)] === undefined)
      problems.push(warning(path, `nobody holds the role ${key}, so these parameters reach nobody`))
    else unknownTasks(tasks, path)
  }
  return problems
}

function didYouMean(word: string, candidates: readonly string[]): string {
  const [best] = candidates
    .map(candidate => ({ candidate, far: distance(word.toLowerCase(), candidate.toLowerCase()) }))
    .filter(({ candidate, far }) => far <= Math.max(1, Math.floor(Math.max(word.length, candidate.length) / 3)))
    .sort((a, b) => a.far - b.far)
  return best === undefined ? '' : `; did you mean "${best.candidate}"?`
}

/** The order in which tasks are shown and numbered. */
export function taskOrder(spec: JobSpec): string[] {
  return inOrder(upstreamOf(spec.tasks))
}
