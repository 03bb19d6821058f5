/**
 * The body of create_all and create in both editions, and what is read from it: Sections 3 to 5.
 *
 * The body is kept as it came ({@link JobBody}), because what is unknown here must reach the peers that know it; all that
 * isched itself reads is in {@link JobSpec}.
 */
import { createHash } from 'node:crypto'
import { z } from 'zod'
import type { Resources } from '../runner/runner.js'
import { type RoleKey, roleKey, type SyncType } from './values.js'

export type JsonObject = Record<string, unknown>

const jsonObject = z.record(z.string(), z.unknown())
const version = z.union([z.string(), z.number()]).nullish()
const optionalText = z.string().nullish()

const dataKeySchema = z.looseObject({
  key: z
    .string()
    .min(1)
    .describe('Of an input: `TASK.OUTPUT` is an edge from that task, a key without a dot names no upstream.'),
  type: optionalText.describe("Should equal the upstream output's type."),
})

export const dagEntrySchema = z.looseObject({
  name: z.string().describe('Unique in the job; without dots, `=` and control characters.'),
  componentName: optionalText.describe('Edition 1.2. One of this, module_name and code must be there.'),
  module_name: optionalText.describe('Edition 1.0.'),
  code: optionalText.describe('Edition 1.0.'),
  provider: optionalText,
  version: z.union([z.string(), z.number()]),
  input: z.array(dataKeySchema).nullish(),
  output: z.array(dataKeySchema).nullish(),
  roleList: z
    .array(z.string())
    .nullish()
    .describe('An extra field: the roles that the component runs for, where the sender knows them.'),
})

/** `{ "0": {...}, "1": {...} }`, where a key can be joined: `"0|1"`. */
const byIndexSchema = z.record(
  z.string().regex(/^\d+(\|\d+)*$/, 'an index from 0, or several joined as "0|1"'),
  jsonObject.nullish(),
)

export const dagSchema = z.looseObject({
  version,
  components: z.array(dagEntrySchema).describe('The tasks; at least one, and no circle among them.'),
})

export const configSchema = z.looseObject({
  version,
  initiator: z.looseObject({ role: z.string(), node_id: z.string() }),
  role: z
    .record(z.string(), z.array(z.string()).nullish())
    .describe('The node ids by role; a node stands at an index of each role that it holds.'),
  job_params: z
    .looseObject({ common: jsonObject.nullish() })
    .catchall(byIndexSchema.nullish())
    .nullish()
    .describe(
      '`common`: sync_type (callback or poll), scheduler (a node id). By role and index: resources, with cpu (cores), memory and disk (GiB); -1 for no limit.',
    ),
  task_params: z
    .looseObject({ common: z.record(z.string(), jsonObject.nullish()).nullish() })
    .catchall(
      z
        .record(
          z.string().regex(/^\d+(\|\d+)*$/, 'an index from 0, or several joined as "0|1"'),
          z.record(z.string(), jsonObject.nullish()).nullish(),
        )
        .nullish(),
    )
    .nullish(),
})

export const jobBodySchema = z.looseObject({
  job_id: optionalText.describe('Made by the initiator; demanded between nodes.'),
  flow_id: optionalText,
  old_job_id: optionalText.describe('The job that this one repeats.'),
  dag: dagSchema,
  config: configSchema,
})

/** A job's body as it travels, unknown fields included. */
export type JobBody = z.infer<typeof jobBodySchema>

export interface DataKey {
  key: string
  type: string
}

export interface TaskSpec {
  name: string
  /** How the entry names its component, each name once, in the order in which the spellings are tried. */
  spellings: string[]
  provider: string | undefined
  version: string
  inputs: DataKey[]
  outputs: DataKey[]
  /** Only where the sender says it: our scheduler does. */
  roleList: string[] | undefined
}

/** What isched reads from a job's body. */
export interface JobSpec {
  flowId: string
  oldJobId: string
  initiator: { role: string; nodeId: string }
  /** Each role's nodes by index. */
  roles: Record<string, string[]>
  /** In the order of the body. */
  tasks: TaskSpec[]
  syncType: SyncType | undefined
  /** The scheduler that the job names. */
  scheduler: string | undefined
  /** job_params by role key. */
  jobParams: Record<string, JsonObject>
  /** job_params.common */
  commonJobParams: JsonObject
  /** task_params.common by task. */
  commonTaskParams: Record<string, JsonObject>
  /** task_params by role key and task. */
  taskParams: Record<string, Record<string, JsonObject>>
}

const specs = new WeakMap<object, JobSpec>()

/** What a checked body says. Computed once for each body. */
export function specOf(body: JobBody): JobSpec {
  const known = specs.get(body)
  if (known) return known
  const spec = readSpec(body)
  specs.set(body, spec)
  return spec
}

function readSpec(body: JobBody): JobSpec {
  const { dag, config } = body
  const roles = Object.fromEntries(Object.entries(config.role).map(([role, nodes]) => [role, nodes ?? []]))
  const { common: commonJobParams, ...jobParamsByRole } = config.job_params ?? {}
  const { common: commonTaskParams, ...taskParamsByRole } = config.task_params ?? {}
  const common = commonJobParams ?? {}
  return {
    flowId: body.flow_id ?? '',
    oldJobId: body.old_job_id ?? '',
    initiator: { role: config.initiator.role, nodeId: config.initiator.node_id },
    roles,
    tasks: dag.components.map(readTask),
    syncType: common.sync_type === 'callback' || common.sync_type === 'poll' ? common.sync_type : undefined,
    scheduler: typeof common.scheduler === 'string' && common.scheduler !== '' ? common.scheduler : undefined,
    jobParams: byRoleKey(jobParamsByRole),
    commonJobParams: common,
    commonTaskParams: withoutNulls(commonTaskParams ?? {}),
    taskParams: Object.fromEntries(
      Object.entries(byRoleKey(taskParamsByRole)).map(([key, tasks]) => [key, withoutNulls(tasks)]),
    ),
  }
}

function readTask(entry: z.infer<typeof dagEntrySchema>): TaskSpec {
  const dataKeys = (list: z.infer<typeof dagEntrySchema>['input']): DataKey[] =>
    (list ?? []).map(({ key, type }) => ({ key, type: type ?? '' }))
  return {
    name: entry.name,
    spellings: [
      ...new Set(
        [entry.componentName, entry.module_name, entry.code].filter(
          (spelling): spelling is string => typeof spelling === 'string' && spelling !== '',
        ),
      ),
    ],
    provider: entry.provider || undefined,
    version: String(entry.version),
    inputs: dataKeys(entry.input),
    outputs: dataKeys(entry.output),
    roleList: entry.roleList ?? undefined,
  }
}

function byRoleKey(params: Record<string, unknown>): Record<string, JsonObject> {
  const found: Record<string, JsonObject> = {}
  for (const [role, indexes] of Object.entries(params)) {
    const keys = Object.entries(asObject(indexes)).map(([joined, value]) => ({ indexes: joined.split('|'), value }))
    // What is said of one index alone counts over what is said of several.
    for (const { indexes: each, value } of keys.sort((a, b) => b.indexes.length - a.indexes.length)) {
      for (const index of each) {
        const key = roleKey(role, Number(index))
        found[key] = overlaid(found[key] ?? {}, asObject(value))
      }
    }
  }
  return found
}

/** `above` over `below`; of objects that stand in both, field by field. */
function overlaid(below: JsonObject, above: JsonObject): JsonObject {
  const objects = Object.entries(above).map(([name, value]) => [
    name,
    isObject(value) && isObject(below[name]) ? { ...below[name], ...value } : (value ?? below[name]),
  ])
  return { ...below, ...Object.fromEntries(objects) }
}

function isObject(value: unknown): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

function withoutNulls(record: JsonObject): Record<string, JsonObject> {
  return Object.fromEntries(Object.entries(record).map(([name, value]) => [name, asObject(value)]))
}

/** An object as it is; anything else as an empty one. */
export function asObject(value: unknown): JsonObject {
  const parsed = jsonObject.safeParse(value)
  return parsed.success ? parsed.data : {}
}

/** Each node once, with the role keys that it holds, in the order of the roles. */
export function nodesOf(spec: JobSpec): Map<string, RoleKey[]> {
  const nodes = new Map<string, RoleKey[]>()
  for (const [role, ids] of Object.entries(spec.roles)) {
    for (const [index, node] of ids.entries()) nodes.set(node, [...(nodes.get(node) ?? []), roleKey(role, index)])
  }
  return nodes
}

const resourceSchema = z.coerce.number().optional().catch(undefined)

/** The limits that the job asks for an instance of this role key; Section 5. -1 and absence mean none. */
export function resourcesOf(spec: JobSpec, key: RoleKey): Resources {
  const asked = asObject(spec.jobParams[key]?.resources)
  const limits: Resources = {}
  for (const name of ['cpu', 'memory', 'disk'] as const) {
    const size = asked[name] == null ? undefined : resourceSchema.parse(asked[name])
    if (size !== undefined && Number.isFinite(size) && size > 0) limits[name] = size
  }
  return limits
}

/** Two bodies with the same digest ask for the same job: compared after normalising, so a re-spelt repeat is a repeat. */
export function digestOf(body: JobBody): string {
  return createHash('sha256')
    .update(canonical(withoutEmpty(specOf(body))))
    .digest('hex')
}

/** Leaves out what says nothing: a role that nobody holds, and parameters that are none. */
function withoutEmpty(spec: JobSpec): JobSpec {
  const { roles, jobParams, commonTaskParams, taskParams } = spec
  return {
    ...spec,
    roles: Object.fromEntries(Object.entries(roles).filter(([, nodes]) => nodes.length > 0)),
    jobParams: filled(jobParams),
    commonTaskParams: filled(commonTaskParams),
    taskParams: filled(Object.fromEntries(Object.entries(taskParams).map(([key, tasks]) => [key, filled(tasks)]))),
  }
}

function filled<T extends object>(record: Record<string, T>): Record<string, T> {
  return Object.fromEntries(Object.entries(record).filter(([, value]) => Object.keys(value).length > 0))
}

function canonical(value: unknown): string {
  return JSON.stringify(value, (_key, inner: unknown) =>
    inner !== null && typeof inner === 'object' && !Array.isArray(inner)
      ? Object.fromEntries(Object.entries(inner).sort(([a], [b]) => (a < b ? -1 : 1)))
      : inner,
  )
}

/** The task id that our scheduler makes: the same whenever it is made again. Section 4. */
export function taskIdOf(jobId: string, taskName: string): string {
  return `task-${createHash('sha256').update(`${jobId}/${taskName}`).digest('hex').slice(0, 32)}`
}
