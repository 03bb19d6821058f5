import t from 'tap'
import { isMapping } from '../../src/yaml/mapping.js'
import { parseYaml } from '../../src/yaml/parse.js'
import { Remarks } from '../../src/yaml/remarks.js'

t.test('each stands where it belongs, at the value or at the key', async t => {
  const remarks = new Remarks(parseYaml('a: 1\nb: two', 'file.yaml'))
  remarks.error(['b'], 'two is no number', 'write 2')
  remarks.warning(['b'], 'b is an odd name', undefined, 'key')
  t.strictSame(remarks.problems, [
    {
      file: 'file.yaml',
      severity: 'error',
      line: 2,
      column: 4,
      length: 3,
      message: 'two is no number',
      hint: 'write 2',
    },
    { file: 'file.yaml', severity: 'warning', line: 2, column: 1, length: 1, message: 'b is an odd name' },
  ])
})

t.test('a number that is text to the protocol is the text that was written', async t => {
  const remarks = new Remarks(parseYaml('a: 1.0\nb: 0010\nc: true\nd: word\ne: {f: 1}', 'file.yaml'))
  const { value } = remarks.document
  if (!isMapping(value)) throw new Error('no mapping')
  t.equal(remarks.asText(value.a, ['a']), '1.0')
  t.equal(remarks.asText(value.b, ['b']), '0010')
  t.equal(remarks.asText(value.c, ['c']), 'true')
  t.equal(remarks.asText(value.d, ['d']), 'word')
  t.same(remarks.asText(value.e, ['e']), { f: 1 })
  t.equal(remarks.asText(7, ['nowhere']), '7')
})
