import t from 'tap'
import { own } from '../../src/protocol/own.js'

t.test('what a record holds, and nothing that every object has', async t => {
  const record = { a: 1, toString: 2 }
  t.equal(own(record, 'a'), 1)
  t.equal(own(record, 'toString'), 2)
  t.equal(own<number>(record, 'constructor'), undefined)
  t.equal(own<number>(record, '__proto__'), undefined)
  t.equal(own<number>(record, 'b'), undefined)
})
