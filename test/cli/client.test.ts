import { createServer } from 'node:http'
import t from 'tap'
import { Client, connect } from '../../src/cli/client.js'
import type { SourceEvent } from '../../src/tui/source.js'
import { startDaemon } from './server.js'
import { until } from './terminal.js'
import { job, jobId } from './views.js'

function clientOf(daemon: { url: string; token: string; tokenFile: string }): Client {
  return new Client({ url: daemon.url, token: daemon.token, tokenFile: daemon.tokenFile })
}

t.test('every call of the screen and the commands, as the listener has it', async t => {
  const daemon = await startDaemon(t)
  const client = await connect({}, daemon.env)
  daemon.jobs = [job({ job_id: jobId('a'), flow_id: 'f', status: 'RUNNING' }), job({ job_id: jobId('b') })]
  daemon.bodies.set(jobId('a'), { flow_id: 'f' })

  t.equal((await client.node()).node_id, 'bank-a')
  t.equal((await client.listJobs()).length, 2)
  t.equal((await client.findJobs({ status: 'RUNNING', flowId: 'f', limit: 5 })).length, 1)
  t.same(daemon.called('/v1/isched/jobs').at(-1)?.query, { status: 'RUNNING', flow_id: 'f', limit: '5' })
  t.equal((await client.job(jobId('a'))).job_id, jobId('a'))
  t.same(await client.body(jobId('a')), { flow_id: 'f' })
  t.same(await client.check({ dag: {} }), [])
  t.equal(await client.createAll({ job_id: jobId('c') }), jobId('c'))
  await client.stop(jobId('a'))
  t.same(daemon.called('/v1/platform/schedule/job/stop_all')[0]?.body, { job_id: jobId('a') })
  await client.stop(jobId('a'), 'psi')
  t.same(daemon.called('/v1/platform/schedule/job/stop_task')[0]?.body, { job_id: jobId('a'), task_name: 'psi' })
  await client.approve(jobId('a'))
  await client.reject(jobId('a'), 'no')
  t.same(daemon.called(`/v1/isched/jobs/${jobId('a')}/reject`)[0]?.body, { reason: 'no' })
  await client.logs({
    jobId: jobId('a'),
    taskName: 'psi',
    level: 'info',
    role: 'guest.0',
    start: 3,
    length: 10,
    waitSeconds: 1,
  })
  t.same(daemon.called('/v1/isched/logs')[0]?.query, {
    job_id: jobId('a'),
    task_name: 'psi',
    level: 'info',
    role: 'guest.0',
    start: '3',
    length: '10',
    wait: '1',
  })
  t.equal((await client.components())[0]?.componentName, 'psi')
  await client.registerComponent({ imageUrl: 'i', component_info: {} })
  t.equal(await client.removeComponent({ componentName: 'psi' }), 1)
  t.equal((await client.peers())[0]?.node_id, 'bank-b')
  t.same(await client.doctor(), [])
  daemon.checks.set('bank-b', { node_id: 'bank-b', reachable: true, detail: 'isched' })
  t.equal((await client.checkPeer('bank-b')).reachable, true)
  t.equal(daemon.calls[0]?.headers.authorization, 'Bearer open-sesame')
})

t.test("a refusal is the daemon's sentence, and an exit code that follows from its code", async t => {
  const daemon = await startDaemon(t)
  const client = clientOf(daemon)
  await t.rejects(client.job('none'), { message: 'no job none is known here', code: 404, exitCode: 2 })
  const path = '/v1/platform/schedule/job/create_all'
  for (const [code, exitCode] of [
    [409, 2],
    [500, 1],
    [502, 4],
    [503, 4],
  ] as const) {
    daemon.refusals.set(path, { code, msg: 'because' })
    await t.rejects(client.createAll({}), { message: 'because', code, exitCode })
  }
  daemon.refusals.set(path, { code: 500, msg: '' })
  await t.rejects(client.createAll({}), { message: 'The daemon answered with the code 500 and no word.' })
})

t.test('a token that is missing or wrong is told from where it came', async t => {
  const { url, tokenFile } = await startDaemon(t)
  await t.rejects(new Client({ url, token: 'wrong', tokenFile }).node(), {
    message: `The daemon at ${url} does not take the token in ${tokenFile}: no such token`,
    exitCode: 2,
  })
  await t.rejects(new Client({ url, token: undefined, tokenFile: undefined }).node(), {
    message: /--token-file or ISCHED_TOKEN_FILE/,
  })
})

t.test('nobody there, and somebody else there', async t => {
  const daemon = await startDaemon(t)
  const client = clientOf(daemon)
  await daemon.close()
  await t.rejects(client.node(), { message: /^No daemon answers at .*: the connection is refused/, exitCode: 4 })

  const stranger = createServer((_, response) => response.writeHead(502, { 'content-type': 'text/html' }).end('<html>'))
  await new Promise<void>(resolve => stranger.listen(0, '127.0.0.1', resolve))
  t.teardown(() => stranger.close())
  const address = stranger.address()
  const url = `http://127.0.0.1:${typeof address === 'object' ? address?.port : ''}`
  const there = new Client({ url, token: undefined, tokenFile: undefined })
  await t.rejects(there.node(), { message: /is not isched's platform listener \(HTTP 502, text\/html\)/, exitCode: 4 })
})

t.test('an answer that is lost on the way is asked for again', async t => {
  let calls = 0
  const server = createServer((request, response) => {
    calls += 1
    if (calls === 1) request.socket.destroy()
    else response.end(JSON.stringify({ code: 200, msg: 'success', data: { job_id: 'j' } }))
  })
  await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve))
  t.teardown(() => server.close())
  const address = server.address()
  const url = `http://127.0.0.1:${typeof address === 'object' ? address?.port : ''}`
  t.equal(await new Client({ url, token: undefined, tokenFile: undefined }).createAll({ job_id: 'j' }), 'j')
  t.equal(calls, 2)
})

function listen(client: Client) {
  const events: SourceEvent[] = []
  const end = new AbortController()
  client.events(event => events.push(event), end.signal)
  return { events, end, kinds: () => events.map(({ kind }) => kind) }
}

t.test('events arrive, and after a broken connection the stream goes on from the last of them', async t => {
  const daemon = await startDaemon(t)
  const { events, end, kinds } = listen(clientOf(daemon))
  await until(() => kinds().includes('connected'))
  daemon.put(job({ job_id: jobId('a') }))
  daemon.emit('reset', {})
  daemon.emit('something-new', {})
  await until(() => events.length === 3)
  t.match(events, [{ kind: 'connected' }, { kind: 'job', job: { job_id: jobId('a') } }, { kind: 'reset' }])

  await daemon.close()
  await until(() => kinds().includes('away'))
  t.match(events.at(-1), { reason: /^No daemon answers/ })
  await daemon.reopen()
  await until(() => kinds().at(-1) === 'connected')
  t.equal(daemon.called('/v1/isched/events').at(-1)?.headers['last-event-id'], '3')
  end.abort()
  await until(() => daemon.streaming === 0)
})

t.test('where no events are served the listener is told so, again and again', async t => {
  const daemon = await startDaemon(t)
  daemon.streams = false
  const { events, end } = listen(clientOf(daemon))
  t.teardown(() => end.abort())
  await until(() => events.length === 2)
  t.match(events, [{ kind: 'away', reason: /HTTP 404/ }, { kind: 'away' }])
})

t.test('an abort ends a call', async t => {
  const daemon = await startDaemon(t)
  daemon.complete = false
  const end = new AbortController()
  const logs = clientOf(daemon).logs({ jobId: 'j', taskName: 'psi', level: 'info', waitSeconds: 60 }, end.signal)
  await until(() => daemon.called('/v1/isched/logs').length === 1)
  end.abort()
  await t.rejects(logs, { name: 'AbortError' })
})
