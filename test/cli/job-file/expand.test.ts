import t from 'tap'
import { expand } from '../../../src/cli/job-file/expand.js'
import { checkBody } from '../../../src/job/check.js'
import { parseYaml } from '../../../src/yaml/parse.js'

function expanded(text: string, nodeId?: string) {
  return expand(parseYaml(text, 'job.yaml'), nodeId)
}

const SHORT = `
flow_id: 20240301
roles: {guest: bank-a, host: bank-b}
common: {scheduler: bank-b}
resources: {host: {cpu: 2}}
tasks:
  psi:
    component: isched/psi@1.0.0
    output: ids
    params: {guest: {dataset_id: demo#guest}}
  train:
    component: isched/linreg@1.0.0
    input: psi.ids
`

t.test('the short form is the body, written out', async t => {
  const { body, problems } = expanded(SHORT)
  t.same(problems, [])
  t.same(checkBody(body), [])
  t.same(body, {
    flow_id: '20240301',
    dag: {
      version: '2.0.0',
      components: [
        {
          name: 'psi',
          componentName: 'psi',
          provider: 'isched',
          version: '1.0.0',
          input: [],
          output: [{ key: 'ids', type: 'dataset' }],
        },
        {
          name: 'train',
          componentName: 'linreg',
          provider: 'isched',
          version: '1.0.0',
          input: [{ key: 'psi.ids', type: 'dataset' }],
          output: [],
        },
      ],
    },
    config: {
      version: '2.0.0',
      initiator: { role: 'guest', node_id: 'bank-a' },
      role: { guest: ['bank-a'], host: ['bank-b'] },
      job_params: { common: { scheduler: 'bank-b' }, host: { '0': { resources: { cpu: 2 } } } },
      task_params: { guest: { '0': { psi: { dataset_id: 'demo#guest' } } } },
    },
  })
})

t.test('the node that takes the job begins it', async t => {
  t.match(expanded(SHORT, 'bank-b').body.config, { initiator: { role: 'host', node_id: 'bank-b' } })
})

t.test('a body as it travels stays as it is, unknown fields included', async t => {
  const body = {
    flow_id: 'f',
    old_job_id: 'job-1',
    dag: {
      version: '1',
      components: [{ name: 'a', code: 'x', module_name: 'x', version: 'v1', input: [], output: [], vendor: 1 }],
    },
    config: {
      version: '1',
      initiator: { role: 'guest', node_id: 'a' },
      role: { guest: ['a'] },
      job_params: { common: { sync_type: 'poll' }, guest: { '0': { resources: { cpu: -1 } } } },
      task_params: { common: { a: { x: null } } },
    },
  }
  const { body: same, problems } = expanded(JSON.stringify(body))
  t.same(same, body)
  t.same(problems, [])
})

t.test('a mistake in the body is found again in the file', async t => {
  const { sourceOf } = expanded(SHORT)
  t.same(sourceOf(['dag', 'components', 1, 'input', 0, 'key']), ['tasks', 'train', 'input'])
  t.same(sourceOf(['dag', 'components', 0, 'output', 0, 'key']), ['tasks', 'psi', 'output'])
  t.same(sourceOf(['config', 'role', 'host', 0]), ['roles', 'host'])
  t.same(sourceOf(['config', 'job_params', 'host', '0', 'resources', 'cpu']), ['resources', 'host', 'cpu'])
  t.same(sourceOf(['config', 'job_params', 'common', 'scheduler']), ['common', 'scheduler'])
  t.same(sourceOf(['config', 'task_params', 'guest', '0', 'psi', 'dataset_id']), [
    'tasks',
    'psi',
    'params',
    'guest',
    'dataset_id',
  ])
})

t.test('what is said twice, and what is used nowhere', async t => {
  const { problems } = expanded(`
job_id: mine
roles: {guest: a}
initiator: guest
common: {}
tasks: {a: {component: x@1}}
dag: {components: []}
config: {role: {guest: [b]}, initiator: {role: guest}, job_params: {common: {}}}`)
  t.same(
    problems.map(({ severity, line, message }) => [severity, line, message]),
    [
      ['error', 3, '"roles" and "config.role" say the same thing; keep one of them'],
      ['error', 4, '"initiator" and "config.initiator" say the same thing; keep one of them'],
      ['error', 5, '"common" and "config.job_params.common" say the same thing; keep one of them'],
      ['error', 6, '"tasks" and "dag.components" say the same thing; keep one of them'],
      ['warning', 2, 'every submit makes a job_id of its own; this one is not used'],
    ],
  )
})

t.test('an empty file lacks roles and tasks, and says it once', async t => {
  const { body, problems, isSettled } = expanded('{}')
  t.same(
    problems.map(({ message }) => message),
    ['nobody holds a role in this job', 'the job has no tasks'],
  )
  t.same(
    checkBody(body).filter(({ path }) => !isSettled(path)),
    [],
  )
})

t.test('what is no mapping at all, here and there', async t => {
  t.match(expanded('[1]').problems, [{ message: /a mapping belongs here: roles and tasks/ }, {}, {}])
  const { body, problems } = expanded(
    'roles: {guest: a}\ntasks: {a: {component: x@1}}\nresources: {gest: {}, guest: {memroy: 1}}\nconfig: {job_params: 7}',
  )
  t.match(problems, [
    { message: /nobody holds the role "gest"/ },
    { message: 'there is no "memroy" in resources', hint: 'did you mean "memory"?' },
  ])
  t.match(checkBody(body), [{ path: ['config', 'job_params'] }], 'the check finds what could not be read')
})
