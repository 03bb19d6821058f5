/** What a daemon answers, with everything that a test does not care about filled in. */
import type { TaskStatus } from '../../src/protocol/values.js'
import type { ComponentView, JobView, NodeView, PartyView, PeerView, TaskView } from '../../src/protocol/view.js'

export const CREATED_AT = '2026-03-01T10:00:00.000Z'
/** Three minutes after {@link CREATED_AT}. */
export const NOW = Date.parse('2026-03-01T10:03:00.000Z')

export function jobId(digit: string): string {
  return `job-${digit.repeat(32)}`
}

export function party(role: string, status?: TaskStatus, message?: string): PartyView {
  const node_id = { 'guest.0': 'bank-a', 'host.0': 'bank-b', 'arbiter.0': 'clearing' }[role] ?? 'bank-z'
  return { node_id, role, ...(status ? { status } : {}), ...(message ? { message } : {}) }
}

export function task(name: string, status: TaskStatus, changes: Partial<TaskView> = {}): TaskView {
  return {
    task_id: `task-${name}`,
    name,
    component: name,
    status,
    stopped: false,
    upstream: [],
    parties: [party('guest.0', status), party('host.0', status)],
    ...changes,
  }
}

export function job(changes: Partial<JobView> & { job_id: string }): JobView {
  const task_list = changes.task_list ?? [task('psi', 'PENDING'), task('train', 'PENDING', { upstream: ['psi'] })]
  const having = (status: TaskStatus) => task_list.filter(one => one.status === status).length
  return {
    flow_id: '',
    old_job_id: '',
    status: 'PENDING',
    reason: '',
    awaiting_approval: false,
    parts: ['initiator', 'scheduler', 'participant'],
    initiator: 'bank-a',
    scheduler: 'bank-a',
    roles: ['guest.0'],
    created_at: CREATED_AT,
    updated_at: CREATED_AT,
    revision: 1,
    trace_id: 'trace',
    sync_type: 'callback',
    nodes: [
      { node_id: 'bank-a', roles: ['guest.0'], approval: 'READY' },
      { node_id: 'bank-b', roles: ['host.0'], approval: 'READY' },
    ],
    warnings: [],
    ...changes,
    task_list,
    tasks: {
      total: task_list.length,
      success: having('SUCCESS'),
      failed: having('FAILED'),
      running: having('RUNNING'),
    },
  }
}

/** A job whose tasks are what `statuses` says and that has ended so. */
export function ended(
  id: string,
  outcome: 'succeeded' | 'failed' | 'stopped' | 'rejected',
  changes: Partial<JobView> = {},
): JobView {
  const last = outcome === 'succeeded' ? 'SUCCESS' : 'FAILED'
  return job({
    job_id: id,
    status: outcome === 'rejected' ? 'REJECTED' : 'FINISHED',
    outcome,
    finished_at: '2026-03-01T10:00:12.000Z',
    task_list: [task('psi', 'SUCCESS'), task('train', last, { upstream: ['psi'] })],
    ...changes,
  })
}

export function node(): NodeView {
  return {
    node_id: 'bank-a',
    inst_id: 'bank-a',
    version: '0.1.0',
    pid: 4711,
    started_at: CREATED_AT,
    runner: {
      kind: 'docker',
      describe: 'Docker 20.10',
      running: 1,
      waiting: 0,
      capacity: { instances: null, cpu: 2, memory: 4 },
    },
    approval: 'manual',
    scheduler: 'bank-a',
    listeners: {
      platform: 'http://127.0.0.1:9700',
      interconn: 'http://0.0.0.0:9701',
      callback: ['http://172.17.0.1:40000'],
    },
    jobs: { PENDING: 1, READY: 0, RUNNING: 2, FINISHED: 0, REJECTED: 0 },
  }
}

export function component(changes: Partial<ComponentView> = {}): ComponentView {
  return {
    componentName: 'psi',
    title: 'Intersection',
    provider: 'isched',
    version: '1.0.0',
    imageUrl: 'isched-demo:1',
    roleList: ['guest', 'host'],
    source: 'registered',
    component_info: {
      componentName: 'psi',
      provider: 'isched',
      version: '1.0.0',
      roleList: ['guest', 'host'],
      description: 'Finds what two parties have in common.',
      inputParam: [{ name: 'id', title: 'id column', type: 'string', optional: false }],
      inputData: [{ name: 'data', category: 'dataset' }],
      outputData: [{ name: 'common', category: 'dataset' }],
      result: [{ resultCode: '1', resultMessage: 'no common rows' }],
    },
    ...changes,
  }
}

export function peer(changes: Partial<PeerView> = {}): PeerView {
  return {
    node_id: 'bank-b',
    address: 'http://10.0.0.2:9701',
    preset: 'isched',
    edition: '1.2',
    success_code: 0,
    confirms: true,
    pushes: true,
    stop: 'job',
    ...changes,
  }
}
