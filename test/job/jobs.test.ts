/** All jobs of a node, over a real store. */
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import t, { type Test } from 'tap'
import { JOB_SCHEMA, type JobDocument, readDocument } from '../../src/job/document.js'
import { Jobs } from '../../src/job/jobs.js'
import type { JobEvent } from '../../src/job/machine.js'
import { Slots } from '../../src/participant/slots.js'
import type { ParticipantPlan } from '../../src/participant/state.js'
import { taskIdOf } from '../../src/protocol/job.js'
import { Documents } from '../../src/store/documents.js'
import { until } from '../helpers/until.js'
import { bodyOf } from './documents.js'

const clock = { at: 10_000 }

async function directory(t: Test): Promise<string> {
  const made = await mkdtemp(join(tmpdir(), 'isched-jobs-'))
  t.teardown(() => rm(made, { recursive: true, force: true }))
  return made
}

/** The jobs of a directory; `failing.with` makes writes fail. */
async function open(t: Test, where: string) {
  const failing: { with: Error | undefined } = { with: undefined }
  class FailingDocuments extends Documents<JobDocument> {
    override async write(id: string, value: JobDocument): Promise<void> {
      if (failing.with) throw failing.with
      await super.write(id, value)
    }
  }
  const store = new FailingDocuments({ directory: where, schema: JOB_SCHEMA, check: readDocument })
  await store.open()
  const begun: string[] = []
  const stored: string[] = []
  const jobs = new Jobs({
    store,
    slots: new Slots({ instances: 9, cpu: 9, memory: 9 }),
    now: () => clock.at,
    perform: async (command, { jobId, recovered }) => {
      begun.push(`${jobId} ${command.type}${recovered ? ' again' : ''}`)
    },
    onStored: ({ job_id: id, status }) => stored.push(`${id} ${status}`),
    onFault: () => undefined,
  })
  const problems = await jobs.load()
  t.teardown(() => jobs.close())
  return { jobs, begun, stored, failing, problems }
}

/** A job of one task with this node as its only guest. */
function creation(jobId: string, at = 1000, flow = ''): JobEvent {
  const plan: ParticipantPlan = {
    jobId,
    self: 'g',
    reportsTo: 's',
    pushes: 'none',
    guessesTaskIds: true,
    patienceMs: 1000,
    graceMs: 1000,
    deadlines: {},
    approval: 'auto',
    tasks: {
      a: { taskId: taskIdOf(jobId, 'a'), upstream: [], instances: { 'guest.0': { token: 't', resources: {} } } },
    },
    components: {},
    warnings: [],
  }
  const body = bodyOf({ tasks: { a: {} }, beside: { flow_id: flow } })
  return { part: 'job', type: 'takePart', at, traceId: 'x', self: 'g', jobId, body, digest: 'd', scheduler: 's', plan }
}

const stop = (at = 5): JobEvent => ({ part: 'participant', event: { type: 'stop', at } })
const heard = (entryId: number): JobEvent => ({
  part: 'participant',
  event: { type: 'answered', peer: 's', entryId, outcome: { kind: 'ok', data: {} }, at: 5 },
})

t.test('a job is stored, and known by its id and by its tasks', async t => {
  const { jobs, stored } = await open(t, await directory(t))
  await jobs.apply('job-1', creation('job-1'))
  t.ok(jobs.has('job-1'))
  t.equal((await jobs.get('job-1'))?.jobId, 'job-1')
  t.equal(jobs.jobOfTask(taskIdOf('job-1', 'a')), 'job-1')
  t.equal(jobs.jobOfTask('task-0'), undefined)
  t.strictSame(stored, ['job-1 READY'])
  t.equal(jobs.countByStatus().READY, 1)
})

t.test('a job that is not known is 404, and leaves nothing behind', async t => {
  const { jobs } = await open(t, await directory(t))
  await t.rejects(jobs.apply('job-9', stop()), { code: 404 })
  t.equal(await jobs.get('job-9'), undefined)
  t.notOk(jobs.has('constructor'))
})

t.test('a list has the newest first', async t => {
  const { jobs } = await open(t, await directory(t))
  for (const id of ['job-1', 'job-2', 'job-3']) await jobs.apply(id, creation(id))
  await jobs.apply('job-1', stop())
  t.strictSame(
    jobs.summaries().map(({ job_id: id }) => id),
    ['job-3', 'job-2', 'job-1'],
  )
})

t.test('a task id that the scheduler changed is known by its new name only', async t => {
  const { jobs } = await open(t, await directory(t))
  await jobs.apply('job-1', creation('job-1'))
  await jobs.apply('job-1', { part: 'participant', event: { type: 'taskStart', task: 'a', taskId: 'theirs', at: 2 } })
  t.equal(jobs.jobOfTask('theirs'), 'job-1')
  t.equal(jobs.jobOfTask(taskIdOf('job-1', 'a')), undefined)
})

t.test('a task id stays with the job that had it first', async t => {
  const { jobs } = await open(t, await directory(t))
  await jobs.apply('job-1', creation('job-1'))
  await jobs.apply('job-2', creation('job-2'))
  const start = (taskId: string): JobEvent => ({
    part: 'participant',
    event: { type: 'taskStart', task: 'a', taskId, at: 2 },
  })
  await jobs.apply('job-1', start('shared'))
  await jobs.apply('job-2', start('shared'))
  await jobs.apply('job-2', stop())
  t.equal(jobs.jobOfTask('shared'), 'job-1')
})

t.test('a job that is over and has nothing left to do sleeps, and wakes when it is asked for', async t => {
  const { jobs } = await open(t, await directory(t))
  await jobs.apply('job-1', creation('job-1'))
  await jobs.apply('job-1', heard(1))
  t.equal(jobs.living().length, 1)
  await jobs.apply('job-1', stop())
  const inMemory = await jobs.get('job-1')
  await until('it sleeps', async () => (await jobs.get('job-1')) !== inMemory)
  t.strictSame(jobs.living(), [])
  t.match(await jobs.get('job-1'), { participant: { status: 'FINISHED' } })
  t.match(await jobs.apply('job-1', stop()), { participant: { status: 'FINISHED' } })
  t.equal((await jobs.until('job-1', () => false, 1))?.jobId, 'job-1')
})

t.test('after a restart, what lives goes on, and all is listed in its order', async t => {
  const where = await directory(t)
  const first = await open(t, where)
  await first.jobs.apply('job-b', creation('job-b', 1000, 'flow'))
  await first.jobs.apply('job-b', heard(1))
  await first.jobs.apply('job-b', stop())
  await first.jobs.apply('job-a', creation('job-a', 2000))
  await first.jobs.close()
  const { jobs, begun, problems } = await open(t, where)
  t.strictSame(problems, [])
  t.strictSame(begun.sort(), ['job-a call again', 'job-a prepare again'])
  t.match(jobs.summaries(), [
    { job_id: 'job-a', status: 'READY' },
    { job_id: 'job-b', status: 'FINISHED', flow_id: 'flow' },
  ])
  t.equal(jobs.jobOfTask(taskIdOf('job-b', 'a')), 'job-b')
})

t.test('a file that is no job is reported, and the others are there', async t => {
  const where = await directory(t)
  const first = await open(t, where)
  await first.jobs.apply('job-1', creation('job-1'))
  await first.jobs.close()
  await writeFile(join(where, 'job-2.json'), '{"schema":1,"jobId":7}')
  const { jobs, problems } = await open(t, where)
  t.match(problems, [{ id: 'job-2', message: /set aside/ }])
  t.strictSame(
    jobs.summaries().map(({ job_id: id }) => id),
    ['job-1'],
  )
})

t.test('a write that fails stops the taking of new work, and the next one that works takes it up again', async t => {
  const { jobs, failing } = await open(t, await directory(t))
  await jobs.apply('job-1', creation('job-1'))
  failing.with = new Error('no space left on device')
  await t.rejects(jobs.apply('job-2', creation('job-2')), { code: 503 })
  t.equal(jobs.closed, 'no space left on device')
  await t.rejects(jobs.apply('job-3', creation('job-3')), { code: 503, message: /no new work is taken: no space left/ })
  failing.with = undefined
  await jobs.apply('job-1', stop())
  t.equal(jobs.closed, undefined)
  await jobs.apply('job-3', creation('job-3'))
  t.notOk(jobs.has('job-2'), 'what could not be stored is not known')
})

t.test('where nothing else is written, new work itself finds out, one at a time', async t => {
  const { jobs, failing } = await open(t, await directory(t))
  failing.with = new Error('no space left on device')
  await t.rejects(jobs.apply('job-1', creation('job-1')), { code: 503 })
  failing.with = undefined
  await t.rejects(jobs.apply('job-1', creation('job-1')), { message: /no new work/ }, 'not at once')
  clock.at += 60_000
  await jobs.apply('job-1', creation('job-1'))
  t.equal(jobs.closed, undefined)
})

t.test('closed, it takes no new work', async t => {
  const { jobs } = await open(t, await directory(t))
  await jobs.close()
  await t.rejects(jobs.apply('job-1', creation('job-1')), { code: 503, message: /stopping/ })
})
