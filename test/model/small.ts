/** Cases by hand: all goes well but for what is said. */
import type { Behaviour, JobSpec, NodeSpec, RoleName, Scenario } from './scenario.js'

export function nodeOf(spec: Partial<NodeSpec> = {}): NodeSpec {
  return { kind: 'isched', approval: 'auto', capacity: 9, ...spec }
}

export function behaviour(spec: Partial<Behaviour> = {}): Behaviour {
  return { end: 'exit', after: 10, exitCode: 0, callbacks: [], onStop: 'leaves', ...spec }
}

/** A job of the first node with one task for all; roles are added to its own. */
export function jobOf({
  roles = {},
  ...spec
}: Omit<Partial<JobSpec>, 'roles'> & { roles?: Partial<Record<RoleName, number[]>> }): JobSpec {
  return {
    submitAt: 1,
    initiator: 0,
    scheduler: 0,
    syncType: 'callback',
    tasks: [{ component: 'all', after: [] }],
    behaviours: [],
    roles: { guest: [0], host: [], arbiter: [], ...roles },
    ...spec,
  }
}

export function scenarioOf(spec: Partial<Scenario>): Scenario {
  return { nodes: [nodeOf()], jobs: [], actions: [], crashes: [], cuts: [], deadlines: {}, chaos: [], ...spec }
}
