/** A job file's short forms written out: the body as it travels. See isched-job(5). */
import type { Diagnostic } from '../../yaml/diagnostic.js'
import type { Path } from '../../yaml/locate.js'
import { asMapping, isMapping, type Mapping, valueAt } from '../../yaml/mapping.js'
import type { YamlDocument } from '../../yaml/parse.js'
import { Draft } from './draft.js'
import { expandInitiator, expandRoles, indexesOf } from './roles.js'
import { expandEntries, expandTasks, put } from './tasks.js'

/** What the peers' own examples say. */
const VERSION = '2.0.0'
/** What may stand at the top of a job file. */
export const BODY_KEYS = [
  'job_id',
  'flow_id',
  'old_job_id',
  'dag',
  'config',
  'roles',
  'initiator',
  'common',
  'resources',
  'tasks',
]
const DAG_KEYS = ['version', 'components']
const CONFIG_KEYS = ['version', 'initiator', 'role', 'job_params', 'task_params']

export interface Expanded {
  /** The body of create_all, without a `job_id`; its shape is not checked yet. */
  body: Mapping
  /** What is wrong with the short forms themselves. */
  problems: Diagnostic[]
  /** Where in the file a place of the body was written. */
  sourceOf(wire: Path): Path
  /** Whether all that is wrong at a place of the body stands in `problems` already. */
  isSettled(wire: Path): boolean
}

/** @param nodeId the node that will take the job, for the initiator that the file does not name */
export function expand(document: YamlDocument, nodeId?: string): Expanded {
  const draft = new Draft(document)
  const body = writeOut(document.value, nodeId, draft)
  return {
    body,
    problems: draft.problems,
    sourceOf: wire => draft.sourceOf(wire),
    isSettled: wire => draft.isSettled(wire),
  }
}

function writeOut(value: unknown, nodeId: string | undefined, draft: Draft): Mapping {
  const file = draft.mapping(value, [], 'roles and tasks, or dag and config')
  draft.checkKeys(file, [], BODY_KEYS, 'a job')
  for (const [short, long] of TWICE) {
    if (file[short] !== undefined && valueAt(file, long) !== undefined) {
      draft.error([short], `"${short}" and "${long.join('.')}" say the same thing; keep one of them`, undefined, 'key')
    }
  }
  if ('job_id' in file)
    draft.warning(['job_id'], 'every submit makes a job_id of its own; this one is not used', undefined, 'key')
  const {
    job_id: _,
    roles: _roles,
    initiator: _initiator,
    common: _common,
    resources: _resources,
    tasks: _tasks,
    ...rest
  } = file
  const config = draft.mapping(file.config, ['config'], CONFIG_KEYS.join(', '))
  draft.checkKeys(config, ['config'], CONFIG_KEYS, 'config')
  const place = (short: string, long: Path): Path => {
    if (file[short] === undefined) return long
    draft.came(long, [short])
    return [short]
  }

  const rolesAt = place('roles', ['config', 'role'])
  const roles = expandRoles(valueAt(file, rolesAt), rolesAt, draft)
  const initiatorAt = place('initiator', ['config', 'initiator'])
  const initiator = expandInitiator(valueAt(file, initiatorAt), initiatorAt, roles, nodeId, draft)
  if (valueAt(file, initiatorAt) === undefined) draft.came(['config', 'initiator'], rolesAt)

  const taskParams: Mapping = { ...asMapping(config.task_params) }
  const dag = expandDag(file, roles, taskParams, draft)
  return {
    ...rest,
    ...('flow_id' in file ? { flow_id: draft.asText(file.flow_id, ['flow_id']) } : {}),
    dag,
    config: {
      ...config,
      version: 'version' in config ? draft.asText(config.version, ['config', 'version']) : VERSION,
      initiator,
      role: roles,
      job_params: expandJobParams(file, config, place('common', ['config', 'job_params', 'common']), roles, draft),
      task_params: keepShape(config.task_params, taskParams),
    },
  }
}

const TWICE: [short: string, long: string[]][] = [
  ['roles', ['config', 'role']],
  ['initiator', ['config', 'initiator']],
  ['common', ['config', 'job_params', 'common']],
  ['tasks', ['dag', 'components']],
]

function expandDag(file: Mapping, roles: Mapping, taskParams: Mapping, draft: Draft): Mapping {
  const dag = draft.mapping(file.dag, ['dag'], DAG_KEYS.join(', '))
  draft.checkKeys(dag, ['dag'], DAG_KEYS, 'dag')
  const version = 'version' in dag ? draft.asText(dag.version, ['dag', 'version']) : VERSION
  if (file.tasks !== undefined) {
    draft.came(['dag', 'components'], ['tasks'])
    return { ...dag, version, components: expandTasks(file.tasks, ['tasks'], roles, taskParams, draft) }
  }
  const { components } = dag
  if (components === undefined || components === null) {
    draft.error([], 'the job has no tasks', 'name at least one under "tasks" (or in "dag.components")')
    draft.settle(['dag', 'components'])
  }
  if (!Array.isArray(components)) return { ...dag, version }
  return { ...dag, version, components: expandEntries(components, index => ['dag', 'components', index], draft) }
}

function expandJobParams(file: Mapping, config: Mapping, commonAt: Path, roles: Mapping, draft: Draft): unknown {
  const jobParams: Mapping = { ...asMapping(config.job_params) }
  // What it leaves out the node fills in, which knows the scheduler.
  jobParams.common = { ...draft.mapping(valueAt(file, commonAt), commonAt, 'sync_type, scheduler') }
  const resources = draft.mapping(file.resources, ['resources'], 'a role, and the cpu, memory and disk it may take')
  for (const [whose, limits] of Object.entries(resources)) {
    const at = ['resources', whose]
    const indexes = indexesOf(whose, roles)
    if (indexes === undefined) {
      draft.error(at, `nobody holds the role "${whose}" in this job`, undefined, 'key')
      continue
    }
    const given = draft.mapping(limits, at, 'cpu (cores), memory (GiB), disk (GiB)')
    draft.checkKeys(given, at, ['cpu', 'memory', 'disk'], 'resources')
    for (const { role, index } of indexes) {
      put(jobParams, [role, String(index)], { resources: given })
      draft.came(['config', 'job_params', role, String(index), 'resources'], at)
    }
  }
  return keepShape(config.job_params, jobParams)
}

/** What was made of a mapping; where something else stood there, that, so that the check finds it. */
function keepShape(given: unknown, made: Mapping): unknown {
  return given === undefined || given === null || isMapping(given) ? made : given
}
