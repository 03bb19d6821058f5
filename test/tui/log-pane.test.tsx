import t from 'tap'
import type { LogLine } from '../../src/tui/log-lines.js'
import { NO_LINES } from '../../src/tui/log-lines.js'
import { LogPane } from '../../src/tui/log-pane.js'
import { symbols } from '../../src/tui/symbols.js'
import { drawn } from './drawn.js'
import { CREATED, task } from './fake-source.js'

function line(n: number, change: Partial<LogLine> = {}): LogLine {
  return { n, role: 'guest.0', level: 'info', stream: 'stdout', at: CREATED, text: `line ${n}`, ...change }
}

const lines = Array.from({ length: 20 }, (_, index) => line(index + 1))
const whole: Parameters<typeof LogPane>[0] = {
  task: task('train'),
  buffer: { ...NO_LINES, lines, loaded: true },
  level: 'info',
  top: undefined,
  shift: 0,
  focused: false,
  area: { columns: 60, rows: 5 },
}

function frame(props: Partial<typeof whole> = {}): string[] {
  return drawn(<LogPane {...whole} {...props} />)
}

t.test('the last lines are followed', async t => {
  const rows = frame()
  t.match(rows[0], /log of train . info . following/)
  t.match(rows[1], /^\d\d:\d\d:\d\d I line 17$/)
  t.match(rows[4], /line 20$/)
})

t.test('it stays where the person has stopped, also when the first lines have gone', async t => {
  const rows = frame({ top: 2 })
  t.match(rows[0], /line 6 of 20, G follows/)
  t.match(rows[1], /line 3$/)
  const later = frame({ top: 12, buffer: { ...whole.buffer, dropped: 10 } })
  t.match(later[0], /line 16 of 30/)
  t.match(later[1], /line 3$/)
  t.match(frame({ top: 2, buffer: { ...whole.buffer, dropped: 10 } })[1], /line 1$/)
})

t.test('a level is a letter, and several roles are named', async t => {
  const mixed = [line(1), line(2, { role: 'guest.1', level: 'error', text: 'no' }), line(3, { level: 'debug' })]
  const rows = frame({ buffer: { ...whole.buffer, lines: mixed } })
  t.match(rows[1], /I guest\.0 +line 1/)
  t.match(rows[2], /E guest\.1 +no/)
  t.match(rows[3], /D guest\.0/)
})

t.test('a long line is cut, and can be moved aside', async t => {
  const long = { ...whole.buffer, lines: [line(1, { text: `${'特'.repeat(40)}end\u001b[2J` })] }
  t.match(frame({ buffer: long })[1], /特…$/)
  t.match(frame({ buffer: long, shift: 60 })[1], /I 特{10}end$/)
})

t.test('it says why there are no lines', async t => {
  t.match(frame({ task: undefined, buffer: NO_LINES })[1], /Choose a task/)
  t.match(frame({ buffer: NO_LINES })[1], /Reading/)
  t.match(frame({ buffer: { ...NO_LINES, loaded: true } })[1], /No lines yet/)
  t.match(
    frame({ buffer: { ...NO_LINES, loaded: true, complete: true } })
      .slice(0, 2)
      .join(),
    /complete.*No lines of this level here/,
  )
  t.match(frame({ buffer: { ...NO_LINES, error: 'no such task' } })[1], /no such task/)
  t.match(frame({ buffer: { ...whole.buffer, error: 'gone away' } })[0], /gone away/)
})

t.test('the pane that takes the keys is marked', async t => {
  t.ok(frame({ focused: true })[0]?.startsWith(symbols.chosen))
  t.notOk(frame()[0]?.startsWith(symbols.chosen))
})
