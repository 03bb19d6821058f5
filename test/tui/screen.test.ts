import t from 'tap'
import { colourAllowed, screenOn } from '../../src/tui/screen.js'
import { fakeTerminal } from './terminal.js'
import { until } from './until.js'

t.test('it goes to the other screen and comes back', async t => {
  const terminal = fakeTerminal()
  const screen = screenOn(terminal.stdout, { colour: true })
  screen.open()
  t.same([...terminal.modes], ['1049'], 'no cursor, no wrapping')
  screen.close()
  t.same([...terminal.modes].sort(), ['25', '7'])
  const written = terminal.written()
  screen.close()
  t.equal(terminal.written(), written, 'once')
})

t.test('only the rows that differ are written', async t => {
  const terminal = fakeTerminal({ columns: 10, rows: 3 })
  const screen = screenOn(terminal.stdout, { colour: true })
  screen.open()
  screen.stdout.write('one\ntwo\nthree')
  await until(() => terminal.rows()[2] === 'three')
  const before = terminal.written().length
  screen.stdout.write('one\n2\nthree')
  await until(() => terminal.rows()[1] === '2')
  const update = terminal.written().slice(before)
  t.notMatch(update, 'one')
  t.notMatch(update, 'three')
  screen.stdout.write('one')
  await until(() => terminal.text() === 'one\n\n')
  t.same(terminal.faults, [])
  screen.close()
})

t.test('more rows than there are, and the last place of the last row, move nothing', async t => {
  const terminal = fakeTerminal({ columns: 4, rows: 2 })
  const screen = screenOn(terminal.stdout, { colour: true })
  screen.open()
  screen.stdout.write('aaaa\nbbbb\ncccc')
  await until(() => terminal.text() === 'aaaa\nbbbb')
  t.same(terminal.faults, [])
  screen.close()
})

t.test('of frames that come together the last is painted', async t => {
  const terminal = fakeTerminal()
  const screen = screenOn(terminal.stdout, { colour: true })
  screen.open()
  for (const frame of ['first', 'second', 'third']) screen.stdout.write(frame)
  await until(() => terminal.rows()[0] === 'third')
  t.notMatch(terminal.written(), 'first')
  screen.close()
})

t.test('after a resize, or when asked, all is painted again', async t => {
  const terminal = fakeTerminal({ columns: 10, rows: 2 })
  const screen = screenOn(terminal.stdout, { colour: true })
  screen.open()
  screen.stdout.write('aa\nbb')
  await until(() => terminal.text() === 'aa\nbb')
  for (const disturb of [() => terminal.resize(20, 3), () => screen.redraw()]) {
    const before = terminal.written().length
    disturb()
    await until(() => terminal.written().slice(before).includes('bb'))
    t.match(terminal.rows(), ['aa', 'bb'])
  }
  screen.close()
})

t.test('a terminal that is slow gets the newest frame when it can take one', async t => {
  const terminal = fakeTerminal()
  const write = terminal.stdout.write
  const screen = screenOn(terminal.stdout, { colour: true })
  screen.open()
  terminal.stdout.write = (text: unknown) => {
    write.call(terminal.stdout, String(text))
    return false
  }
  screen.stdout.write('first')
  await until(() => terminal.rows()[0] === 'first')
  screen.stdout.write('second')
  screen.stdout.write('third')
  await new Promise(resolve => setImmediate(() => setImmediate(resolve)))
  t.equal(terminal.rows()[0], 'first')
  terminal.stdout.emit('drain')
  await until(() => terminal.rows()[0] === 'third')
  t.notMatch(terminal.written(), 'second')
  screen.close()
})

t.test('colours go where they are not wanted, what is bold stays', async t => {
  const frame = '\u001b[1m\u001b[31mred\u001b[39m\u001b[22m \u001b[38;5;200mpink\u001b[39m \u001b[7minverse\u001b[27m'
  for (const colour of [true, false]) {
    const terminal = fakeTerminal()
    const screen = screenOn(terminal.stdout, { colour })
    screen.open()
    screen.stdout.write(frame)
    await until(() => terminal.rows()[0] === 'red pink inverse')
    t.equal(terminal.written().includes('\u001b[31m'), colour)
    t.equal(terminal.written().includes('\u001b[38;5;200m'), colour)
    t.ok(terminal.written().includes('\u001b[1m') && terminal.written().includes('\u001b[7m'))
    screen.close()
  }
  t.ok(colourAllowed({}))
  t.ok(colourAllowed({ NO_COLOR: '' }))
  t.notOk(colourAllowed({ NO_COLOR: '1' }))
})

t.test('what asks for an answer to its write gets one, and all else is the terminal’s own', async t => {
  const terminal = fakeTerminal({ columns: 33 })
  const screen = screenOn(terminal.stdout, { colour: true })
  t.equal(screen.stdout.columns, 33)
  await new Promise<void>(resolve => screen.stdout.write('', () => resolve()))
  t.equal(terminal.written(), '', 'nothing is written before it is open')
})
