import fc from 'fast-check'
import t from 'tap'
import { pauseAfter } from '../../src/peers/pause.js'

t.test('pauses grow from 200 ms to half a minute, with jitter of a half', async t => {
  t.equal(pauseAfter(0, 0), 100)
  t.equal(pauseAfter(0, 1), 200)
  t.equal(pauseAfter(1, 1), 400)
  t.equal(pauseAfter(100, 1), 30_000)
  t.equal(pauseAfter(-2, 1), 200)
})

t.test('property: never longer than half a minute, never shorter than 100 ms, and growing', async () => {
  fc.assert(
    fc.property(fc.nat(1000), fc.double({ min: 0, max: 1, noNaN: true, maxExcluded: true }), (tries, random) => {
      const pause = pauseAfter(tries, random)
      return pause >= 100 && pause <= 30_000 && pauseAfter(tries + 1, random) >= pause
    }),
  )
})
