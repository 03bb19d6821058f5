import fc from 'fast-check'
import t from 'tap'
import { LineIndex, selects } from '../../src/logs/line-index.js'
import { LOG_LEVELS } from '../../src/protocol/values.js'

const anyHead = fc.record({
  level: fc.constantFrom(...LOG_LEVELS),
  role: fc.constantFrom('guest.0', 'guest.1', 'host.0', 'guest.10'),
  stream: fc.constantFrom('stdout' as const, 'stderr' as const),
})
const anySelection = fc.record(
  { level: fc.constantFrom(...LOG_LEVELS), roles: fc.subarray(['guest', 'guest.1', 'host.0', 'nobody']) },
  { requiredKeys: ['level'] },
)

t.test('it counts what is selected, and finds stretches that hold it all and nothing idle', async t => {
  const anyLines = fc.array(
    fc.record({
      head: fc.option(anyHead, { nil: undefined, freq: 20 }),
      bytes: fc.oneof(fc.integer({ min: 1, max: 200 }), fc.constant(100_000)),
    }),
    { maxLength: 4000, size: 'max' },
  )
  fc.assert(
    fc.property(anyLines, anySelection, fc.nat(5000), fc.nat(5000), (lines, selection, first, length) => {
      const index = new LineIndex()
      const offsets: number[] = []
      for (const { head, bytes } of lines) {
        offsets.push(index.size)
        index.add(head, bytes)
      }
      const selected = lines.flatMap(({ head }, n) => (head && selects(selection, head) ? (offsets[n] ?? 0) : []))
      t.equal(
        index.size,
        lines.reduce((sum, { bytes }) => sum + bytes, 0),
      )
      t.equal(index.lines, lines.filter(({ head }) => head).length)
      t.equal(index.count(selection), selected.length)
      const wanted = selected.slice(Math.max(0, first - 1), Math.max(0, first - 1) + length)
      const found = [...index.find(selection, Math.max(1, first), Math.max(1, first) + length - 1)]
      for (const { stretch, before } of found) {
        const inside = selected.filter(offset => offset >= stretch.offset && offset < stretch.offset + stretch.bytes)
        t.ok(
          inside.some(offset => wanted.includes(offset)),
          'no stretch without a line that is wanted',
        )
        t.equal(before, selected.filter(offset => offset < stretch.offset).length)
      }
      const covered = wanted.filter(offset =>
        found.some(({ stretch: s }) => offset >= s.offset && offset < s.offset + s.bytes),
      )
      t.same(covered, wanted)
    }),
    { numRuns: 40 },
  )
})

t.test('a stretch stays small in lines and in bytes', async t => {
  const head = { level: 'info', role: 'guest.0', stream: 'stdout' } as const
  const index = new LineIndex()
  for (let n = 0; n < 5000; n++) index.add(head, n < 4000 ? 50 : 60_000)
  for (const { stretch } of index.find({ level: 'debug' }, 1, 5000)) {
    t.ok(stretch.bytes < 320_000)
    t.ok((stretch.counts[1] ?? 0) <= 1024)
  }
})

t.test('a plain role is all of its instances, and no other', async t => {
  const line = (role: string) => ({ role, level: 'info' as const })
  t.ok(selects({ level: 'debug', roles: ['guest'] }, line('guest.0')))
  t.ok(selects({ level: 'debug', roles: ['guest'] }, line('guest.12')))
  t.notOk(selects({ level: 'debug', roles: ['guest'] }, line('guest.x.0')))
  t.notOk(selects({ level: 'debug', roles: ['gue'] }, line('guest.0')))
  t.ok(selects({ level: 'debug', roles: ['guest.0'] }, line('guest.0')))
  t.notOk(selects({ level: 'debug', roles: ['guest.0'] }, line('guest.01')))
  t.notOk(selects({ level: 'debug', roles: [] }, line('guest.0')))
})
