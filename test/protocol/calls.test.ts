import t from 'tap'
import type { z } from 'zod'
import {
  auditSchema,
  componentCallbackSchema,
  jobListQuerySchema,
  jobStartSchema,
  logLineQuerySchema,
  logQuerySchema,
  pollSchema,
  statusAnswerSchema,
  statusQuerySchema,
  stopSchema,
  stopTaskSchema,
  taskCallbackSchema,
  taskStartSchema,
  taskStopSchema,
} from '../../src/protocol/calls.js'

const taken: [string, z.ZodType, unknown][] = [
  ['job/start', jobStartSchema, { job_id: 'job-1' }],
  ['job/start with what nobody knows', jobStartSchema, { job_id: 'job-1', extra: 1 }],
  ['task/start', taskStartSchema, { job_id: 'job-1', task_id: 'task-1', task_name: '训练' }],
  ['job/stop of the whole job', stopSchema, { job_id: 'job-1' }],
  ['job/stop with a null name', stopSchema, { job_id: 'job-1', task_name: null }],
  ['job/stop with an empty name', stopSchema, { job_id: 'job-1', task_name: '' }],
  ['job/stop of a task', stopSchema, { job_id: 'job-1', task_name: 'psi' }],
  ['job/stop with a final status of another word', stopSchema, { job_id: 'job-1', final_status: 'DONE' }],
  ['platform stop_task', stopTaskSchema, { job_id: 'job-1', task_name: 'psi' }],
  ['task/stop', taskStopSchema, { task_id: 'task-1' }],
  ['task/poll of a role', pollSchema, { task_id: 'task-1', role: 'guest' }],
  ['task/poll of all roles', pollSchema, { task_id: 'task-1', role: '' }],
  ['task/poll without a role', pollSchema, { task_id: 'task-1' }],
  ['task/callback', taskCallbackSchema, { task_id: 'task-1', status: 'READY', role: 'guest.0' }],
  ['a callback of a component', componentCallbackSchema, { task_id: 'task-1', status: 'RUNNING', role: 'guest.0' }],
  ['audit_confirm', auditSchema, { job_id: 'job-1', status: 'REJECTED', reason: 'no' }],
  ['status_all', statusQuerySchema, { job_id: 'job-1' }],
  ['query_job_list', jobListQuerySchema, {}],
  ['get_log_line', logLineQuerySchema, { task_id: 'task-1', log_level: 'debug' }],
]
for (const [what, schema, body] of taken) {
  t.test(`taken: ${what}`, async t => {
    t.ok(schema.safeParse(body).success)
  })
}

const refused: [string, z.ZodType, unknown, string][] = [
  ['job/start without a job', jobStartSchema, {}, 'job_id'],
  ['an id that leads out of its folder', jobStartSchema, { job_id: '../job' }, 'job_id'],
  ['a stop of an id that is no file name', stopSchema, { job_id: 'a b' }, 'job_id'],
  [
    'a task id that leads out of its folder',
    taskStartSchema,
    { job_id: 'job-1', task_id: '../../etc', task_name: 'psi' },
    'task_id',
  ],
  ['task/start without a name', taskStartSchema, { job_id: 'job-1', task_id: 'task-1', task_name: '' }, 'task_name'],
  ['stop_task without a name', stopTaskSchema, { job_id: 'job-1' }, 'task_name'],
  ['a callback with an unknown status', taskCallbackSchema, { task_id: 'task-1', status: 'DONE' }, 'status'],
  ['a component that calls itself READY', componentCallbackSchema, { task_id: 'task-1', status: 'READY' }, 'status'],
  ['an approval that is neither', auditSchema, { job_id: 'job-1', status: 'RUNNING' }, 'status'],
  ['a log level of another word', logLineQuerySchema, { task_id: 'task-1', log_level: 'warn' }, 'log_level'],
  ['a log page without a start', logQuerySchema, { task_id: 'task-1', log_level: 'info' }, 'start'],
  ['a log page before the first line', logQuerySchema, { task_id: 'task-1', log_level: 'info', start: -1 }, 'start'],
]
for (const [what, schema, body, field] of refused) {
  t.test(`refused: ${what}`, async t => {
    const { error } = schema.safeParse(body)
    t.strictSame(
      error?.issues.map(issue => issue.path.join('.')),
      [field],
    )
  })
}

t.test('numbers of a query are text, and an empty length is none', async t => {
  const query = { task_id: 'task-1', log_level: 'info', start: '1', length: '' }
  t.match(logQuerySchema.parse(query), { start: 1, length: '' })
  t.match(logQuerySchema.parse({ ...query, length: '20' }), { length: 20 })
})

t.test('a status_all of a peer is read whatever it leaves out', async t => {
  t.strictSame(statusAnswerSchema.parse({}), {})
  t.match(statusAnswerSchema.parse({ job_status: 'SUCCESS', status: { p1: 'SUCCESS' } }), { job_status: 'SUCCESS' })
  t.strictSame(statusAnswerSchema.parse({ job_status: 'GONE', status: [] }), {
    job_status: undefined,
    status: undefined,
  })
})
