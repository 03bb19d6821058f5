import t from 'tap'
import type { LogPage } from '../../src/protocol/view.js'
import { appendPage, KEPT_LINES, NO_LINES } from '../../src/tui/log-lines.js'

function page(from: number, count: number, complete = false): LogPage {
  const lines = Array.from({ length: count }, (_, index) => ({
    n: from + index,
    role: 'guest.0',
    level: 'info' as const,
    stream: 'stdout' as const,
    at: '',
    text: '',
  }))
  return { lines, next: from + count, complete }
}

t.test('pages follow one another', async t => {
  const buffer = appendPage(appendPage(NO_LINES, page(1, 2)), page(3, 1, true))
  t.same(
    buffer.lines.map(line => line.n),
    [1, 2, 3],
  )
  t.match(buffer, { dropped: 0, loaded: true, complete: true })
})

t.test('the first lines go when there are too many, and are counted', async t => {
  const buffer = appendPage(appendPage(NO_LINES, page(1, 4), 5), page(5, 3), 5)
  t.same(
    buffer.lines.map(line => line.n),
    [3, 4, 5, 6, 7],
  )
  t.equal(buffer.dropped, 2)
  t.ok(KEPT_LINES > 0)
})

t.test('an error is over with the next page', async t => {
  t.notOk(appendPage({ ...NO_LINES, error: 'away' }, page(1, 0)).error)
})
