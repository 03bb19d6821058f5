/**
 * A job's body as it is sent on: both editions' spellings, every unknown field, and what one edition demands and the
 * other leaves out. Section 3.
 */
import { type JobBody, type JobSpec, type JsonObject, specOf } from './job.js'
import type { RoleKey } from './values.js'

/** What the sender's registry knows of a task's component. */
export interface KnownComponent {
  provider: string
  roleList: string[]
}

/**
 * The body for job/create and interconn/create_all. `known` holds, by task name, what this node's registry says.
 * Made once for each job; what is stored is resent byte for byte.
 */
export function outgoingBody(
  body: JobBody,
  jobId: string,
  known: Record<string, KnownComponent | undefined>,
): JsonObject {
  const spec = specOf(body)
  const jobParams = body.config.job_params ?? {}
  return {
    ...body,
    job_id: jobId,
    flow_id: spec.flowId,
    old_job_id: spec.oldJobId,
    dag: {
      ...body.dag,
      version: body.dag.version ?? '2.0.0',
      components: body.dag.components.map((entry, index) => {
        const spellings = spec.tasks[index]?.spellings ?? []
        const name = spellings[0] ?? ''
        const roleList = entry.roleList ?? known[entry.name]?.roleList
        return {
          ...entry,
          componentName: entry.componentName || name,
          module_name: entry.module_name || name,
          code: entry.code || name,
          provider: entry.provider || known[entry.name]?.provider || '',
          version: String(entry.version),
          input: entry.input ?? [],
          output: entry.output ?? [],
          ...(roleList && { roleList }),
        }
      }),
    },
    config: {
      ...body.config,
      version: body.config.version ?? '2.0.0',
      role: spec.roles,
      job_params: { ...jobParams, common: spec.commonJobParams, ...byRole(spec, key => spec.jobParams[key] ?? {}) },
      task_params: {
        ...body.config.task_params,
        common: spec.commonTaskParams,
        ...byRole(spec, key => taskParamsOf(spec, key, known)),
      },
    },
  }
}

/** `{ guest: { "0": ... } }`, with joined index keys expanded and every role that a node holds present. */
function byRole(spec: JobSpec, paramsOf: (key: RoleKey) => JsonObject): Record<string, Record<string, JsonObject>> {
  return Object.fromEntries(
    Object.entries(spec.roles).map(([role, nodes]) => [
      role,
      Object.fromEntries(nodes.map((_node, index) => [String(index), paramsOf(`${role}.${index}`)])),
    ]),
  )
}

function taskParamsOf(spec: JobSpec, key: RoleKey, known: Record<string, KnownComponent | undefined>): JsonObject {
  const [role = ''] = key.split('.')
  const given = spec.taskParams[key] ?? {}
  const params: JsonObject = { ...given }
  for (const task of spec.tasks) {
    const roleList = task.roleList ?? known[task.name]?.roleList
    // A peer may read a task's parties from here: who has no role in it must not appear.
    if (!(task.name in given) && roleList !== undefined && !roleList.includes(role)) continue
    params[task.name] = withBothAddresses(given[task.name] ?? {})
  }
  return params
}

/** A first input in both spellings: `dataset_id` = `namespace#name`, and `namespace` with `name`. */
function withBothAddresses(params: JsonObject): JsonObject {
  const { dataset_id: id, namespace, name } = params
  if (typeof id === 'string' && id.includes('#')) {
    // A `name` or `namespace` that stands beside it is a parameter of its own.
    if (namespace !== undefined || name !== undefined) return params
    const hash = id.indexOf('#')
    return { namespace: id.slice(0, hash), name: id.slice(hash + 1), ...params }
  }
  if (typeof namespace === 'string' && typeof name === 'string')
    return { dataset_id: `${namespace}#${name}`, ...params }
  return params
}
