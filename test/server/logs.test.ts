/** A task's log over the platform door: counted, paged, followed. Section 7, "Logs". */
import t from 'tap'
import type { LogPage } from '../../src/protocol/view.js'
import { startNodes } from '../helpers/daemon.js'
import { jobBody } from '../helpers/job-body.js'

t.setTimeout(120_000)

const { a } = await startNodes(t, { a: { inProcess: true } })

const count = async (query: string) => a.platform('GET', `/v1/platform/schedule/task/get_log_line?${query}`)
const text = async (query: string) => a.platform('GET', `/v1/platform/schedule/task/get_log?${query}`)
async function page(query: string): Promise<LogPage> {
  return asPage(await a.ask('GET', `/v1/isched/logs?${query}`))
}

function asPage(data: unknown): LogPage
function asPage(data: unknown): unknown {
  return data
}

const id = await a.submit(
  jobBody({
    roles: { guest: ['a'] },
    tasks: {
      one: {
        script:
          'echo DEBUG a; echo INFO b; echo more of b; echo c >&2; echo ERROR d; echo "{\\"level\\":\\"error\\",\\"msg\\":\\"e\\"}"',
      },
      mute: { script: ':', after: ['one'] },
    },
  }),
)
const job = await a.finished(id)
const [one, mute] = job.task_list.map(({ task_id: taskId }) => taskId)

t.test('get_log_line and get_log, by level', async t => {
  const debug = String((await text(`task_id=${one}&log_level=debug&start=1&length=`)).data.data)
  t.same(
    debug.split('\n').sort(),
    ['DEBUG a', 'ERROR d', 'INFO b', 'c', 'more of b', '{"level":"error","msg":"e"}'].sort(),
  )
  t.match(await count(`task_id=${one}&log_level=debug`), { http: 200, code: 200, data: { num: 6 } })
  t.match(await count(`task_id=${one}&log_level=info`), { data: { num: 5 } }, 'all but DEBUG a')
  t.match(await count(`task_id=${one}&log_level=error`), { data: { num: 3 } })
  const errors = String((await text(`task_id=${one}&log_level=error&start=1`)).data.data)
  t.same(errors.split('\n').sort(), ['ERROR d', 'c', '{"level":"error","msg":"e"}'].sort())
})

t.test('pages count from 1, 0 is taken as 1, past the end there is nothing', async t => {
  const all = String((await text(`task_id=${one}&log_level=debug&start=0`)).data.data).split('\n')
  const piece = async (start: number, length: number | string) =>
    (await text(`task_id=${one}&log_level=debug&start=${start}&length=${length}`)).data.data
  t.equal(await piece(1, 1), all[0])
  t.equal(await piece(0, 2), all.slice(0, 2).join('\n'))
  t.equal(await piece(3, 2), all.slice(2, 4).join('\n'))
  t.equal(await piece(5, ''), all.slice(4).join('\n'))
  t.equal(await piece(1, 0), '')
  t.equal(await piece(7, 5), '')
  t.match(await count(`task_id=${mute}&log_level=debug`), { data: { num: 0 } })
  t.equal((await text(`task_id=${mute}&log_level=debug&start=1`)).data.data, '')
})

t.test('what is asked wrongly, and where', async t => {
  for (const [answer, code, msg] of [
    [await count(`task_id=${one}&log_level=loud`), 400, 'log_level: one of "debug", "info", "error" belongs here'],
    [await count(`task_id=${one}`), 400, /^log_level: /],
    [await count('log_level=info'), 400, 'task_id: missing; text belongs here'],
    [await count('task_id=nil&log_level=info'), 404, 'no task "nil" is known here'],
    [await text(`task_id=${one}&log_level=info`), 400, /^start: /],
    [await text(`task_id=${one}&log_level=info&start=-1`), 400, 'start: must be at least 0'],
    [await text(`task_id=${one}&log_level=info&start=x`), 400, /^start: a number belongs here/],
    [await text(`task_id=${one}&log_level=info&start=1&length=-3`), 400, /^length: /],
    [await a.platform('GET', '/v1/isched/logs'), 400, /^task_name: missing/],
    [await a.platform('GET', '/v1/isched/logs?task_name=one'), 400, 'job_id: missing; "one" is no task id'],
    [await a.platform('GET', '/v1/isched/logs?job_id=nil&task_name=one'), 404, 'no job "nil" is known here'],
    [
      await a.platform('GET', `/v1/isched/logs?job_id=${id}&task_name=two`),
      404,
      `job ${id} has no task "two" (one, mute)`,
    ],
    [await a.platform('GET', `/v1/isched/logs?job_id=${id}&task_name=one&level=loud`), 400, /^level: /],
  ] as const) {
    t.match(answer, { http: 200, code, data: {} })
    t.match(answer.msg, msg)
  }
})

t.test('our own pages: by name or id, from the end, from a role, with what comes next', async t => {
  const whole = await page(`job_id=${id}&task_name=one`)
  t.equal(whole.lines.length, 6)
  t.same(
    whole.lines.map(({ n }) => n),
    [1, 2, 3, 4, 5, 6],
  )
  t.match(whole, { next: 7, complete: true })
  t.match(whole.lines[0], { role: 'guest.0', stream: /std(out|err)/, at: /^\d{4}-\d\d-\d\dT/ })
  t.same((await page(`task_name=${one}`)).lines, whole.lines, 'a task id says which job')
  t.same((await page(`job_id=${id}&task_name=one&tail=2`)).lines, whole.lines.slice(-2))
  const part = await page(`job_id=${id}&task_name=one&start=2&length=2`)
  t.same(part.lines, whole.lines.slice(1, 3))
  t.match(part, { next: 4, complete: false })
  t.match(await page(`job_id=${id}&task_name=one&start=7`), { lines: [], next: 7, complete: true })
  t.match(await page(`job_id=${id}&task_name=one&role=host.0`), { lines: [] })
  t.match(await page(`job_id=${id}&task_name=mute`), { lines: [], complete: true })
})

t.test('several instances: each line says whose it is', async t => {
  const several = await a.submit(
    jobBody({
      roles: { guest: ['a'], host: ['a'] },
      tasks: { one: { script: 'echo I am $(value config.self_role)' } },
    }),
  )
  const [task] = (await a.finished(several)).task_list
  const said = String((await text(`task_id=${task?.task_id}&log_level=info&start=1`)).data.data)
  t.same(said.split('\n').sort(), ['[guest.0] I am guest.0', '[host.0] I am host.0'])
  t.same(
    (await page(`job_id=${several}&task_name=one&role=host.0`)).lines.map(line => line.text),
    ['I am host.0'],
  )
})

t.test('who waits is answered with the first line, and when the last has come', async t => {
  const running = await a.submit(
    jobBody({ roles: { guest: ['a'] }, tasks: { one: { script: 'hold first; echo 1; hold second; echo 2' } } }),
  )
  const held = await a.jobWhen(running, 'runs', ({ task_list: [task] }) => task?.status === 'RUNNING')
  t.match(await page(`job_id=${running}&task_name=one`), { lines: [], next: 1, complete: false }, 'who does not wait')
  const first = page(`job_id=${running}&task_name=one&start=1&wait=20`)
  a.release(held, 'one', 'guest.0', 'first')
  t.match(await first, { lines: [{ text: '1' }], next: 2, complete: false })
  const second = page(`job_id=${running}&task_name=one&start=2&wait=20`)
  a.release(held, 'one', 'guest.0', 'second')
  t.match(await second, { lines: [{ text: '2' }], next: 3 })
  t.match(await page(`job_id=${running}&task_name=one&start=3&wait=20`), { lines: [], next: 3, complete: true })
  t.match(await page(`job_id=${running}&task_name=one&start=1&wait=0.1`), { lines: [{}, {}], complete: true })
})
