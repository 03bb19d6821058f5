import fc from 'fast-check'
import t from 'tap'
import { FrameReader } from '../../../src/runner/docker/frames.js'

const TIMESTAMP = '2026-01-02T03:04:05.000000006Z'

function frame(kind: number, payload: string): Buffer {
  const header = Buffer.alloc(8)
  header.writeUInt8(kind)
  header.writeUInt32BE(Buffer.byteLength(payload), 4)
  return Buffer.concat([header, Buffer.from(payload)])
}

t.test('however the stream is cut, its frames are the same', async t => {
  const entry = fc.record({ kind: fc.constantFrom(1, 2), content: fc.string({ unit: 'grapheme' }) })
  fc.assert(
    fc.property(fc.array(entry), fc.integer({ min: 1, max: 40 }), (entries, size) => {
      const bytes = Buffer.concat(entries.map(({ kind, content }) => frame(kind, `${TIMESTAMP} ${content}`)))
      const reader = new FrameReader()
      const chunks = Array.from({ length: Math.ceil(bytes.length / size) }, (_, i) =>
        bytes.subarray(i * size, (i + 1) * size),
      )
      const frames = chunks.flatMap(chunk => reader.push(chunk))
      t.same(
        frames.map(({ stream, timestamp, content }) => [stream, timestamp, content.toString()]),
        entries.map(({ kind, content }) => [kind === 1 ? 'stdout' : 'stderr', TIMESTAMP, content]),
      )
    }),
  )
})

t.test('what the engine says of its own failure is an error, and so is what is no such stream', async t => {
  t.throws(() => new FrameReader().push(frame(3, 'no space left')), /broke off the log: no space left/)
  t.throws(() => new FrameReader().push(frame(1, 'nothing-before-it')), /not multiplexed with timestamps/)
  t.throws(() => new FrameReader().push(frame(7, `${TIMESTAMP} x`)), /not multiplexed/)
})
