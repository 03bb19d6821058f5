import t from 'tap'
import { Counterpart, inWords } from '../../src/conformance/counterpart.js'
import { freePorts } from '../helpers/ports.js'

const never = new AbortController().signal

t.test('takes what comes, and answers as it is told, else with success', async t => {
  const [port = 0] = await freePorts(1)
  const us = await Counterpart.listen('127.0.0.1', port, 200)
  t.teardown(() => us.close())
  const send = (route: string, body: string, headers: Record<string, string> = {}) =>
    fetch(`http://127.0.0.1:${port}/v1/interconn/schedule/${route}`, { method: 'POST', body, headers })

  const waiting = us.seen(({ route }) => route === 'task/callback', 10_000, never)
  const answer = await send('task/callback', '{"task_id":"t"}', { x_node_id: 'them' })
  t.same(await answer.json(), { code: 200, msg: 'success', data: {} })
  t.match(await waiting, { route: 'task/callback', body: { task_id: 't' }, caller: 'them' })

  us.answerWith(({ route }) => (route === 'task/poll' ? { code: 1 } : undefined))
  us.answerWith(({ body }) => (body.role === '' ? 'cut' : undefined))
  t.same(await (await send('task/poll', '{"role":"guest"}')).json(), { code: 1 })
  await t.rejects(send('task/poll', '{"role":""}'), 'the connection is cut')
  t.match(await (await send('job/create', 'half')).json(), { code: 200 }, 'what is no JSON is taken as it came')
  t.same(us.calls.map(inWords), [
    'POST task/callback {"task_id":"t"}',
    'POST task/poll {"role":"guest"}',
    'POST task/poll {"role":""}',
    'POST job/create {}',
  ])
  t.equal(await us.seen(({ route }) => route === 'job/stop', 30, never), undefined)
})

t.test('a port that is taken', async t => {
  const [port = 0] = await freePorts(1)
  const us = await Counterpart.listen('127.0.0.1', port, 0)
  t.teardown(() => us.close())
  await t.rejects(Counterpart.listen('127.0.0.1', port, 0), /EADDRINUSE/)
})
