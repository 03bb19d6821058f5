import { getEventListeners } from 'node:events'
import t from 'tap'
import { linked } from '../../src/runner/linked.js'

t.test('aborts with any of its sources, for the same reason', async t => {
  const [one, other] = [new AbortController(), new AbortController()]
  const link = linked(one.signal, other.signal)
  t.equal(link.signal.aborted, false)
  other.abort('why')
  t.equal(link.signal.reason, 'why')
  t.equal(linked(one.signal, other.signal).signal.reason, 'why', 'also when one has already')
})

t.test('aborts by itself, and leaves its sources alone', async t => {
  const source = new AbortController()
  const link = linked(source.signal)
  link.abort()
  t.equal(link.signal.aborted, true)
  t.equal(source.signal.aborted, false)
})

t.test('lets go when released', async t => {
  const source = new AbortController()
  const link = linked(source.signal)
  link.release()
  t.equal(getEventListeners(source.signal, 'abort').length, 0)
  source.abort()
  t.equal(link.signal.aborted, false)
})
