import t from 'tap'
import { ago, duration, elapsed, parseDuration } from '../../src/cli/time.js'

const NOW = Date.parse('2026-03-01T12:00:00Z')

t.test('lengths of time', async t => {
  const cases: [number, string][] = [
    [0, '0.0s'],
    [-5, '0.0s'],
    [420, '0.4s'],
    [9_949, '9.9s'],
    [9_950, '9s'],
    [59_999, '59s'],
    [60_000, '1m'],
    [200_000, '3m 20s'],
    [7_500_000, '2h 5m'],
    [356_400_000, '4d 3h'],
  ]
  for (const [milliseconds, words] of cases) t.equal(duration(milliseconds), words)
})

t.test('how long ago', async t => {
  t.equal(ago('2026-03-01T11:59:59.500Z', NOW), 'now')
  t.equal(ago('2026-03-01T11:59:30Z', NOW), '30s ago')
  t.equal(ago('2026-03-01T11:57:00Z', NOW), '3m ago')
  t.equal(ago('2026-03-01T07:00:00Z', NOW), '5h ago')
  t.equal(ago('2026-02-01T12:00:00Z', NOW), '28d ago')
  t.equal(ago('2026-03-01T12:00:05Z', NOW), 'now', 'a clock that is ahead')
  t.equal(ago(undefined, NOW), '')
  t.equal(ago('yesterday', NOW), 'yesterday', 'what is no time is shown as it is')
})

t.test('from one time to another, or until now', async t => {
  t.equal(elapsed('2026-03-01T11:00:00Z', '2026-03-01T11:00:12Z', NOW), '12s')
  t.equal(elapsed('2026-03-01T11:58:00Z', undefined, NOW), '2m')
  t.equal(elapsed(undefined, undefined, NOW), '')
})

t.test('lengths of time as they are typed', async t => {
  t.equal(parseDuration('500ms'), 500)
  t.equal(parseDuration('30s'), 30_000)
  t.equal(parseDuration('1.5m'), 90_000)
  t.equal(parseDuration('2h'), 7_200_000)
  t.equal(parseDuration('1d'), 86_400_000)
  for (const text of ['', '30', 's', '-1s', '1w', '1 s']) t.equal(parseDuration(text), undefined)
})
