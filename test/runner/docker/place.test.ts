import t from 'tap'
import type { Frame } from '../../../src/runner/docker/frames.js'
import { Place } from '../../../src/runner/docker/place.js'

const frame = (stream: Frame['stream'], second: number): Frame => ({
  stream,
  timestamp: `2026-01-01T00:00:${String(second).padStart(2, '0')}.000000001Z`,
  content: Buffer.alloc(0),
})

/** Reads a log from a place, and answers which of its frames were new, with the cursor after each. */
function read(place: Place, log: Frame[]): { index: number; cursor: string }[] {
  place.reopen()
  return log.flatMap((entry, index) => (place.isNew(entry) ? [{ index, cursor: place.advance(entry.stream) }] : []))
}

// Several with one timestamp, and two streams out of order by a hair.
const LOG = [
  frame('stdout', 1),
  frame('stdout', 1),
  frame('stderr', 3),
  frame('stdout', 2),
  frame('stdout', 2),
  frame('stderr', 3),
  frame('stdout', 5),
  frame('stderr', 4),
]

t.test('from every cursor on, exactly the rest is new', async t => {
  const all = read(new Place(), LOG)
  t.equal(all.length, LOG.length)
  for (const { index, cursor } of all) {
    t.same(
      read(new Place(cursor), LOG).map(entry => entry.index),
      all.slice(index + 1).map(entry => entry.index),
    )
  }
})

t.test('a log that is read anew goes on where it was left', async t => {
  const place = new Place()
  read(place, LOG.slice(0, 5))
  t.same(
    read(place, LOG).map(entry => entry.index),
    [5, 6, 7],
  )
})

t.test('once past the cursor all is new, also when the clock was set back', async t => {
  const place = new Place('2026-01-01T00:00:30.000000001Z+1,')
  const log = [frame('stdout', 30), frame('stdout', 31), frame('stdout', 2)]
  t.same(
    read(place, log).map(entry => entry.index),
    [1, 2],
  )
})

t.test('asks for the log from a little before the last line', async t => {
  t.equal(new Place().reopen(), undefined)
  t.equal(new Place('1970-01-01T00:01:40.9Z+1,1970-01-01T00:01:41.9Z+2').reopen(), 100)
  t.equal(new Place(',1970-01-01T00:01:41.9Z+2').reopen(), 100)
})

t.test('refuses what is no cursor', async t => {
  for (const cursor of ['', 'x', '1+1', '1+x,']) t.throws(() => new Place(cursor), /is no place in a container's log/)
})
