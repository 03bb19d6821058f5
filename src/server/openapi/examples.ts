/** The one job that all examples are of: a bank and a hospital find out which people both know. */
import { taskIdOf } from '../../protocol/job.js'

export const JOB_ID = 'job-7f3c1b9ad0e84c5b8a6f2d4e1c0b9a87'
export const TASK_ID = taskIdOf(JOB_ID, 'psi')
const TASK_BELOW = taskIdOf(JOB_ID, 'regression')

const config = {
  version: '2.0.0',
  initiator: { role: 'guest', node_id: 'bank-a' },
  role: { guest: ['bank-a'], host: ['hospital-b'] },
  job_params: {
    common: { sync_type: 'callback' },
    guest: { '0': { resources: { cpu: 2, memory: 4, disk: -1 } } },
    host: { '0': { resources: { cpu: -1, memory: -1, disk: -1 } } },
  },
  task_params: {
    common: { psi: { id: 'id' } },
    guest: { '0': { psi: { dataset_id: 'tables#customers' } } },
    host: { '0': { psi: { dataset_id: 'tables#patients' } } },
  },
}

/** As a node's own upper layer submits it: no job_id. */
export const JOB_12 = {
  flow_id: 'quarterly',
  dag: {
    version: '2.0.0',
    components: [
      {
        name: 'psi',
        componentName: 'psi',
        provider: 'isched-demo',
        version: '1.0.0',
        input: [],
        output: [{ key: 'train_data', type: 'dataset' }],
      },
      {
        name: 'regression',
        componentName: 'linear_regression',
        provider: 'isched-demo',
        version: '1.0.0',
        input: [{ key: 'psi.train_data', type: 'dataset' }],
        output: [{ key: 'model', type: 'model' }],
      },
    ],
  },
  config,
}

export const JOB_10 = {
  ...JOB_12,
  dag: {
    ...JOB_12.dag,
    components: JOB_12.dag.components.map(({ componentName, provider: _provider, ...rest }) => ({
      ...rest,
      code: componentName,
      module_name: componentName,
    })),
  },
}

/** The same job in both spellings, by what the examples are called. */
export const JOBS = { 'edition 1.2': JOB_12, 'edition 1.0': JOB_10 }
export const JOBS_WITH_ID = {
  'edition 1.2': { job_id: JOB_ID, ...JOB_12 },
  'edition 1.0': { job_id: JOB_ID, ...JOB_10 },
}

export const REGISTRATION = {
  imageUrl: 'isched-demo/components:1.0.0',
  component_info: {
    componentName: 'psi',
    title: 'Private set intersection',
    provider: 'isched-demo',
    version: '1.0.0',
    description: 'Finds the ids that both parties have.',
    roleList: ['guest', 'host'],
    storageEngine: ['file'],
    inputParam: [{ name: 'id', title: 'Id column', type: 'string', optional: true, defaultValue: 'id' }],
    inputData: [{ name: 'data', category: 'dataset', dataFormat: ['csv'] }],
    outputData: [{ name: 'train_data', category: 'training_set', dataFormat: ['csv'] }],
    result: [{ resultCode: '13', resultMessage: 'There are too few rows.' }],
  },
}

export const STATUS = { job_status: 'RUNNING', status: { [TASK_ID]: 'RUNNING', [TASK_BELOW]: 'READY' } }

export const SUMMARY = {
  job_id: JOB_ID,
  flow_id: 'quarterly',
  old_job_id: '',
  status: 'RUNNING',
  reason: '',
  awaiting_approval: false,
  parts: ['initiator', 'scheduler', 'participant'],
  initiator: 'bank-a',
  scheduler: 'bank-a',
  roles: ['guest.0'],
  tasks: { total: 2, success: 0, failed: 0, running: 1 },
  created_at: '2026-03-02T08:15:00.000Z',
  updated_at: '2026-03-02T08:15:04.120Z',
  revision: 9,
}

export const VIEW = {
  ...SUMMARY,
  trace_id: '0f1e2d3c4b5a69788796a5b4c3d2e1f0',
  sync_type: 'callback',
  task_list: [
    {
      task_id: TASK_ID,
      name: 'psi',
      component: 'isched-demo/psi@1.0.0',
      status: 'RUNNING',
      stopped: false,
      upstream: [],
      parties: [
        {
          node_id: 'bank-a',
          role: 'guest.0',
          status: 'RUNNING',
          instance: { name: 'isched-4d1f-psi-guest-0', started_at: '2026-03-02T08:15:04.000Z', removed: false },
        },
        { node_id: 'hospital-b', role: 'host.0', status: 'READY' },
      ],
      started_at: '2026-03-02T08:15:04.000Z',
    },
  ],
  nodes: [
    { node_id: 'bank-a', roles: ['guest.0'], approval: 'READY' },
    { node_id: 'hospital-b', roles: ['host.0'], approval: 'READY' },
  ],
  warnings: [],
}
