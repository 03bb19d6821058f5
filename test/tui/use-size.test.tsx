import { render, Text } from 'ink'
import t from 'tap'
import { useSize } from '../../src/tui/use-size.js'
import { fakeTerminal } from './terminal.js'
import { until } from './until.js'

function Shown() {
  const { columns, rows } = useSize()
  return <Text>{`${columns}x${rows}`}</Text>
}

t.test('it is the terminal’s size, also after a resize', async t => {
  const terminal = fakeTerminal({ columns: 91, rows: 33 })
  let frame = ''
  const write = terminal.stdout.write
  terminal.stdout.write = (text: unknown) => {
    frame = String(text)
    return write.call(terminal.stdout, '')
  }
  const { stdout, stdin, stderr } = terminal
  const app = render(<Shown />, { stdout, stdin, stderr, debug: true, patchConsole: false })
  t.equal(frame, '91x33')
  terminal.resize(120, 40)
  await until(
    () => frame === '120x40',
    () => frame,
  )
  terminal.resize(0, 0)
  // A terminal that does not know.
  await until(
    () => frame === '80x24',
    () => frame,
  )
  app.unmount()
  t.equal(stdout.listenerCount('resize'), 0)
})
