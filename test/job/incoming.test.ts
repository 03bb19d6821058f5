import t from 'tap'
import { incoming, read } from '../../src/job/incoming.js'
import type { JobEvent } from '../../src/job/machine.js'
import type { CallRoute } from '../../src/job/outbox.js'
import { stopSchema, taskCallbackSchema } from '../../src/protocol/calls.js'

const at = 7
const participant = (event: object): object => ({ part: 'participant', event: { ...event, at } })
const scheduler = (event: object): object => ({ part: 'scheduler', event: { ...event, at } })

const calls: [CallRoute, unknown, object][] = [
  ['job/start', { job_id: 'j' }, participant({ type: 'jobStart' })],
  [
    'task/start',
    { job_id: 'j', task_id: 't1', task_name: 'a' },
    participant({ type: 'taskStart', task: 'a', taskId: 't1' }),
  ],
  ['job/stop', { job_id: 'j' }, participant({ type: 'stop' })],
  ['job/stop', { job_id: 'j', task_name: null }, participant({ type: 'stop' })],
  ['job/stop', { job_id: 'j', task_name: '' }, participant({ type: 'stop' })],
  ['job/stop', { job_id: 'j', task_name: 'a' }, participant({ type: 'stop', task: 'a' })],
  [
    'job/stop',
    { job_id: 'j', final_status: 'REJECTED', reason: 'no' },
    participant({ type: 'stop', finalStatus: 'REJECTED', reason: 'no' }),
  ],
  ['task/stop', { task_id: 't1' }, participant({ type: 'stopById', taskId: 't1' })],
  ['job/stop_all', { job_id: 'j', task_name: 'a' }, scheduler({ type: 'stopAll', by: 'peer', task: 'a' })],
  ['job/stop_all', { job_id: 'j', task_name: '' }, scheduler({ type: 'stopAll', by: 'peer' })],
  [
    'job/audit_confirm',
    { job_id: 'j', status: 'READY' },
    scheduler({ type: 'audited', node: 'peer', status: 'READY' }),
  ],
  [
    'job/audit_confirm',
    { job_id: 'j', status: 'REJECTED', reason: 'no' },
    scheduler({ type: 'audited', node: 'peer', status: 'REJECTED', reason: 'no' }),
  ],
  [
    'task/callback',
    { task_id: 't1', status: 'FAILED', role: 'guest.0', reason: 'exit code 1' },
    scheduler({
      type: 'reported',
      node: 'peer',
      taskId: 't1',
      role: 'guest.0',
      status: 'FAILED',
      message: 'exit code 1',
    }),
  ],
  [
    'task/callback',
    { task_id: 't1', status: 'READY' },
    scheduler({ type: 'reported', node: 'peer', taskId: 't1', role: '', status: 'READY' }),
  ],
]
for (const [route, body, event] of calls) {
  t.test(`${route} ${JSON.stringify(body)}`, async t => {
    t.strictSame(incoming(route, body, 'peer', at), event)
  })
}

t.test('a creation is not about a job that is known', async t => {
  t.throws(() => incoming('job/create', {}, 'peer', at), { code: 500 })
  t.throws(() => incoming('job/create_all', {}, 'peer', at), { code: 500 })
})

t.test('a body that is none is refused with every field that is wrong, and what belongs there', async t => {
  const refused = (read: () => JobEvent | object, message: string | RegExp) => t.throws(read, { code: 400, message })
  refused(
    () => incoming('task/start', { task_id: '' }, 'peer', at),
    /^job_id: missing; text belongs here; task_id: "" is no id.*; task_name: missing/,
  )
  refused(() => read(stopSchema, undefined), 'the body: missing; an object belongs here')
  refused(() => read(stopSchema, []), 'the body: an object belongs here')
  refused(() => read(stopSchema, { job_id: 1 }), 'job_id: text belongs here')
  refused(() => read(stopSchema, { job_id: '../x' }), /^job_id: "\.\.\/x" is no id: letters, digits/)
  refused(
    () => read(taskCallbackSchema, { task_id: 't', status: 'DONE' }),
    'status: one of "PENDING", "READY", "RUNNING", "SUCCESS", "FAILED" belongs here',
  )
})
