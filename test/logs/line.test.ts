import fc from 'fast-check'
import t from 'tap'
import { decodeLine, encodeLine, LONGEST_TEXT, readHead, type StoredLine, storedLine } from '../../src/logs/line.js'
import { LOG_LEVELS } from '../../src/protocol/values.js'

/** Any line, of any bytes. */
const anyLine: fc.Arbitrary<StoredLine> = fc.record({
  level: fc.constantFrom(...LOG_LEVELS),
  role: fc.string({ unit: 'grapheme' }),
  stream: fc.constantFrom('stdout', 'stderr'),
  at: fc.nat(),
  text: fc.string({ unit: 'binary' }),
  cursor: fc.string(),
})

t.test('what is written is read again, whatever its text and role', async t => {
  fc.assert(
    fc.property(anyLine, line => {
      const written = encodeLine(line)
      t.equal(written.indexOf('\n'), written.length - 1, 'one line of the file')
      const bytes = Buffer.from(`before\n${written}after`)
      const to = bytes.indexOf('\nafter')
      const head = readHead(bytes, 7, to)
      if (!head) throw new Error('no head was read')
      t.same(head, { level: line.level, role: line.role, stream: line.stream })
      t.same(decodeLine(bytes, 7, to, head), line)
    }),
  )
})

t.test('what was not written by it has no head', async t => {
  const sound = encodeLine({
    level: 'info',
    role: 'guest.0',
    stream: 'stdout',
    at: 1,
    text: 'x',
    cursor: 'c',
  }).trimEnd()
  for (const text of [
    '',
    '{}',
    '{',
    '}',
    'x'.repeat(200),
    '{"level":"infamous"}',
    '{"level":"info"}',
    sound.slice(0, -1),
    sound.slice(1),
    sound.replace('guest.0"', 'guest.0'),
  ]) {
    t.equal(readHead(Buffer.from(text), 0, Buffer.byteLength(text)), undefined, text)
  }
  t.equal(readHead(Buffer.alloc(100), 0, 100), undefined, 'zeroes, as a power failure leaves them')
})

t.test('a line whose head is sound and whose rest is not still counts', async t => {
  const bytes = Buffer.from('{"level":"error","role":"guest.0","stream":"stderr","at":1,"te\0\0\0}')
  const head = readHead(bytes, 0, bytes.length)
  if (!head) throw new Error('no head was read')
  t.match(decodeLine(bytes, 0, bytes.length, head), { role: 'guest.0', level: 'error', text: /damaged/ })
})

t.test('a very long line is cut, with a mark', async t => {
  const line = (text: string) => storedLine('guest.0', 'info', { stream: 'stdout', text, at: 1, cursor: 'c' }).text
  t.equal(line('x'.repeat(LONGEST_TEXT)), 'x'.repeat(LONGEST_TEXT))
  t.equal(line('x'.repeat(LONGEST_TEXT + 5)), `${'x'.repeat(LONGEST_TEXT)} [cut: 5 characters more]`)
  const emoji = line(`${'x'.repeat(LONGEST_TEXT - 1)}\u{1F600}y`)
  t.equal(emoji, `${'x'.repeat(LONGEST_TEXT - 1)} [cut: 3 characters more]`, 'not through a character')
})
