/** `tasks` of a job file, and the short forms of a DAG entry: inputs and outputs without their types. */
import type { Path } from '../../yaml/locate.js'
import { isMapping, type Mapping } from '../../yaml/mapping.js'
import { didYouMean } from '../../yaml/suggest.js'
import { parseComponentName } from './component-name.js'
import type { Draft } from './draft.js'
import { indexesOf } from './roles.js'

/** What may stand in a task. */
export const TASK_KEYS = [
  'component',
  'componentName',
  'module_name',
  'code',
  'provider',
  'version',
  'input',
  'output',
  'params',
  'title',
  'roleList',
]
const DATASET = 'dataset'

/** `dag.components` from `tasks`, a mapping of names; their `params` go to `taskParams`. */
export function expandTasks(
  value: unknown,
  source: Path,
  roles: Mapping,
  taskParams: Mapping,
  draft: Draft,
): Mapping[] {
  const tasks = draft.mapping(value, source, "each task's name, and what it runs")
  const entries = Object.entries(tasks).map(([name, given], index) => {
    const at = [...source, name]
    const task = draft.mapping(given, at, 'component, input, output, params')
    draft.checkKeys(task, at, TASK_KEYS, 'a task')
    draft.came(['dag', 'components', index], at)
    const { component, params, ...rest } = task
    if (params !== undefined) expandParams(name, params, [...at, 'params'], roles, taskParams, draft)
    const entry = { name, ...named(component, [...at, 'component'], draft), ...rest }
    return withVersion(entry, at, ['dag', 'components', index], draft)
  })
  return expandEntries(entries, index => [...source, Object.keys(tasks)[index] ?? ''], draft)
}

/** DAG entries with their short forms written out; what is no entry at all stays as it is, for the check to see. */
export function expandEntries<T>(entries: T[], sourceOf: (index: number) => Path, draft: Draft): (T | Mapping)[] {
  const withOutputs = entries.map((entry, index) => {
    if (!isMapping(entry)) return entry
    const at = sourceOf(index)
    const version = 'version' in entry ? { version: draft.asText(entry.version, [...at, 'version']) } : {}
    return {
      ...entry,
      ...version,
      output: dataKeys(entry.output, ['dag', 'components', index, 'output'], [...at, 'output'], () => DATASET, draft),
    }
  })
  const types = outputTypes(withOutputs)
  return withOutputs.map((entry, index) => {
    if (!isMapping(entry)) return entry
    const at = [...sourceOf(index), 'input']
    return {
      ...entry,
      input: dataKeys(entry.input, ['dag', 'components', index, 'input'], at, key => types.get(key) ?? DATASET, draft),
    }
  })
}

function named(component: unknown, source: Path, draft: Draft): Mapping {
  if (component === undefined || component === null) return {}
  if (typeof component === 'string' && component !== '') return { ...parseComponentName(component) }
  draft.error(source, "a component's name belongs here: [provider/]name[@version]")
  return {}
}

/** A component whose version nobody says, in the words of the file. The entry gets an empty one, so that the check goes on. */
function withVersion(entry: Mapping, source: Path, wire: Path, draft: Draft): Mapping {
  if (entry.version !== undefined && entry.version !== null) return entry
  const component = entry.componentName ?? entry.module_name ?? entry.code
  if (component !== undefined) {
    const message = `"${entry.name}" does not say which version of its component`
    draft.error([...source, 'component'], message, `component: ${component}@<version>`)
  }
  draft.settle([...wire, 'version'])
  return { ...entry, version: '' }
}

/** A list of `{key, type}` from one key, a list of keys, or a mapping of keys and types. */
function dataKeys(value: unknown, wire: Path, source: Path, typeOf: (key: string) => string, draft: Draft): unknown {
  if (value === undefined || value === null) return []
  if (isMapping(value) && !('key' in value)) {
    return Object.entries(value).map(([key, type], index) => {
      draft.came([...wire, index], [...source, key])
      return { key, type: type ?? typeOf(key) }
    })
  }
  if (!Array.isArray(value)) draft.came([...wire, 0], source)
  const list = Array.isArray(value) ? value : [value]
  return list.map((item, index) => {
    const key = isMapping(item) ? item.key : item
    if (typeof key !== 'string') return item
    if (!isMapping(item)) {
      draft.came([...wire, index, 'key'], Array.isArray(value) ? [...source, index] : source)
      return { key, type: typeOf(key) }
    }
    return item.type === undefined || item.type === null ? { ...item, type: typeOf(key) } : item
  })
}

/** The type of every output, by `<task>.<key>`. */
function outputTypes(entries: unknown[]): Map<string, string> {
  const types = new Map<string, string>()
  for (const entry of entries) {
    if (!isMapping(entry) || !Array.isArray(entry.output)) continue
    for (const output of entry.output) {
      if (isMapping(output) && typeof output.type === 'string') types.set(`${entry.name}.${output.key}`, output.type)
    }
  }
  return types
}

/** A task's parameters from where the task stands to `task_params`: under `common`, a role, or one index of a role. */
function expandParams(
  task: string,
  value: unknown,
  source: Path,
  roles: Mapping,
  taskParams: Mapping,
  draft: Draft,
): void {
  const given = draft.mapping(value, source, 'common, or a role, and its parameters')
  for (const [whose, parameters] of Object.entries(given)) {
    const at = [...source, whose]
    const named = draft.mapping(parameters, at, 'parameters and their values')
    if (whose === 'common') {
      put(taskParams, ['common', task], named)
      draft.came(['config', 'task_params', 'common', task], at)
      continue
    }
    const indexes = indexesOf(whose, roles)
    if (indexes === undefined) {
      const near = didYouMean(whose, ['common', ...Object.keys(roles)])
      const hint =
        near === undefined ? 'parameters that all parties share stand under "common"' : `did you mean "${near}"?`
      draft.error(at, `nobody holds the role "${whose}" in this job`, hint, 'key')
      continue
    }
    for (const { role, index } of indexes) {
      put(taskParams, [role, String(index), task], named)
      draft.came(['config', 'task_params', role, String(index), task], at)
    }
  }
}

/** Adds fields to the mapping at a path below `target`, making what is missing on the way. */
export function put(target: Mapping, path: string[], fields: Mapping): void {
  let at = target
  for (const part of path) {
    const next = at[part]
    const inner = isMapping(next) ? { ...next } : {}
    at[part] = inner
    at = inner
  }
  Object.assign(at, fields)
}
