import t from 'tap'
import { Circuit } from '../../src/peers/circuit.js'

const quiet = new AbortController().signal

/** A circuit that three silences have opened, with a clock to set. */
function opened() {
  const clock = { at: 0 }
  const circuit = new Circuit(
    () => clock.at,
    () => 0,
  )
  for (let n = 0; n < 3; n += 1) circuit.silent()
  return { circuit, clock }
}

/** Whether a turn has come, once the microtasks are through. */
async function has(turn: Promise<void>): Promise<boolean> {
  let came = false
  void turn.then(() => {
    came = true
  })
  await new Promise(resolve => setImmediate(resolve))
  return came
}

t.test('while a peer answers, everybody may call', async t => {
  const circuit = new Circuit(Date.now, Math.random)
  t.ok(await has(circuit.turn(quiet)))
  circuit.silent()
  circuit.silent()
  t.notOk(circuit.isOpen)
  t.ok(await has(circuit.turn(quiet)))
})

t.test('after three silences in a row, one at a time tries', async t => {
  const { circuit, clock } = opened()
  t.ok(circuit.isOpen)
  clock.at = 1_000_000
  const first = circuit.turn(quiet)
  const second = circuit.turn(quiet)
  t.ok(await has(first))
  t.notOk(await has(second))
  circuit.answered()
  t.ok(await has(second))
  t.notOk(circuit.isOpen)
})

t.test('an answer lets all go on at once', async t => {
  const { circuit } = opened()
  const turns = [circuit.turn(quiet), circuit.turn(quiet)]
  circuit.answered()
  for (const turn of turns) t.ok(await has(turn))
})

t.test('a turn that was given up is the next one’s', async t => {
  const { circuit, clock } = opened()
  clock.at = 1_000_000
  await circuit.turn(quiet)
  const next = circuit.turn(quiet)
  circuit.abandoned()
  t.ok(await has(next))
})

t.test('who gives up waiting waits no longer', async t => {
  const { circuit } = opened()
  const abort = new AbortController()
  const turn = circuit.turn(abort.signal)
  abort.abort()
  t.ok(await has(turn))
  t.ok(await has(circuit.turn(abort.signal)))
})

t.test('it tries again by itself when its pause is over', async t => {
  const circuit = new Circuit(Date.now, () => 0)
  for (let n = 0; n < 3; n += 1) circuit.silent()
  await circuit.turn(quiet)
  t.pass()
})

t.test('a peer that has called us is tried soon, and not more often than every second', async t => {
  const { circuit, clock } = opened()
  for (let n = 0; n < 10; n += 1) circuit.silent()
  const turn = circuit.turn(quiet)
  t.notOk(await has(turn))
  clock.at = 1000
  t.notOk(await has(turn), 'its pause is not over by itself')
  circuit.heard()
  t.ok(await has(turn))
  circuit.silent()
  circuit.heard()
  clock.at = 1999
  const next = circuit.turn(quiet)
  t.notOk(await has(next))
  clock.at = 2000
  circuit.heard()
  t.ok(await has(next))
})
