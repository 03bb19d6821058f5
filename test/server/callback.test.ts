/** The door of running components: one route, and the token that says whose report it is. Section 7. */
import t from 'tap'
import { CALLBACK_PATH, CallbacksUnderWay } from '../../src/server/callback.js'
import { call } from '../helpers/call.js'
import { startNodes } from '../helpers/daemon.js'
import { jobBody } from '../helpers/job-body.js'
import { serve } from './serve.js'

t.setTimeout(120_000)

const { a } = await startNodes(t, { a: { inProcess: true } })
const [url = ''] = (await a.view()).listeners.callback

/** A job of a guest and a host here that hold, and the token of each. */
async function holding() {
  const id = await a.submit(
    jobBody({
      roles: { guest: ['a'], host: ['a'] },
      tasks: { one: { script: 'value system.callback; hold' } },
    }),
  )
  const lines = await a.log(id, 'one', page => page.lines.length === 2)
  const page = Object(await a.ask('GET', `/v1/isched/logs?job_id=${id}&task_name=one`))
  const tokens = Object.fromEntries(
    page.lines.map(({ role, text }: { role: string; text: string }) => [role, new URL(text).searchParams.get('token')]),
  )
  const job = await a.job(id)
  const taskId = job.task_list[0]?.task_id ?? ''
  const report = (body: object, token: string) =>
    call(url, 'POST', `${CALLBACK_PATH}?token=${token}`, { task_id: taskId, ...body })
  return { id, job, taskId, lines, guest: String(tokens['guest.0']), host: String(tokens['host.0']), report }
}

t.test('an instance is given the URL with a token of its own', async t => {
  const { lines, guest, host, job, id } = await holding()
  for (const line of lines) t.ok(line.startsWith(`${url}${CALLBACK_PATH}?token=`), line)
  t.not(guest, host)
  a.release(job, 'one', 'guest.0')
  a.release(job, 'one', 'host.0')
  t.match(await a.finished(id), { outcome: 'succeeded' })
})

t.test('who lacks the token cannot report', async t => {
  const { id, taskId, guest, host, report } = await holding()
  for (const token of ['', 'guessed', `${guest}x`, guest.slice(1)])
    t.match(await report({ status: 'SUCCESS', role: 'guest.0' }, token), {
      http: 401,
      code: 401,
      msg: `the token of this callback belongs to no instance of task "${taskId}"`,
    })
  t.match(await report({ status: 'SUCCESS', role: 'host.0' }, guest), {
    http: 200,
    code: 403,
    msg: 'the token of this callback belongs to guest.0, and it reports for "host.0"',
  })
  t.match(await report({ status: 'SUCCESS', role: 'host' }, guest), { code: 403 })
  for (const [body, msg] of [
    [{ status: 'READY' }, 'status: one of "RUNNING", "SUCCESS", "FAILED" belongs here'],
    [{}, /^status: /],
    [{ task_id: undefined, status: 'SUCCESS' }, 'task_id: missing; text belongs here'],
  ] as const)
    t.match(await report(body, guest), { http: 200, code: 400, msg })
  t.match(await report({ task_id: 'nil', status: 'SUCCESS' }, guest), { code: 404, msg: 'no task "nil" is known here' })
  t.match(await a.job(id), { status: 'RUNNING', task_list: [{ status: 'RUNNING' }] }, 'nothing was believed')

  // The role as components write it: with and without its index, or not at all.
  t.match(await report({ status: 'SUCCESS', role: 'guest' }, guest), { http: 200, code: 200, data: {} })
  t.match(await report({ status: 'RUNNING', role: '' }, host), { code: 200 })
  t.match(await report({ status: 'SUCCESS' }, host), { code: 200 })
  t.match(await report({ status: 'FAILED' }, host), { code: 200 }, 'too late to change anything')
  t.match(await a.finished(id), { outcome: 'succeeded' })
})

t.test('it serves its one route', async t => {
  for (const path of [
    '/',
    '/v1/isched/jobs',
    '/v1/platform/schedule/job/create_all',
    '/v1/interconn/schedule/task/callback',
    '/metrics',
  ])
    t.match(await call(url, 'POST', path, {}), { http: 404, code: 404 }, path)
  for (const method of ['GET', 'PUT', 'HEAD']) t.equal((await call(url, method, CALLBACK_PATH)).http, 405, method)
})

t.test('no other door serves it', async t => {
  t.match(await call(a.interconnUrl, 'POST', CALLBACK_PATH, {}), { http: 404 })
  t.match(await a.platform('POST', CALLBACK_PATH, {}), { http: 404 })
})

t.test('who waits for callbacks under way waits until the last is taken in', async t => {
  const under = new CallbacksUnderWay()
  await under.taken()
  const begun = new Set<() => void>()
  const slow = await serve(t, {
    gate: under.counted,
    routes: [
      {
        method: 'POST',
        path: '/slow',
        handle: () => new Promise<void>(resolve => void begun.add(resolve)),
      },
    ],
  })
  const calls = [call(slow, 'POST', '/slow', {}), call(slow, 'POST', '/slow', {})]
  while (begun.size < 2) await new Promise(resolve => setTimeout(resolve, 5))
  let taken = false
  const waiting = under.taken().then(() => {
    taken = true
  })
  const [first, second] = [...begun]
  first?.()
  await Promise.race(calls)
  t.equal(taken, false)
  second?.()
  await Promise.all(calls)
  await waiting
  t.equal(taken, true)
})

t.test('what comes before the jobs are read waits for that', async t => {
  let ready: () => void = () => undefined
  const under = new CallbacksUnderWay(
    new Promise(resolve => {
      ready = resolve
    }),
  )
  let handled = false
  const url = await serve(t, {
    gate: under.counted,
    routes: [
      {
        method: 'POST',
        path: '/early',
        handle: async () => {
          handled = true
          return {}
        },
      },
    ],
  })
  const early = call(url, 'POST', '/early', {})
  await new Promise(resolve => setTimeout(resolve, 200))
  let judged = false
  // An exit of that time is judged after it, too.
  const judging = under.taken().then(() => {
    judged = true
  })
  await Promise.resolve()
  t.notOk(handled)
  t.notOk(judged)
  ready()
  t.match(await early, { http: 200 })
  await judging
  t.ok(handled)
})
