/** Section 5: types and validators, as vendors write them. What they mean for a job is in test/participant/parameters.test.ts. */
import t from 'tap'
import {
  isNullable,
  parameterText,
  patternOf,
  readValidator,
  typeDoubt,
  valueDoubt,
} from '../../src/components/value.js'

const validators: [written: unknown, meant: ReturnType<typeof readValidator>][] = [
  ["regular:'^[a-z]+$'", { kind: 'pattern', pattern: '^[a-z]+$' }],
  ['regular\uff1a"a|b"', { kind: 'pattern', pattern: 'a|b' }],
  ['(0,100)', { kind: 'bounds', low: 0, high: 100 }],
  [' \uff080\uff0c1\uff09 ', { kind: 'bounds', low: 0, high: 1 }],
  ['(0,)', { kind: 'bounds', low: 0, high: Infinity }],
  ['(inf,5)', { kind: 'bounds', low: -Infinity, high: 5 }],
  ['(inf,sup)', { kind: 'placeholder' }],
  ['regular-正则项', { kind: 'placeholder' }],
  ['regular:^a$', { kind: 'placeholder' }],
  ['[0,100]', { kind: 'placeholder' }],
  ['', { kind: 'placeholder' }],
  [null, { kind: 'placeholder' }],
  [{ regular: 'a' }, { kind: 'placeholder' }],
]
for (const [written, meant] of validators) {
  t.test(`the validator ${JSON.stringify(written)}`, async t => t.strictSame(readValidator(written), meant))
}

t.test('the type is said before the validator', async t => {
  t.equal(valueDoubt({ type: 'int', validator: '(0,10)' }, 'many'), 'and should be a whole number')
  t.equal(valueDoubt({ type: 'int', validator: '(0,10)' }, '10'), 'which is not within (0,10)')
  t.equal(valueDoubt({ type: 'int', validator: '(0,10)' }, '9'), undefined)
  t.equal(valueDoubt({ type: 'string', validator: "regular:'^a'" }, 'b'), "which does not match regular:'^a'")
  t.equal(valueDoubt({ type: 'string', validator: "regular:'('" }, 'b'), undefined, 'a pattern that is none')
  t.equal(typeDoubt('array', 5), undefined, 'an unknown type')
  t.equal(typeDoubt(undefined, 5), undefined)
})

t.test('what is null, and what is text', async t => {
  t.ok(isNullable({ type: 'integer' }))
  t.notOk(isNullable({ type: 'int' }))
  t.equal(parameterText('a'), 'a')
  t.equal(parameterText({ a: 1 }), '{"a":1}')
  t.equal(patternOf('(?=a)'), undefined, 'a pattern that needs more than linear time')
})
