import t from 'tap'
import {
  firstShown,
  GAP,
  HEAD_ROWS,
  headRows,
  isTooSmall,
  jobRows,
  layOut,
  SMALLEST,
  WIDE,
} from '../../src/tui/layout.js'

t.test('80x24: one part at a time, a log below its tasks', async t => {
  const size = { columns: 80, rows: 24 }
  t.match(layOut(size, { screen: 'list', away: false }), {
    wide: false,
    list: { columns: 80, rows: 21 },
    job: undefined,
  })
  t.match(layOut(size, { screen: 'list', away: true }), { list: { rows: 20 } })
  t.match(layOut(size, { screen: 'job', away: false }), { job: { columns: 80, rows: 21 }, logs: undefined })
  const { job, logs } = layOut(size, { screen: 'job', logs: true, away: false })
  t.equal((job?.rows ?? 0) + (logs?.rows ?? 0), 21)
})

t.test('160x50: parts stand side by side, with a log unless it was closed', async t => {
  const size = { columns: 160, rows: 50 }
  for (const screen of ['list', 'job'] as const) {
    const { list, job, logs } = layOut(size, { screen, away: false })
    const shown = [list, job, logs].filter(area => area !== undefined)
    t.equal(shown.length, 2)
    t.equal(
      shown.reduce((sum, area) => sum + area.columns, GAP),
      160,
    )
    t.ok(shown.every(area => area.rows === 47))
  }
  t.notOk(layOut(size, { screen: 'job', logs: false, away: false }).logs)
})

t.test('no size that is large enough gives a part without room', async t => {
  for (let columns = SMALLEST.columns; columns < WIDE + 5; columns++) {
    for (let rows = SMALLEST.rows; rows < 30; rows++) {
      const size = { columns, rows }
      t.notOk(isTooSmall(size))
      const { job, logs } = layOut(size, { screen: 'job', logs: true, away: true })
      if (!job || !logs || job.rows < HEAD_ROWS + 1 || logs.rows < 2 || logs.columns < 40) t.fail(`${columns}x${rows}`)
    }
  }
  t.ok(isTooSmall({ columns: 49, rows: 24 }))
  t.ok(isTooSmall({ columns: 80, rows: 11 }))
})

t.test('the detail takes what it needs, and never most of the rows', async t => {
  t.same(jobRows(21, HEAD_ROWS, 4), { tasks: 13, detail: 4 })
  t.same(jobRows(21, HEAD_ROWS, 40), { tasks: 11, detail: 6 })
  t.same(jobRows(11, HEAD_ROWS, 4), { tasks: 7, detail: 0 }, 'none where there are few')
  t.same(jobRows(3, HEAD_ROWS, 4), { tasks: 0, detail: 0 })
})

t.test('a reason has a second row where it needs one, and there is room', async t => {
  t.equal(headRows(21, 78, 78), HEAD_ROWS)
  t.equal(headRows(21, 79, 78), HEAD_ROWS + 1)
  t.equal(headRows(8, 79, 78), HEAD_ROWS)
})

t.test('the chosen item is always in view', async t => {
  for (let chosen = 0; chosen < 30; chosen++) {
    const first = firstShown(30, 7, chosen)
    t.ok(first <= chosen && chosen < first + 7 && first + 7 <= 30)
  }
  t.equal(firstShown(3, 7, 2), 0)
  t.equal(firstShown(0, 7, -1), 0)
})
