import stringWidth from 'string-width'
import t from 'tap'
import { symbols } from '../../src/tui/symbols.js'
import { TaskTable } from '../../src/tui/task-table.js'
import { drawn } from './drawn.js'
import { task, view } from './fake-source.js'

const diamond = view('a1')

function frame(props: Partial<Parameters<typeof TaskTable>[0]> = {}): string[] {
  return drawn(
    <TaskTable
      view={diamond}
      tasks={diamond.task_list}
      filter=""
      chosen={undefined}
      columns={80}
      rows={6}
      {...props}
    />,
  )
}

t.test('tasks stand in order, with their lines, status, time and the status of each party', async t => {
  const rows = frame({ chosen: diamond.task_list[1] })
  const { success, running, ready, pending, chosen, left, horizontal, vertical, endRight } = symbols
  t.match(rows[0], /TASK +STATUS +TIME +guest\.0 +host\.0 +arbiter\.0/)
  t.match(rows[1], /intersect +SUCCESS +1m 05s +(. SUCCESS ?){3}/)
  t.ok(rows[1]?.startsWith(`  ${success}   intersect`))
  t.ok(rows[2]?.startsWith(`${chosen} ${left}${horizontal}${running} left`))
  t.ok(rows[3]?.startsWith(`  ${ready} ${vertical} right`))
  t.ok(rows[4]?.startsWith(`  ${pending}${horizontal}${endRight} evaluate`))
})

t.test('a filter shows tasks without lines that would lead nowhere', async t => {
  const rows = frame({ tasks: diamond.task_list.slice(3), filter: 'eval' })
  t.ok(rows[1]?.startsWith(`  ${symbols.pending} evaluate`))
  t.match(frame({ tasks: [], filter: 'xyz' })[1], /None of 4 tasks has "xyz"/)
})

t.test('the chosen one of a hundred tasks is in view', async t => {
  const list = Array.from({ length: 100 }, (_, index) => task(`t${index}`, index === 0 ? [] : [`t${index - 1}`]))
  const rows = frame({ view: { ...diamond, task_list: list }, tasks: list, chosen: list[99] })
  t.match(rows.at(-1), /t99 /)
})

t.test('many roles, wide names: no row is longer than there is room', async t => {
  for (const count of [1, 3, 5, 9, 40]) {
    const roles = Array.from({ length: count }, (_, index) => `host.${index}`)
    const list = [
      task('特征工程与样本对齐以及其他', [], {}, roles),
      task('b'.repeat(90), ['特征工程与样本对齐以及其他'], {}, roles),
    ]
    for (const columns of [50, 64, 80, 100]) {
      for (const row of frame({ view: { ...diamond, task_list: list }, tasks: list, columns })) {
        t.ok(stringWidth(row) <= columns, `${count} roles in ${columns} columns: ${row}`)
      }
    }
  }
})

t.test('a party that takes no part in a task leaves its column empty', async t => {
  const list = [task('a', [], {}, ['guest.0', 'host.0']), task('b', [], { status: 'SUCCESS' }, ['host.0'])]
  const rows = frame({ view: { ...diamond, task_list: list }, tasks: list })
  const column = rows[0]?.indexOf('guest.0') ?? 0
  t.match(rows[1]?.slice(column), /^. PENDING . PENDING/)
  t.match(rows[2]?.slice(column), /^ {10}. SUCCESS/)
})
