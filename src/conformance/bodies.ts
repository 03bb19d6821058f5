/** The bodies of the jobs of the test: each in one edition alone, with all that the specification calls required and nothing else. */
import type { DataKey, JsonObject } from '../protocol/job.js'
import type { Edition, SyncType } from '../protocol/values.js'

/** A component as the operator named it. */
export interface TestComponent {
  /** In one word, for the plan. */
  label: string
  /** How a DAG entry names it; fields that its edition does not know are left out. */
  name: { componentName: string; module_name: string; code: string; provider: string; version: string }
  /** Where its descriptor was given. */
  roleList?: string[]
  inputs: DataKey[]
  outputs: DataKey[]
  /** By `common`, a role (`guest`) or a role key (`guest.0`). */
  params: Record<string, JsonObject>
}

export interface TaskSketch {
  name: string
  component: TestComponent
  /** Tasks that it reads from. */
  after?: string[]
}

export interface JobSketch {
  jobId: string
  edition: Edition
  tasks: TaskSketch[]
  /** Node ids by role; guest, host and arbiter are always there. */
  roles: Record<string, string[]>
  initiator: { role: string; node_id: string }
  sync: SyncType
  /** The roles that get parameters: those that run something. */
  running: string[]
}

const VERSION = '2.0.0'

/** The body for job/create and job/create_all. */
export function bodyOf({ jobId, edition, tasks, roles, initiator, sync, running }: JobSketch): JsonObject {
  const everyRole = { guest: [], host: [], arbiter: [], ...roles }
  const paramsOf = (whose: string[]) =>
    Object.fromEntries(
      tasks.map(({ name, component: { params } }) => [name, Object.assign({}, ...whose.map(key => params[key]))]),
    )
  const byRole = (paramsAt: (role: string, index: number) => JsonObject) =>
    Object.fromEntries(
      Object.entries<string[]>(everyRole).map(([role, nodes]) => [
        role,
        Object.fromEntries(nodes.map((_, index) => [String(index), paramsAt(role, index)])),
      ]),
    )
  return {
    job_id: jobId,
    flow_id: 'conformance',
    ...(edition === '1.2' && { old_job_id: '' }),
    dag: { version: VERSION, components: tasks.map(task => entryOf(task, tasks, edition)) },
    config: {
      version: VERSION,
      initiator,
      role: everyRole,
      job_params: { common: { sync_type: sync }, ...byRole(() => ({})) },
      task_params: {
        common: paramsOf(['common']),
        ...byRole((role, index) => (running.includes(role) ? paramsOf([role, `${role}.${index}`]) : {})),
      },
    },
  }
}

function entryOf({ name, component, after = [] }: TaskSketch, tasks: TaskSketch[], edition: Edition): JsonObject {
  const { componentName, provider, module_name, code, version } = component.name
  const edges = after.map(above => {
    const [output] = outputsOf(tasks.find(task => task.name === above)?.component)
    return { key: `${above}.${output?.key}`, type: output?.type }
  })
  return {
    name,
    ...(edition === '1.0' ? { code, module_name } : { componentName, provider }),
    version,
    input: [...component.inputs, ...edges],
    output: outputsOf(component),
  }
}

function outputsOf(component: TestComponent | undefined): DataKey[] {
  const outputs = component?.outputs ?? []
  return outputs.length > 0 ? outputs : [{ key: 'result', type: 'dataset' }]
}

/** One that nobody has registered. */
export function unknownComponent(provider: string): TestComponent {
  const name = 'isched_conformance_unknown'
  return {
    label: name,
    name: { componentName: name, module_name: name, code: name, provider, version: '1.0.0' },
    inputs: [],
    outputs: [],
    params: {},
  }
}
