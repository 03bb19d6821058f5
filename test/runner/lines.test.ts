import fc from 'fast-check'
import t from 'tap'
import { LineJoiner, LONGEST_LINE } from '../../src/runner/lines.js'

function join(chunks: Buffer[]): { lines: string[]; bytes: number } {
  const joiner = new LineJoiner()
  const lines = chunks.flatMap(chunk => joiner.push(chunk))
  const last = joiner.end()
  if (last !== undefined) lines.push(last)
  return { lines: lines.map(line => line.text), bytes: lines.reduce((sum, line) => sum + line.bytes, 0) }
}

t.test('however a text is cut, its lines are the same, and no byte is lost', async t => {
  const text = fc.string({ unit: fc.constantFrom('\n', 'a', 'ß', '三', '🐧'), maxLength: 60 })
  fc.assert(
    fc.property(text, fc.array(fc.nat(200)), (text, cuts) => {
      const bytes = Buffer.from(text)
      const at = [0, ...cuts.map(cut => cut % (bytes.length + 1)).sort((a, b) => a - b), bytes.length]
      const chunks = at.slice(1).map((end, index) => bytes.subarray(at[index], end))
      const expected = text.split('\n')
      if (expected.at(-1) === '') expected.pop()
      const joined = join(chunks)
      t.same(joined.lines, expected)
      t.equal(joined.bytes, bytes.length)
    }),
  )
})

t.test('a line without end is handed over in pieces of whole characters', async t => {
  const text = '三'.repeat(LONGEST_LINE)
  const bytes = Buffer.from(text)
  const chunks = Array.from({ length: Math.ceil(bytes.length / 50_000) }, (_, index) =>
    bytes.subarray(index * 50_000, (index + 1) * 50_000),
  )
  const { lines } = join(chunks)
  t.ok(lines.length > 2)
  t.ok(lines.every(line => Buffer.byteLength(line) < LONGEST_LINE + 50_000))
  t.equal(lines.join('') === text, true)
})

t.test('bytes that are no UTF-8 are replaced, not waited for', async t => {
  t.same(join([Buffer.from([0xff, 0x0a, 0x80, 0xe4])]).lines, ['\ufffd', '\ufffd\ufffd'])
  t.ok(join([Buffer.alloc(LONGEST_LINE + 10, 0x80)]).lines.length >= 1)
})
