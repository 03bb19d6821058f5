import t from 'tap'
import { call } from '../helpers/call.js'
import { startNodes } from '../helpers/daemon.js'
import { jobBody } from '../helpers/job-body.js'

t.setTimeout(120_000)

t.test('jobs, instances and calls, as Prometheus reads them, behind the token', async t => {
  const { a } = await startNodes(t, { a: { inProcess: true, settings: { runner: { capacity: { instances: 1 } } } } })
  t.match(await call(a.platformUrl, 'GET', '/metrics'), { http: 401, code: 401 })
  const page = async () => (await a.platform('GET', '/metrics')).text
  t.match(await page(), /^isched_jobs\{status="RUNNING"\} 0$/m)

  const id = await a.submit(
    jobBody({ roles: { guest: ['a'] }, tasks: { one: { script: 'hold' }, two: { script: 'hold' } } }),
  )
  const job = await a.jobWhen(
    id,
    'one runs, the other waits',
    ({ task_list: tasks }) =>
      tasks
        .map(({ status }) => status)
        .sort()
        .join() === 'READY,RUNNING',
  )
  const text = await page()
  for (const line of [
    'isched_jobs{status="RUNNING"} 1',
    'isched_instances{state="running"} 1',
    'isched_instances{state="waiting"} 1',
  ])
    t.match(text, line)
  t.match(text, /^isched_call_seconds_count\{listener="platform",status="200"\} [1-9]\d*$/m)
  t.match(text, /^process_resident_memory_bytes /m)
  for (const task of ['one', 'two']) a.release(job, task, 'guest.0')
  await a.finished(id)
  t.match(await page(), /^isched_jobs\{status="FINISHED"\} 1$/m)
  const { headers } = await a.platform('GET', '/metrics')
  t.match(headers['content-type'], /^text\/plain/)
  t.equal((await a.platform('POST', '/metrics', {})).http, 405)
})
