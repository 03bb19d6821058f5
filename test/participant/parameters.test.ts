/** Section 5: how an instance's parameters come together, and what is wrong with them. */
import t from 'tap'
import { parameterText } from '../../src/components/value.js'
import { checkParameters, parametersOf } from '../../src/participant/parameters.js'
import { componentInfoSchema } from '../../src/protocol/component.js'
import { jobBodySchema, specOf } from '../../src/protocol/job.js'
import { jobBody } from '../helpers/job-body.js'

function info(...inputParam: Record<string, unknown>[]) {
  const facts = { componentName: 'psi', provider: 'test', version: '1', roleList: ['guest', 'host'] }
  return componentInfoSchema.parse({ ...facts, inputParam })
}

/** What is wrong with a value of one declared parameter. */
function check(declared: Record<string, unknown>, value: unknown) {
  return checkParameters('here', value === undefined ? {} : { p: value }, info({ name: 'p', ...declared }))
}

t.test('descriptor defaults, overlaid by common, overlaid by the role and index', async t => {
  const spec = specOf(
    jobBodySchema.parse(
      jobBody({
        roles: { guest: ['g'], host: ['h', 'i'] },
        tasks: { a: { params: { common: 'job', both: 'job', extra: 1 }, at: { 'host.1': { both: 'host.1' } } }, b: {} },
      }),
    ),
  )
  const declared = info(
    { name: 'default', defaultValue: 'descriptor' },
    { name: 'common', defaultValue: 'descriptor' },
    { name: 'both', defaultValue: 'descriptor' },
    { name: 'nothing', defaultValue: null },
    { name: 'unset' },
  )
  t.strictSame(parametersOf(spec, 'a', 'host.0', declared), {
    default: 'descriptor',
    common: 'job',
    both: 'job',
    extra: 1,
  })
  t.strictSame(parametersOf(spec, 'a', 'host.1', declared), {
    default: 'descriptor',
    common: 'job',
    both: 'host.1',
    extra: 1,
  })
  t.strictSame(parametersOf(spec, 'b', 'host.1', declared), {
    default: 'descriptor',
    common: 'descriptor',
    both: 'descriptor',
  })
})

t.test('a default is passed on as it is, whatever its type', async t => {
  const spec = specOf(jobBodySchema.parse(jobBody({ roles: { guest: ['g'] }, tasks: { a: {} } })))
  t.strictSame(
    parametersOf(spec, 'a', 'guest.0', info({ name: 'n', defaultValue: 20 }, { name: 'm', defaultValue: "{'a': 1}" })),
    { n: 20, m: "{'a': 1}" },
  )
})

t.test('as a component reads it: a string as it is, anything else as JSON', async t => {
  for (const [value, text] of [
    ['text', 'text'],
    ['', ''],
    [18, '18'],
    [true, 'true'],
    [null, 'null'],
    [{ a: 1 }, '{"a":1}'],
    [['x', 2], '["x",2]'],
  ])
    t.equal(parameterText(value), text)
})

t.test('a required parameter without a value is refused; optional is what is not said to be required', async t => {
  t.match(check({ optional: false }, undefined).errors, ['here: the parameter "p" is required and has no value'])
  t.match(check({ optional: 'false', type: 'string' }, null).errors, [/required/])
  t.strictSame(check({}, undefined), { errors: [], doubts: [] })
  t.strictSame(check({ optional: 'true' }, undefined), { errors: [], doubts: [] })
  t.strictSame(check({ optional: false }, ''), { errors: [], doubts: [] }, 'an empty text is a value')
})

t.test('null is a value of an integer', async t => {
  t.strictSame(check({ type: 'integer', optional: false }, null), { errors: [], doubts: [] })
  t.match(check({ type: 'int', optional: false }, null).errors, [/required/])
})

t.test('a value too long for an environment variable is refused', async t => {
  const name = 'runtime.component.parameter.p='
  const longest = 'x'.repeat(128 * 1024 - 1 - name.length)
  t.strictSame(check({}, longest).errors, [])
  t.match(check({}, `${longest}x`).errors, [/"p" is 131072 bytes long/])
  t.match(check({}, '长'.repeat(50_000)).errors, [/bytes long/], 'bytes are counted, not letters')
})

t.test('what cannot be an environment variable is refused, declared or not', async t => {
  t.match(checkParameters('here', { 'a=b': 1 }, info()).errors, [/"a=b" cannot be an environment variable/])
  t.match(checkParameters('here', { 'a\u0000': 1 }, info()).errors, [/cannot be/])
  t.match(checkParameters('here', { a: 'x\u0000y' }, info()).errors, [/NUL/])
})

const types: [string, unknown[], unknown[]][] = [
  ['int', [1, -3, '18', ' 18 ', 1e3, '1.0'], [1.5, 'x', '', true, {}]],
  ['integer', [1, null, '7'], [0.5, '0.5', 'seven', []]],
  ['float', [1, 0.0001, '0.15', '-1e-2'], ['x', '', false, {}]],
  ['number', [1, '2.5'], ['two']],
  ['boolean', [true, false, 'true', 'False'], [1, 'yes', 0]],
  ['bool', [true, 'TRUE'], ['1']],
  ['string', ['x', '', '1'], [1, true, {}]],
  ['object', [{}, { a: 1 }, [], '{"a":1}', '[1]'], ['x', 1, '1', "{'a': 1}"]],
  ['whatever', [1, 'x', {}, []], []],
]
for (const [type, good, doubtful] of types) {
  t.test(`type ${type}`, async t => {
    for (const value of good) t.strictSame(check({ type }, value), { errors: [], doubts: [] }, JSON.stringify(value))
    for (const value of doubtful) {
      const { errors, doubts } = check({ type }, value)
      t.strictSame([errors.length, doubts.length], [0, 1], `${JSON.stringify(value)} is a doubt, no error`)
    }
  })
}

t.test('a doubt says the value and what would be right', async t => {
  t.strictSame(check({ type: 'int' }, 1.5).doubts, ['here: the parameter "p" is 1.5, and should be a whole number'])
  t.match(check({ type: 'int' }, 'x'.repeat(100)).doubts, [/is "x{56}\.\.\., and should/])
})

const validators: [string, unknown[], unknown[]][] = [
  ["regular:'^[a-z]+$'", ['abc'], ['Abc', '']],
  ['regular:"^\\d+$"', ['12', 12], ['x']],
  ["regular：'^a'", ['ab'], ['ba']],
  ["regular: '^a'", ['ab'], ['ba']],
  ['(0,1000)', [1, 999, '0.5'], [0, 1000, -1, '2000']],
  ['（0，1000）', [1, 999], [0, 1000]],
  ['(0，1000）', [1], [1000]],
  ['( -1 , 1 )', [0, 0.99], [-1, 1]],
  ['(0,)', [1, 1e9], [0]],
  ['(,0)', [-1], [0]],
  ['(0,sup)', [1e9], [-1]],
  ['(inf,sup)', [-1e9, 1e9], []],
  ['regular-正则项', ['anything', 1], []],
  ['[0,1]', [5], []],
  ['', ['x'], []],
]
for (const [validator, good, doubtful] of validators) {
  t.test(`validator ${validator || '(empty)'}`, async t => {
    for (const value of good)
      t.strictSame(check({ validator }, value), { errors: [], doubts: [] }, JSON.stringify(value))
    for (const value of doubtful) t.equal(check({ validator }, value).doubts.length, 1, JSON.stringify(value))
  })
}

t.test('bounds say nothing of what is no number, and a validator nothing of null', async t => {
  t.strictSame(check({ validator: '(0,1)' }, 'x').doubts, [])
  t.strictSame(check({ validator: '(0,1)', type: 'integer' }, null).doubts, [])
  t.strictSame(check({ validator: { min: 1 } }, 'x').doubts, [])
})

t.test("a stranger's pattern takes linear time, and one that cannot be run says nothing", async t => {
  t.equal(check({ validator: "regular:'^(a+)+$'" }, `${'a'.repeat(5000)}!`).doubts.length, 1)
  t.strictSame(check({ validator: "regular:'(?=a)b'" }, 'x').doubts, [])
  t.strictSame(check({ validator: "regular:'('" }, 'x').doubts, [])
})
