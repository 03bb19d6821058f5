/** What a scheduler answers to calls: which it takes, which it refuses and with which words. Sections 2 and 6. */
import t, { type Test } from 'tap'
import type { NodeContext } from '../../src/job/context.js'
import { SchedulerService } from '../../src/scheduler/service.js'
import { nodeContext, refusal } from '../helpers/context.js'
import { bodyOf, JOB } from '../job/documents.js'

const from = (node: string | undefined) => ({ node, traceId: 'trace-1' })

/** s schedules, g submits, g and h take part. */
async function scheduler(t: Test, over: Partial<NodeContext> = {}) {
  const node = await nodeContext(t, 's', { g: 'isched', h: 'isched' }, over)
  return { node, service: new SchedulerService(node) }
}

const handedOver = { ...bodyOf({ common: { scheduler: 's' } }), job_id: JOB }

t.test('create_all is taken from the initiator, and stored', async t => {
  const { node, service } = await scheduler(t)
  await service.createAll(handedOver, from('g'))
  t.equal((await node.jobs.get(JOB))?.schedulerPart?.status, 'PENDING')
})

t.test('the same again changes nothing; another body under the same id is 409', async t => {
  const { node, service } = await scheduler(t)
  await service.createAll(handedOver, from('g'))
  const revision = (await node.jobs.get(JOB))?.revision
  await service.createAll(handedOver, from('g'))
  t.equal((await node.jobs.get(JOB))?.revision, revision)
  const other = { ...bodyOf({ tasks: { z: {} }, common: { scheduler: 's' } }), job_id: JOB }
  t.match(await refusal(service.createAll(other, from('g'))), { code: 409, message: /another body/ })
})

t.test('create_all of anybody but the initiator is 403, and names who may', async t => {
  const { node, service } = await scheduler(t)
  t.match(await refusal(service.createAll(handedOver, from('h'))), { code: 403, message: /only its initiator g/ })
  t.notOk(node.jobs.has(JOB))
})

t.test('a job for another scheduler, or without an id, is 400', async t => {
  const { service } = await scheduler(t)
  const elsewhere = { ...bodyOf({ common: { scheduler: 'x' } }), job_id: JOB }
  t.match(await refusal(service.createAll(elsewhere, from('g'))), { code: 400, message: /"x" as its scheduler.*"s"/ })
  const { job_id: _, ...nameless } = handedOver
  t.match(await refusal(service.createAll(nameless, from('g'))), { code: 400, message: /job_id: missing/ })
})

t.test('a node that is no peer is refused by name', async t => {
  const { service } = await scheduler(t)
  const body = { ...bodyOf({ roles: { guest: ['g'], host: ['nobody'] }, common: { scheduler: 's' } }), job_id: JOB }
  t.match(await refusal(service.createAll(body, from('g'))), { code: 400, message: /no route to node "nobody"/ })
})

t.test('an approval speaks for its caller, and for nobody else', async t => {
  const { node, service } = await scheduler(t)
  await service.createAll(handedOver, from('g'))
  await service.audit({ job_id: JOB, status: 'READY' }, from('h'))
  t.equal((await node.jobs.get(JOB))?.schedulerPart?.nodes.h?.approval, 'READY')
  t.equal((await node.jobs.get(JOB))?.schedulerPart?.nodes.g?.approval, 'PENDING')
  t.match(await refusal(service.audit({ job_id: JOB, status: 'READY' }, from('x'))), { code: 403 })
  t.match(await refusal(service.audit({ job_id: JOB, status: 'READY' }, from(undefined))), {
    code: 400,
    message: /x-node-id/,
  })
})

t.test('an origin is believed from the initiator only', async t => {
  const { node, service } = await scheduler(t)
  await service.createAll(handedOver, from('g'))
  t.match(await refusal(service.audit({ job_id: JOB, status: 'READY', origin_node_id: 'h' }, from('x'))), { code: 403 })
  await service.audit({ job_id: JOB, status: 'READY', origin_node_id: 'h' }, from('g'))
  t.equal((await node.jobs.get(JOB))?.schedulerPart?.nodes.h?.approval, 'READY')
})

t.test('status_all answers job_status and status and nothing else, to the parties only', async t => {
  const { service } = await scheduler(t)
  await service.createAll(handedOver, from('g'))
  const answer = await service.statusAll({ job_id: JOB }, from('h'))
  t.same(Object.keys(answer).sort(), ['job_status', 'status'])
  t.same(Object.values(answer.status), ['PENDING', 'PENDING'])
  t.match(await refusal(service.statusAll({ job_id: JOB }, from('x'))), { code: 403 })
  t.match(await refusal(service.statusAll({ job_id: 'job-none' }, from('h'))), { code: 404, message: /job-none/ })
})

t.test('a push about a task that is not known is 404, one with a status that is none 400', async t => {
  const { service } = await scheduler(t)
  const push = { task_id: 'task-none', status: 'RUNNING', role: 'host' }
  t.match(await refusal(service.callback(push, from('h'))), { code: 404, message: /task-none/ })
  t.match(await refusal(service.callback({ ...push, status: 'DONE' }, from('h'))), {
    code: 400,
    message: /status: one of/,
  })
})

t.test('stop_all is taken from a party, with its name in the reason', async t => {
  const { node, service } = await scheduler(t)
  await service.createAll(handedOver, from('g'))
  await service.stopAll({ job_id: JOB }, from('h'))
  t.match((await node.jobs.get(JOB))?.schedulerPart, { status: 'FINISHED', outcome: 'stopped', reason: /h/ })
})
