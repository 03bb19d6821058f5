import t from 'tap'
import { JobPanel } from '../../src/tui/job-panel.js'
import { symbols } from '../../src/tui/symbols.js'
import { drawn } from './drawn.js'
import { jobId, view } from './fake-source.js'

const open = view('a1', { reason: 'runs as it should', old_job_id: 'job-before', flow_id: 'monthly' })
const whole: Parameters<typeof JobPanel>[0] = {
  summary: open,
  view: open,
  error: undefined,
  tasks: open.task_list,
  taskFilter: '',
  chosen: undefined,
  marked: true,
  area: { columns: 100, rows: 21 },
}

function frame(props: Partial<typeof whole> = {}): string[] {
  return drawn(<JobPanel {...whole} {...props} />)
}

t.test('the head says what the job is, how it is, and why', async t => {
  const rows = frame()
  t.ok(rows[0]?.startsWith(`${symbols.chosen} ${jobId('a1')}  ${symbols.running} RUNNING`))
  t.match(rows[1], /from node-a . scheduler node-b . here guest\.0 . flow monthly . again job-before/)
  t.match(rows[2], /runs as it should/)
  t.match(frame({ view: { ...open, roles: [] } })[1], /no role here/)
})

t.test('a long reason is told in two rows, and cut only after them', async t => {
  const words = Array.from({ length: 60 }, (_, index) => `word${index}`)
  const told = (count: number) => frame({ view: { ...open, reason: words.slice(0, count).join(' ') } })
  t.match(told(18)[3], /word17$/)
  t.match(told(60)[3], /…$/)
  t.match(told(60)[4], /TASK/)
  t.equal(told(60).length, 21)
})

t.test('below the tasks stands the job’s nodes, or the chosen task’s parties', async t => {
  t.match(frame().join('\n'), /node-c .*unreachable for 3m/)
  const [, left] = open.task_list
  const rows = frame({ chosen: left })
  t.match(rows.join('\n'), /left: left-component, after intersect\n +guest\.0 {2}at node-a/)
  t.notOk(rows[0]?.startsWith(symbols.chosen))
})

t.test('what is too much for the detail is counted', async t => {
  const nodes = Array.from({ length: 20 }, (_, index) => ({ node_id: `node-${index}`, roles: [`host.${index}`] }))
  t.match(frame({ view: { ...open, nodes } }).at(-1), /and 16 more/)
})

t.test('it is as high as its part, whatever is known', async t => {
  for (const rows of [5, 11, 21, 40]) t.equal(frame({ area: { columns: 100, rows } }).length, rows)
})

t.test('before the job was read its summary is shown, and why it could not be', async t => {
  t.match(frame({ view: undefined, tasks: [] }).join('\n'), /RUNNING.*\n.*\n.*\n.*reading the job/)
  t.match(frame({ view: undefined, tasks: [], error: 'There is no such job.' }).join('\n'), /There is no such job\./)
})

t.test('where it is only shown nothing is marked', async t => {
  t.notMatch(frame({ marked: false }).join('\n'), symbols.chosen)
})
