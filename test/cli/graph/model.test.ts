import t from 'tap'
import { tasksOfBody, tasksOfJob } from '../../../src/cli/graph/model.js'
import { expand } from '../../../src/cli/job-file/expand.js'
import { parseYaml } from '../../../src/yaml/parse.js'
import { job, jobId, task } from '../views.js'

t.test('tasks of a body stand in layers, with what they read', async t => {
  const { body } = expand(
    parseYaml(
      `
roles: {guest: a}
tasks:
  join: {component: joiner@1, input: [left.model, right.model, left.report]}
  left: {component: trainer@1, input: load.rows, output: [model, report]}
  right: {component: trainer@1, input: load.rows, output: model}
  load: {component: loader@1, output: rows}`,
      'job.yaml',
    ),
  )
  t.same(tasksOfBody(body), [
    { name: 'load', component: 'loader', upstream: [], layer: 1 },
    { name: 'left', component: 'trainer', upstream: [{ task: 'load', outputs: ['rows'] }], layer: 2 },
    { name: 'right', component: 'trainer', upstream: [{ task: 'load', outputs: ['rows'] }], layer: 2 },
    {
      name: 'join',
      component: 'joiner',
      upstream: [
        { task: 'left', outputs: ['model', 'report'] },
        { task: 'right', outputs: ['model'] },
      ],
      layer: 3,
    },
  ])
})

t.test('tasks of a job have their statuses', async t => {
  const view = job({
    job_id: jobId('a'),
    task_list: [task('psi', 'SUCCESS'), task('train', 'RUNNING', { upstream: ['psi'] })],
  })
  t.match(tasksOfJob(view), [
    { name: 'psi', status: 'SUCCESS', layer: 1 },
    { name: 'train', status: 'RUNNING', layer: 2, upstream: [{ task: 'psi', outputs: [] }] },
  ])
})
