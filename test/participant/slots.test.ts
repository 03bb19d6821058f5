import fc from 'fast-check'
import t from 'tap'
import { Slots } from '../../src/participant/slots.js'
import type { Capacity, Resources } from '../../src/runner/runner.js'

const roomy: Capacity = { instances: Infinity, cpu: Infinity, memory: Infinity }

/** Slots, and who was let in, in order. */
function slots(capacity: Partial<Capacity>) {
  const letIn: string[] = []
  const room = new Slots({ ...roomy, ...capacity })
  const wait = (key: string, resources: Resources = {}) => room.wait(key, resources, () => letIn.push(key))
  return { room, wait, letIn }
}

t.test('room is taken at once while there is some', async t => {
  const { room } = slots({ instances: 2 })
  t.ok(room.take('a', {}))
  t.ok(room.take('b', {}))
  t.notOk(room.take('c', {}))
  t.ok(room.take('a', {}), 'who has room has it')
  t.strictSame(room.count(), { running: 2, waiting: 0 })
})

t.test('what does not fit waits, and is let in when something ends, in order', async t => {
  const { room, wait, letIn } = slots({ instances: 1 })
  room.take('a', {})
  wait('b')
  wait('c')
  t.strictSame(room.count(), { running: 1, waiting: 2 })
  room.release('a')
  t.strictSame(letIn, ['b'])
  room.release('b')
  t.strictSame(letIn, ['b', 'c'])
})

t.test('nobody overtakes who waits', async t => {
  const { room, wait } = slots({ cpu: 4 })
  room.take('a', { cpu: 3 })
  wait('big', { cpu: 4 })
  t.notOk(room.take('small', { cpu: 1 }))
})

t.test('who waits for what was given up in the meantime is let in at once', async t => {
  const { room, wait, letIn } = slots({ instances: 1 })
  room.take('a', {})
  t.notOk(room.take('b', {}))
  room.release('a')
  wait('b')
  t.strictSame(letIn, ['b'])
})

t.test('who gives up waiting makes way', async t => {
  const { room, wait, letIn } = slots({ cpu: 4 })
  room.take('a', { cpu: 2 })
  wait('big', { cpu: 4 })
  wait('small', { cpu: 2 })
  room.release('big')
  t.strictSame(letIn, ['small'])
})

t.test('waiting twice is waiting once', async t => {
  const { room, wait, letIn } = slots({ instances: 1 })
  room.take('a', {})
  wait('b')
  wait('b')
  t.equal(room.count().waiting, 1)
  room.release('a')
  room.release('b')
  t.strictSame(letIn, ['b'])
})

t.test('cores and memory are counted', async t => {
  const { room } = slots({ cpu: 4, memory: 8 })
  t.ok(room.take('a', { cpu: 3, memory: 1 }))
  t.notOk(room.take('b', { cpu: 2 }))
  t.notOk(room.take('c', { memory: 7.5 }))
  t.ok(room.take('d', { cpu: 1, memory: 7 }))
})

t.test('one alone is let in whatever it asks for', async t => {
  const { room } = slots({ cpu: 2 })
  t.ok(room.take('a', { cpu: 8 }))
  t.notOk(room.take('b', {}), 'and nothing beside it')
})

t.test('what runs already counts, whether it fits or not', async t => {
  const { room } = slots({ instances: 1 })
  room.hold('a', {})
  room.hold('b', {})
  t.notOk(room.take('c', {}))
  room.release('a')
  t.notOk(room.take('c', {}))
  room.release('b')
  t.ok(room.take('c', {}))
})

t.test('property: never more than there is room for, and nobody is forgotten', async () => {
  const anySteps = fc.array(fc.tuple(fc.constantFrom('ask', 'end'), fc.nat(9), fc.integer({ min: 0, max: 3 })), {
    maxLength: 60,
  })
  fc.assert(
    fc.property(anySteps, fc.integer({ min: 1, max: 3 }), (steps, instances) => {
      const running = new Map<string, number>()
      const waiting = new Map<string, number>()
      const room = new Slots({ instances, cpu: 4, memory: Infinity })
      const fits = (): boolean =>
        running.size <= instances && (running.size <= 1 || [...running.values()].reduce((a, b) => a + b, 0) <= 4)
      for (const [what, n, cpu] of steps) {
        const key = `k${n}`
        if (what === 'ask' && !running.has(key) && !waiting.has(key)) {
          if (room.take(key, { cpu })) running.set(key, cpu)
          else {
            waiting.set(key, cpu)
            room.wait(key, { cpu }, () => {
              waiting.delete(key)
              running.set(key, cpu)
            })
          }
        } else if (what === 'end') {
          running.delete(key)
          waiting.delete(key)
          room.release(key)
        }
        if (!fits()) return false
        if (running.size === 0 && waiting.size > 0) return false
      }
      return room.count().running === running.size && room.count().waiting === waiting.size
    }),
  )
})
