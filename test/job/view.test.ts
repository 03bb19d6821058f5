/** A job as isched's own routes show it. */
import t from 'tap'
import type { JobDocument } from '../../src/job/document.js'
import { type JobEvent, step } from '../../src/job/machine.js'
import { iso, shownStatus, summaryOf, taskNames, viewOf } from '../../src/job/view.js'
import { taskIdOf } from '../../src/protocol/job.js'
import { handedOver, JOB, scheduled, TRACE, takenPart } from './documents.js'

const well = () => undefined
const apply = (doc: JobDocument, ...events: JobEvent[]): JobDocument => events.reduce<JobDocument>(step, doc)

/** The component of a task here is started at 2000, and ends at 3000 with this code. */
function ran(task: string, exitCode: number, role = 'guest.0'): JobEvent[] {
  const of = { task, role, taskId: taskIdOf(JOB, task) }
  return [
    { part: 'participant', event: { type: 'taskStart', task, taskId: of.taskId, at: 1500 } },
    { part: 'participant', event: { type: 'prepared', id: `id-${task}`, ...of, at: 1600 } },
    { part: 'participant', event: { type: 'granted', ...of, at: 1700 } },
    { part: 'participant', event: { type: 'started', startedAt: 2000, ...of, at: 2000 } },
    { part: 'participant', event: { type: 'exited', exitCode, endedAt: 3000, ...of, at: 3000 } },
  ]
}

t.test('a summary: what a list shows', async t => {
  const doc = await takenPart('h', { beside: { flow_id: 'f', old_job_id: 'job-0' }, common: { scheduler: 's' } })
  t.strictSame(summaryOf(doc), {
    job_id: JOB,
    flow_id: 'f',
    old_job_id: 'job-0',
    status: 'READY',
    reason: 'approved here; waits for the others',
    awaiting_approval: false,
    parts: ['participant'],
    initiator: 'g',
    scheduler: 's',
    roles: ['host.0'],
    tasks: { total: 2, success: 0, failed: 0, running: 0 },
    created_at: '1970-01-01T00:00:01.000Z',
    updated_at: '1970-01-01T00:00:01.000Z',
    revision: 0,
  })
})

t.test('the parts that this node plays', async t => {
  t.strictSame(summaryOf(await scheduled('g')).parts, ['initiator', 'scheduler', 'participant'])
  t.strictSame(summaryOf(await scheduled('s')).parts, ['scheduler'])
  t.strictSame(summaryOf(handedOver('g', 's')).parts, ['initiator'])
})

t.test('whether it waits for the operator', async t => {
  const waiting = await takenPart('h', {}, { approval: 'manual' })
  t.ok(summaryOf(waiting).awaiting_approval)
  t.notOk(summaryOf(apply(waiting, { part: 'participant', event: { type: 'stop', at: 9 } })).awaiting_approval)
})

t.test('what a job that has not begun waits for is its reason', async t => {
  const reason = (doc: JobDocument) => summaryOf(doc).reason
  t.equal(reason(await takenPart('h', {}, { approval: 'manual' })), 'waits for approval by h')
  const job = await scheduled('s', { roles: { guest: ['g'], host: ['h', 'i'] } })
  t.equal(reason(job), 'waits for g and h and i to take the job')
  const taken = (doc: JobDocument, peer: string): JobDocument => {
    const entryId = doc.schedulerPart?.outbox.peers[peer]?.[0]?.id ?? 0
    const outcome = { kind: 'ok' as const, data: {} }
    return apply(doc, { part: 'scheduler', event: { type: 'answered', peer, entryId, outcome, at: 5 } })
  }
  const halfway = taken(taken(job, 'g'), 'h')
  t.equal(reason(halfway), 'waits for i to take the job; waits for approval by g and h')
  const approved = apply(halfway, { part: 'scheduler', event: { type: 'audited', node: 'g', status: 'READY', at: 6 } })
  t.equal(reason(approved), 'waits for i to take the job; waits for approval by h')
})

t.test('an outcome is shown once it is over', async t => {
  const doc = apply(await takenPart('h'), {
    part: 'participant',
    event: { type: 'stop', outcome: 'stopped', reason: 'stopped by g', at: 9 },
  })
  t.match(summaryOf(doc), { status: 'FINISHED', outcome: 'stopped', reason: 'stopped by g', finished_at: iso(9) })
})

t.test('a view of a participant: its own parties with their instances, the others without a status', async t => {
  const doc = apply(await takenPart('h'), ...ran('a', 3, 'host.0'))
  const [a, b] = viewOf(doc, well).task_list
  t.match(a, {
    task_id: taskIdOf(JOB, 'a'),
    name: 'a',
    component: 'shell',
    status: 'FAILED',
    stopped: false,
    upstream: [],
    started_at: iso(2000),
    finished_at: iso(3000),
  })
  t.strictSame(
    [...(a?.parties ?? [])].sort((x, y) => (x.node_id < y.node_id ? -1 : 1)),
    [
      { node_id: 'g', role: 'guest.0' },
      {
        node_id: 'h',
        role: 'host.0',
        status: 'FAILED',
        message: 'exit code 3',
        instance: { name: 'id-a', exit_code: 3, started_at: iso(2000), finished_at: iso(3000), removed: false },
      },
    ],
  )
  t.match(b, { status: 'PENDING', upstream: ['a'] })
})

t.test('a view of the scheduler: every party as it was reported', async t => {
  const doc = apply(
    await scheduled('g'),
    { part: 'scheduler', event: { type: 'audited', node: 'h', status: 'READY', at: 5 } },
    ...ran('a', 0),
    {
      part: 'scheduler',
      event: { type: 'reported', node: 'h', taskId: taskIdOf(JOB, 'a'), role: 'host', status: 'RUNNING', at: 6 },
    },
  )
  const view = viewOf(doc, node => `${node} is away`)
  t.match(view.task_list[0], {
    status: 'RUNNING',
    parties: [
      { role: 'guest.0', status: 'SUCCESS' },
      { role: 'host.0', status: 'RUNNING' },
    ],
  })
  t.match(view.nodes, [
    { node_id: 'g', roles: ['guest.0'], approval: 'READY' },
    { node_id: 'h', roles: ['host.0'], approval: 'READY', trouble: 'h is away' },
  ])
  t.notOk('trouble' in (view.nodes[0] ?? {}), 'nothing is on its way to it')
})

t.test('a refusal is shown at its node', async t => {
  const doc = apply(await scheduled('g'), {
    part: 'scheduler',
    event: { type: 'audited', node: 'h', status: 'REJECTED', reason: 'no', at: 5 },
  })
  t.match(viewOf(doc, well).nodes[1], { node_id: 'h', approval: 'REJECTED', reason: 'no' })
})

t.test('what was stopped by name is shown so; what a job that ended well ran is not', async t => {
  const doc = apply(await takenPart('h'), { part: 'participant', event: { type: 'stop', task: 'b', at: 9 } })
  t.strictSame(
    viewOf(doc, well).task_list.map(({ stopped }) => stopped),
    [false, true],
  )
  const over = apply(await takenPart('h'), { part: 'participant', event: { type: 'stop', at: 9 } })
  t.strictSame(
    viewOf(over, well).task_list.map(({ stopped }) => stopped),
    [false, false],
  )
})

t.test('a task that this node cannot know is not shown as done', async t => {
  const doc = await takenPart('h', {}, { components: [] })
  t.equal(shownStatus(doc, 'a'), 'PENDING')
})

t.test('how far its tasks are is counted', async t => {
  const doc = apply(await takenPart('g', { common: { scheduler: 's' } }), ...ran('a', 0))
  t.match(summaryOf(doc).tasks, { total: 2, success: 1, failed: 0, running: 0 })
})

t.test('the tasks stand in an order in which none is before its upstream', async t => {
  t.strictSame(taskNames(await takenPart('h', { tasks: { b: { after: ['a'] }, a: {} } })), ['a', 'b'])
})

t.test('a job of which only a stop is known has no tasks, and can be shown', async t => {
  const stop = {
    part: 'job' as const,
    type: 'stopUnknown' as const,
    at: 3,
    traceId: TRACE,
    self: 'h',
    jobId: JOB,
    by: 'g',
    reason: 'over',
  }
  const view = viewOf(step(undefined, stop), well)
  t.match(view, { job_id: JOB, status: 'FINISHED', reason: 'over', task_list: [], nodes: [], initiator: '' })
})

t.test('warnings are shown', async t => {
  const doc = await takenPart('h', {}, { components: [] })
  t.equal(viewOf(doc, well).warnings.length, 2)
  t.equal(viewOf(doc, well).sync_type, 'poll')
  t.equal(viewOf(await takenPart('h', { common: { sync_type: 'callback' } }), well).sync_type, 'callback')
})
