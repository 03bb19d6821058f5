import { Text } from 'ink'
import { render } from 'ink-testing-library'
import t from 'tap'
import { type Clock, ClockContext, systemClock, useSpan } from '../../src/tui/clock.js'
import { until } from './until.js'

/** A clock that a test moves. */
function handClock(start: number) {
  const listeners = new Set<() => void>()
  let now = start
  const clock: Clock = {
    now: () => now,
    subscribe(listener) {
      listeners.add(listener)
      return () => listeners.delete(listener)
    },
  }
  const move = (milliseconds: number) => {
    now += milliseconds
    for (const each of [...listeners]) each()
  }
  return { clock, move, listeners }
}

let renders = 0
function Age({ from, to }: { from: number; to?: number }) {
  renders++
  return <Text>{useSpan(from, to)}</Text>
}

t.test('an age counts, and is rendered only when its words change', async t => {
  const { clock, move, listeners } = handClock(3_600_000)
  renders = 0
  const { lastFrame, unmount } = render(
    <ClockContext value={clock}>
      <Age from={0} />
    </ClockContext>,
  )
  await until(() => listeners.size === 1)
  t.equal(lastFrame(), '1h 00m')
  const before = renders
  for (let second = 0; second < 59; second++) move(1000)
  t.equal(renders, before)
  move(1000)
  await until(
    () => lastFrame() === '1h 01m',
    () => lastFrame() ?? '',
  )
  t.equal(renders, before + 1)
  unmount()
  t.equal(listeners.size, 0)
})

t.test('a span that is over does not listen to the clock', async t => {
  const { clock, listeners } = handClock(0)
  const { lastFrame, unmount } = render(
    <ClockContext value={clock}>
      <Age from={1000} to={66_000} />
    </ClockContext>,
  )
  t.equal(lastFrame(), '1m 05s')
  t.equal(listeners.size, 0)
  unmount()
})

t.test('the machine’s clock ticks for all who listen, until the last has gone', async t => {
  const clock = systemClock()
  let one = 0
  let two = 0
  const stopOne = clock.subscribe(() => one++)
  const stopTwo = clock.subscribe(() => two++)
  await until(() => one > 0 && two > 0)
  stopOne()
  stopTwo()
  t.ok(Math.abs(clock.now() - Date.now()) < 60_000)
})
