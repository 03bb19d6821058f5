/** Job bodies for the tests, short where it does not matter. */

export interface TaskOptions {
  /** What a shell component does. */
  script?: string
  /** What a component that calls back does. */
  steps?: string[]
  /** Its upstream tasks. */
  after?: string[]
  /** Default: shell, or caller where it has steps. */
  component?: string
  /** For a role key, `host.0`: parameters over the common ones. */
  at?: Record<string, Record<string, unknown>>
  params?: Record<string, unknown>
  /** Fields of the DAG entry, over what is made. */
  entry?: Record<string, unknown>
}

export interface BodyOptions {
  /** Nodes by role. */
  roles: Record<string, string[]>
  tasks: Record<string, TaskOptions>
  /** The node id; default: the first guest. */
  initiator?: string
  /** Default: guest. */
  initiatorRole?: string
  /** config.job_params.common */
  common?: Record<string, unknown>
  /** Limits by role key. */
  resources?: Record<string, Record<string, number>>
  edition?: '1.0' | '1.2'
  /** Fields beside dag and config. */
  beside?: Record<string, unknown>
}

/** A body as for create_all. */
export function jobBody(options: BodyOptions) {
  const { roles, tasks, common, resources = {}, edition = '1.2', beside = {} } = options
  const names = Object.entries(tasks)
  return {
    ...beside,
    dag: {
      version: '2.0.0',
      components: names.map(([name, task]) => ({
        name,
        ...spelling(task.component ?? (task.steps ? 'caller' : 'shell'), edition),
        version: '1.0.0',
        input: (task.after ?? []).map(above => ({ key: `${above}.result`, type: 'dataset' })),
        output: [{ key: 'result', type: 'dataset' }],
        ...task.entry,
      })),
    },
    config: {
      version: '2.0.0',
      initiator: {
        role: options.initiatorRole ?? 'guest',
        node_id: options.initiator ?? roles.guest?.[0] ?? '',
      },
      role: roles,
      job_params: {
        common: common ?? {},
        ...byRole(Object.entries(resources).map(([key, sizes]) => [key, { resources: sizes }])),
      },
      task_params: {
        common: Object.fromEntries(
          names.map(([name, { script, steps, params }]) => [
            name,
            { ...(script !== undefined && { script }), ...(steps !== undefined && { steps }), ...params },
          ]),
        ),
        ...byRole(
          names.flatMap(([name, { at = {} }]) =>
            Object.entries(at).map(([key, params]): [string, Record<string, unknown>] => [key, { [name]: params }]),
          ),
        ),
      },
    },
  }
}

function spelling(component: string, edition: '1.0' | '1.2'): Record<string, string> {
  return edition === '1.0'
    ? { code: component, module_name: component }
    : { componentName: component, provider: 'test' }
}

/** `guest.0` -> `{ guest: { "0": ... } }` */
function byRole(entries: [string, Record<string, unknown>][]) {
  const found: Record<string, Record<string, Record<string, unknown>>> = {}
  for (const [key, value] of entries) {
    const [role = '', index = ''] = key.split('.')
    const indexes = found[role] ?? {}
    found[role] = indexes
    indexes[index] = { ...indexes[index], ...value }
  }
  return found
}
