/**
 * What FATE-Flow 2.2 sent to a participant while it scheduled a chain of two tasks, replayed against a daemon, byte for byte: the
 * answers must let it go on. Read where it lies, and skipped by name where it is missing.
 */
import t from 'tap'
import { type Answer, call } from '../helpers/call.js'
import { moment, startNodes } from '../helpers/daemon.js'
import { fateFlow, row } from '../helpers/foreign-peer.js'
import { peerFile } from '../helpers/peer-files.js'
import { until } from '../helpers/until.js'

t.setTimeout(300_000)

interface Recorded {
  method: 'GET' | 'POST'
  path: string
  headers: Record<string, string>
  body: Record<string, unknown>
}

const recorded = peerFile('fate-flow.recorded.jsonl')

const PROBE = {
  imageUrl: 'isched-test/shell',
  component_info: {
    componentName: 'Probe',
    provider: 'probe',
    version: '1.0.0',
    roleList: ['guest', 'host'],
    inputParam: [{ name: 'script', type: 'string', optional: 'true', defaultValue: 'echo probed' }],
    inputData: [{ name: 'train_data', category: 'dataset' }],
    outputData: [{ name: 'train_data', category: 'dataset' }],
    result: [],
  },
}

t.test('the recorded requests', { skip: recorded.skip }, async t => {
  const fate = await fateFlow(t)
  const { 'isched-host': node } = await startNodes(t, {
    'isched-host': { settings: { peers: row(fate, 'fate-flow') } },
  })
  await node.ask('POST', '/v1/platform/schedule/component/register', PROBE)
  const requests = recorded
    .text()
    .trim()
    .split('\n')
    .map((line): Recorded => JSON.parse(line))
  const send = ({ method, path, headers, body }: Recorded): Promise<Answer> =>
    call(node.interconnUrl, method, path, body, { headers, typed: false })
  const poll = requests.find(({ path }) => path.endsWith('task/poll'))
  t.ok(poll, 'there is a poll among them')
  if (poll === undefined) return
  const jobId = String(requests[0]?.body.job_id)

  for (const request of requests) {
    const route = request.path.replace('/v1/interconn/schedule/', '')
    const { http, code, data } = await send(request)
    t.equal(http, 200, route)
    t.equal(code, 0, `${route}: it goes on at 0 alone`)
    t.equal(typeof data, 'object')
    if (route === 'task/poll') t.type(data.status, 'string', 'it reads data.status')
    if (route !== 'task/start') continue
    // "repeats left out": it polls until the task has ended, and only then sends what is recorded next.
    const again = { ...poll, body: { ...poll.body, task_id: request.body.task_id } }
    await until(`${request.body.task_name} ends well`, async () => {
      const answer = await send(again)
      t.equal(answer.code, 0)
      return answer.data.status === 'SUCCESS'
    })
  }
  const job = await node.finished(jobId)
  t.match(job, {
    status: 'FINISHED',
    outcome: 'succeeded',
    scheduler: 'fate-9999',
    task_list: [
      { name: 'p1', status: 'SUCCESS' },
      { name: 'p2', status: 'SUCCESS' },
    ],
  })
  for (const task of ['p1', 'p2']) t.equal(node.starts(job, task, 'host.0'), 1)
  await until('nothing is left', async () => (await node.instances(jobId)).length === 0)

  t.test('and once more, as after answers that were lost: nothing is started again', async t => {
    for (const request of requests) {
      const answer = await send(request)
      t.equal(answer.http, 200)
      t.equal(answer.code, 0, request.path)
    }
    await moment()
    t.match(await node.job(jobId), { status: 'FINISHED', outcome: 'succeeded' })
    for (const task of ['p1', 'p2']) t.equal(node.starts(job, task, 'host.0'), 1)
    t.same(await node.instances(jobId), [])
  })
})
