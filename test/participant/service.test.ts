/** What a participant answers to calls of its scheduler, its components and its operator. Sections 2, 6 and 7. */
import t, { type Test } from 'tap'
import { peerSettings } from '../../src/config/peers.js'
import type { NodeContext } from '../../src/job/context.js'
import { ParticipantService } from '../../src/participant/service.js'
import { taskIdOf } from '../../src/protocol/job.js'
import { nodeContext, refusal } from '../helpers/context.js'
import { bodyOf, JOB } from '../job/documents.js'

const from = (node: string | undefined) => ({ node, traceId: 'trace-1' })
const body = { ...bodyOf(), job_id: JOB }
const A = taskIdOf(JOB, 'a')

/** h takes part in a job of g. */
async function participant(t: Test, over: Partial<NodeContext> = {}) {
  const node = await nodeContext(t, 'h', { g: 'isched', x: 'isched' }, over)
  return { node, service: new ParticipantService(node) }
}

t.test('create is taken from the scheduler of record and approved by the policy auto', async t => {
  const { node, service } = await participant(t)
  await service.create(body, from('g'))
  t.match((await node.jobs.get(JOB))?.participant, { approval: 'READY', status: 'READY', reportsTo: 'g' })
})

t.test('create of another peer, or of a stranger, is 403', async t => {
  const { service } = await participant(t)
  t.match(await refusal(service.create(body, from('x'))), { code: 403, message: /only its scheduler g/ })
})

t.test(
  'create of a job that began here: from the scheduler that it was handed to, named in the body or not',
  async t => {
    const { node, service } = await participant(t)
    const begun = { ...bodyOf({ initiator: 'h', initiatorRole: 'host' }), job_id: JOB }
    const plan = { jobId: JOB, scheduler: 'g', digest: 'd', patienceMs: 1000, body: {} }
    const at = node.now()
    await node.jobs.apply(JOB, {
      part: 'job',
      type: 'handOver',
      at,
      traceId: '',
      self: 'h',
      jobId: JOB,
      body: begun,
      plan,
    })
    t.match(await refusal(service.create(begun, from('x'))), { code: 403, message: /only its scheduler g/ })
    const usurped = { ...bodyOf({ initiator: 'h', initiatorRole: 'host', common: { scheduler: 'x' } }), job_id: JOB }
    t.match(await refusal(service.create(usurped, from('x'))), { code: 403, message: /only its scheduler g/ })
    await service.create(begun, from('g'))
    t.match(await node.jobs.get(JOB), { scheduler: 'g', participant: { reportsTo: 'g' } })
  },
)

t.test('the same create again changes nothing; another body is 409', async t => {
  const { node, service } = await participant(t)
  await service.create(body, from('g'))
  const revision = (await node.jobs.get(JOB))?.revision
  await service.create(body, from('g'))
  t.equal((await node.jobs.get(JOB))?.revision, revision)
  const other = { ...bodyOf({ tasks: { z: {} } }), job_id: JOB }
  t.match(await refusal(service.create(other, from('g'))), { code: 409 })
})

t.test(
  'a component that is in the role list and not here is refused by name; without a role list it is a warning',
  async t => {
    const { service } = await participant(t, { components: () => [] })
    const listed = { ...bodyOf({ tasks: { a: { entry: { roleList: ['host'] } } } }), job_id: JOB }
    t.match(await refusal(service.create(listed, from('g'))), { code: 400, message: /task a: no component shell/ })
    t.match(await service.create(body, from('g')), { warnings: [/task a/, /task b/] })
    await service.start({ job_id: JOB }, from('g'))
    const start = service.startTask({ job_id: JOB, task_id: A, task_name: 'a' }, from('g'))
    t.match(await refusal(start), { code: 404, message: /no component shell/ })
  },
)

t.test('a stop for a job that is not known leaves a mark, so that its create cannot revive it', async t => {
  const { service } = await participant(t)
  await service.stop({ job_id: JOB }, from('g'))
  t.match(await refusal(service.create(body, from('g'))), { code: 409, message: /stopped by g/ })
})

t.test('a stop of somebody who is no peer leaves none', async t => {
  const { node, service } = await participant(t)
  t.match(await refusal(service.stop({ job_id: JOB }, from('stranger'))), { code: 403 })
  t.notOk(node.jobs.has(JOB))
})

t.test('a poll is always answered for whoever schedules a job that lives here', async t => {
  const { service } = await participant(t)
  await service.create(body, from('g'))
  t.same(await service.poll({ task_id: A, role: 'host' }, from('g')), { status: 'PENDING' })
  t.same(await service.poll({ task_id: 'not-known-yet', role: '' }, from('g')), { status: 'PENDING' })
  t.match(await refusal(service.poll({ task_id: 'not-known-yet', role: '' }, from('x'))), { code: 404 })
  t.same(
    await service.poll({ task_id: A, role: 'arbiter' }, from('g')),
    { status: 'SUCCESS' },
    'no role, so done with it',
  )
})

t.test('FATE-Flow polls whom it has sent no start, and an answer would stop it for good', async t => {
  const g = peerSettings('g', { address: 'http://127.0.0.1:9', preset: 'fate-flow' })
  const { service } = await participant(t, { peers: () => ({ g }) })
  await service.create(body, from('g'))
  t.match(await refusal(service.poll({ task_id: 'a-uuid', role: '' }, from('g'))), { code: 404 })
  await service.startTask({ job_id: JOB, task_id: 'a-uuid', task_name: 'a' }, from('g'))
  t.same(await service.poll({ task_id: 'a-uuid', role: '' }, from('g')), { status: 'READY' })
})

t.test("what this node's operator stopped has failed only once the scheduler knows why", async t => {
  const { node, service } = await participant(t)
  await service.create(body, from('g'))
  await service.startTask({ job_id: JOB, task_id: A, task_name: 'a' }, from('g'))
  const at = node.now()
  await node.jobs.apply(JOB, { part: 'participant', event: { type: 'operatorStop', at } })
  t.same(await service.poll({ task_id: A, role: 'host' }, from('g')), { status: 'RUNNING' })
  const told = (await node.jobs.get(JOB))?.participant?.outbox.peers.g ?? []
  const outcome = { kind: 'ok' as const, data: {} }
  for (const { id: entryId } of told)
    await node.jobs.apply(JOB, { part: 'participant', event: { type: 'answered', peer: 'g', entryId, outcome, at } })
  t.same(await service.poll({ task_id: A, role: 'host' }, from('g')), {
    status: 'FAILED',
    reason: 'stopped before it started',
  })
})

t.test('a component reports with its own token, and for itself', async t => {
  const { node, service } = await participant(t)
  await service.create(body, from('g'))
  const token = (await node.jobs.get(JOB))?.participant?.tasks.a?.instances['host.0']?.token ?? ''
  const report = { task_id: A, status: 'RUNNING', role: 'host.0' }
  t.match(await refusal(service.componentCallback(report, 'guessed')), { code: 401 })
  t.match(await refusal(service.componentCallback({ ...report, role: 'guest.0' }, token)), {
    code: 403,
    message: /host\.0/,
  })
  t.match(await refusal(service.componentCallback({ ...report, status: 'PENDING' }, token)), {
    code: 400,
    message: /status/,
  })
  await service.componentCallback(report, token)
})

t.test('an operator approves once; a decision that contradicts it is 409', async t => {
  const { node, service } = await participant(t, { approval: 'manual' })
  await service.create(body, from('g'))
  t.equal((await node.jobs.get(JOB))?.participant?.approval, 'PENDING')
  await service.decide(JOB, 'READY')
  await service.decide(JOB, 'READY')
  t.match(await refusal(service.decide(JOB, 'REJECTED', 'no')), { code: 409, message: /READY already/ })
  t.match(await refusal(service.decide('job-none', 'READY')), { code: 404 })
})

t.test('a task id that belongs to another job here is 409', async t => {
  const { service } = await participant(t)
  await service.create(body, from('g'))
  await service.create({ ...bodyOf(), job_id: 'job-2' }, from('g'))
  const start = service.startTask({ job_id: 'job-2', task_id: A, task_name: 'a' }, from('g'))
  t.match(await refusal(start), { code: 409, message: /belongs to job job-1/ })
})
