// biome-ignore-all lint/suspicious/noTemplateCurlyInString: ${NAME} is what is tested
import t from 'tap'
import { comment, inline, keyOf, plain } from '../../../src/cli/skeleton/yaml.js'
import { substituteEnvironment } from '../../../src/yaml/environment.js'
import { parseYaml } from '../../../src/yaml/parse.js'

const values: unknown[] = [
  'word',
  '',
  '12345',
  'true',
  'null',
  '1e-4',
  'a: b # c',
  "{'method': 'sgd'}",
  'two\nlines',
  `${'long '.repeat(60)}\nand more`,
  '${label} and $${label} and $$${label}',
  '- a',
  '对齐',
  '\u0007',
  1,
  0.0001,
  1e21,
  true,
  null,
  [],
  ['a', { b: '${c}' }],
  '\u00a0a\u3000',
  '\u2003',
  { '<<': 1 },
  { 'a b': [1, '2'], '${k}': 'x\ny' },
]
for (const value of values) {
  t.test(`in one line, and read back as it was: ${JSON.stringify(value)}`, async t => {
    const text = `key: ${inline(value)}\nnext: 1`
    t.equal(text.split('\n').length, 2)
    const document = substituteEnvironment(parseYaml(text, 'job.yaml'), { label: 'no', c: 'no', k: 'no' })
    t.strictSame(document.problems, [])
    t.same(document.value, { key: value, next: 1 })
  })
}

for (const key of ['word', '<<', '\u00a0', 'a b', '1', 'true', 'a: b', '#', '${x}', '', '"']) {
  t.test(`a key: ${JSON.stringify(key)}`, async t => {
    t.strictSame(Object.keys(Object(parseYaml(`${keyOf(key)}: 1`, 'job.yaml').value)), [key])
  })
}

t.test('comments', async t => {
  t.strictSame(comment('', 4), [])
  t.strictSame(comment('a few words', 4), ['    # a few words'])
  const lines = comment('word '.repeat(50), 10)
  t.ok(lines.length > 1)
  t.ok(lines.every(line => line.startsWith('          # word') && line.length <= 110))
  t.equal(comment('x'.repeat(200), 0).length, 1, 'a word that is longer than a line')
  t.strictSame(comment('ends\nhere: {', 0), ['# ends here: {'], 'a text of several lines stays a comment')
  t.equal(plain(' a\u0007\u2028 b\r\n'), 'a b')
})
