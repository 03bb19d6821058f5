import t from 'tap'
import { z } from 'zod'
import { expectation, found, isDefaultMessage, list } from '../../src/yaml/expected.js'

t.test('a value as a sentence names it', async t => {
  t.equal(found(undefined), 'nothing')
  t.equal(found(null), 'nothing')
  t.equal(found('a'), 'the text "a"')
  t.equal(found(''), 'an empty text')
  t.equal(found(3), 'the number 3')
  t.equal(found(false), 'false')
  t.equal(found([]), 'an empty list')
  t.equal(found([1]), 'a list')
  t.equal(found({}), 'a mapping')
  t.ok(found('x'.repeat(1000)).length < 80)
})

/** What the first issue of a value says it expected. */
function expected(schema: z.ZodType, value: unknown): string {
  const issue = schema.safeParse(value).error?.issues[0]
  t.ok(issue && isDefaultMessage(issue.message), `"${issue?.message}" is seen to be zod's own`)
  return issue === undefined ? '' : expectation(issue)
}

t.test('what an issue expected', async t => {
  t.equal(expected(z.string(), 1), 'a text')
  t.equal(expected(z.int(), 1.5), 'a whole number')
  t.equal(expected(z.boolean(), 1), 'true or false')
  t.equal(expected(z.object({}), 1), 'a mapping')
  t.equal(expected(z.record(z.string(), z.string()), 1), 'a mapping')
  t.equal(expected(z.array(z.string()), 1), 'a list')
  t.equal(expected(z.literal(5), 1), '5')
  t.equal(expected(z.enum(['a', 'b', 'c']), 'd'), 'one of a, b or c')
  t.equal(expected(z.number().gt(0), 0), 'a number that is more than 0')
  t.equal(expected(z.number().lt(3), 3), 'a number that is less than 3')
  t.equal(expected(z.number().multipleOf(5), 3), 'a multiple of 5')
  t.equal(expected(z.string().min(1), ''), 'a text')
  t.equal(expected(z.string().min(3), ''), 'at least 3 characters')
  t.equal(expected(z.string().regex(/^a$/), 'b'), 'a text that matches /^a$/')
  t.equal(expected(z.array(z.number()).max(2), [1, 2, 3]), 'a list of at most 2 entries')
})

t.test('a list of words', async t => {
  t.equal(list([]), '')
  t.equal(list(['a']), 'a')
  t.equal(list(['a', 'b']), 'a or b')
})
