import t from 'tap'
import { asMapping, isMapping, valueAt } from '../../src/yaml/mapping.js'

t.test('a mapping is neither a list nor nothing', async t => {
  t.ok(isMapping({}))
  for (const other of [[], null, undefined, 'text', 1]) {
    t.notOk(isMapping(other))
    t.strictSame(asMapping(other), {})
  }
  const mapping = { a: 1 }
  t.equal(asMapping(mapping), mapping)
})

t.test('what stands below a value', async t => {
  t.equal(valueAt({ a: { b: 1 } }, ['a', 'b']), 1)
  t.equal(valueAt({ a: { b: 1 } }, ['a', 'c', 'd']), undefined)
  t.strictSame(valueAt(5, []), 5)
})
