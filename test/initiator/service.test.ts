/** What this node's own upper layer may ask. Section 2, north-south. */
import t, { type Test } from 'tap'
import { peerSettings } from '../../src/config/peers.js'
import { InitiatorService, newJobId } from '../../src/initiator/service.js'
import type { NodeContext } from '../../src/job/context.js'
import { KUBERNETES_NAME } from '../../src/protocol/values.js'
import { SchedulerService } from '../../src/scheduler/service.js'
import { nodeContext, refusal } from '../helpers/context.js'
import { until } from '../helpers/until.js'
import { bodyOf } from '../job/documents.js'

const fateFlow = { address: 'http://127.0.0.1:9', preset: 'fate-flow' } as const

/** g, whose users submit; h is a peer. */
async function initiator(t: Test, over: Partial<NodeContext> = {}) {
  const node = await nodeContext(t, 'g', { h: 'isched' }, over)
  return { node, service: new InitiatorService(node, new SchedulerService(node)) }
}

t.test('an id of our own is a Kubernetes name, and never the same', t => {
  t.match(newJobId(), KUBERNETES_NAME)
  t.not(newJobId(), newJobId())
  t.end()
})

t.test('the initiator writes down who schedules, and how statuses come back', async t => {
  const { node, service } = await initiator(t)
  const { job_id: id } = await service.submit(bodyOf(), 'trace-1')
  const doc = await node.jobs.get(id)
  t.match(doc?.body?.config.job_params?.common, { scheduler: 'g', sync_type: 'callback' })
  t.match(doc, { schedulerPart: { status: 'PENDING' }, participant: { approval: 'READY' } })
})

t.test('a scheduler that does not push would wait for ever for its own pushes: it is left to poll', async t => {
  const { node, service } = await initiator(t, { peers: () => ({ f: peerSettings('f', fateFlow) }) })
  for (const [said, written] of [
    [undefined, 'poll'],
    ['callback', 'callback'],
  ] as const) {
    const jobId = `job-${written}`
    const body = bodyOf({ common: { scheduler: 'f', ...(said && { sync_type: said }) } })
    void service.submit({ ...body, job_id: jobId }, 'trace-1').catch(() => undefined)
    await until('it is stored', async () => node.jobs.has(jobId))
    t.match((await node.jobs.get(jobId))?.body?.config.job_params?.common, { scheduler: 'f', sync_type: written })
  }
})

t.test('the same id and body again is the same job; another body is 409', async t => {
  const { node, service } = await initiator(t)
  const body = { ...bodyOf(), job_id: 'job-9' }
  await service.submit(body, 'trace-1')
  t.same(await service.submit(body, 'trace-2'), { job_id: 'job-9' })
  t.equal(node.jobs.summaries().length, 1)
  t.match(await refusal(service.submit({ ...bodyOf({ tasks: { z: {} } }), job_id: 'job-9' }, 'trace-3')), { code: 409 })
})

t.test('a job of another initiator is refused, and says which node this is', async t => {
  const { service } = await initiator(t)
  t.match(await refusal(service.submit(bodyOf({ initiator: 'h', initiatorRole: 'host' }), 'trace-1')), {
    code: 400,
    message: /this node is "g"/,
  })
})

t.test('a scheduler without a route is refused; nothing is stored', async t => {
  const { node, service } = await initiator(t)
  t.match(await refusal(service.submit(bodyOf({ common: { scheduler: 'x' } }), 'trace-1')), {
    code: 400,
    message: /no route to node "x"/,
  })
  t.equal(node.jobs.summaries().length, 0)
})

t.test('what this node itself could not run is refused at once', async t => {
  const { node, service } = await initiator(t, {
    admitImage: async () => ({ ok: false, reason: 'no image "shell:1" is here' }),
  })
  t.match(await refusal(service.submit(bodyOf(), 'trace-1')), {
    code: 400,
    message: /task a at guest\.0: no image "shell:1"/,
  })
  t.equal(node.jobs.summaries().length, 0)
})

t.test(
  'status_all says READY where a task is PENDING, which that answer does not know, and whose view it is',
  async t => {
    const { service } = await initiator(t)
    const { job_id: id } = await service.submit(bodyOf(), 'trace-1')
    const answer = await service.statusAll(id)
    t.match(answer, { job_status: 'PENDING', source: 'g' })
    t.same(Object.values(Object(answer.status)), ['READY', 'READY'])
  },
)

t.test('a stop reaches the job here; of a job that is not known it is 404', async t => {
  const { node, service } = await initiator(t)
  const { job_id: id } = await service.submit(bodyOf(), 'trace-1')
  t.match(await refusal(service.stop(id, 'z')), { code: 404, message: /no task "z"/ })
  await service.stop(id)
  t.match((await node.jobs.get(id))?.schedulerPart, { status: 'FINISHED', outcome: 'stopped' })
  t.match(await refusal(service.stop('job-none')), { code: 404 })
})
