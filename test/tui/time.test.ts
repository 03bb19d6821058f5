import t from 'tap'
import { formatClock, formatSpan } from '../../src/tui/time.js'

t.test('a span is said in its two greatest units', async t => {
  const spans: [seconds: number, words: string][] = [
    [-5, '0s'],
    [0, '0s'],
    [59.9, '59s'],
    [60, '1m 00s'],
    [3599, '59m 59s'],
    [3600, '1h 00m'],
    [86399, '23h 59m'],
    [86400, '1d 0h'],
    [99 * 86400 + 23 * 3600, '99d 23h'],
    [4000.5 * 86400, '4000d'],
  ]
  for (const [seconds, words] of spans) {
    t.equal(formatSpan(seconds * 1000), words)
    t.ok(words.length <= 7, `${words} fits its column`)
  }
  t.equal(formatSpan(Number.NaN), '-')
})

t.test('a moment is said as the wall clock says it', async t => {
  t.equal(formatClock(new Date(2026, 0, 2, 4, 5, 6).getTime()), '04:05:06')
  t.equal(formatClock(new Date(2026, 0, 2, 14, 15, 16).toISOString()), '14:15:16')
  t.equal(formatClock('never'), '--:--:--')
})
