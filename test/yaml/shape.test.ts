import t from 'tap'
import { z } from 'zod'
import { fieldsAt, wordsFor } from '../../src/yaml/shape.js'

const inner = z.strictObject({ a: z.string().describe('an a'), b: z.number().optional() })
const schema = z.strictObject({
  plain: inner,
  wrapped: inner.partial().prefault({}).nullable().readonly(),
  many: z.record(z.string(), inner),
  list: z.array(inner),
  pair: z.tuple([z.string().describe('a first'), inner]),
  either: z.union([z.string(), inner, z.strictObject({ c: z.number() })]),
  later: z.lazy(() => inner),
  both: z.intersection(inner, z.object({ d: z.number() })),
  piped: z.string().transform(Number).pipe(z.number()).describe('a number as a text').optional(),
})

t.test('the fields of a mapping, through whatever wraps it', async t => {
  t.same(fieldsAt(schema, ['plain']), ['a', 'b'])
  t.same(fieldsAt(schema, ['wrapped']), ['a', 'b'])
  t.same(fieldsAt(schema, ['many', 'x']), ['a', 'b'])
  t.same(fieldsAt(schema, ['list', 3]), ['a', 'b'])
  t.same(fieldsAt(schema, ['pair', 1]), ['a', 'b'])
  t.same(fieldsAt(schema, ['either']), ['a', 'b', 'c'])
  t.same(fieldsAt(schema, ['later']), ['a', 'b'])
  t.same(fieldsAt(schema, ['both']), ['a', 'b', 'd'])
  t.same(fieldsAt(schema, ['plain', 'a']), [])
  t.same(fieldsAt(schema, ['nowhere', 'a']), [])
  t.same(fieldsAt(undefined, []), [])
})

t.test('the words of a description', async t => {
  t.equal(wordsFor(schema, ['plain', 'a']), 'an a')
  t.equal(wordsFor(schema, ['wrapped', 'a']), 'an a')
  t.equal(wordsFor(schema, ['pair', 0]), 'a first')
  t.equal(wordsFor(schema, ['piped']), 'a number as a text')
  t.equal(wordsFor(schema, ['plain', 'b']), undefined)
  t.equal(wordsFor(undefined, []), undefined)
})
