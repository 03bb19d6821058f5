import { Box } from 'ink'
import t from 'tap'
import { Cell, Line } from '../../src/tui/line.js'
import { drawn } from './drawn.js'

t.test('a line is one row, whatever it holds', async t => {
  const rows = drawn(
    <Box flexDirection="column" width={10}>
      <Line>far too long a line</Line>
      <Line />
      <Line bold>
        <Cell text="特征评估" columns={5} />|
      </Line>
    </Box>,
  )
  t.same(rows, ['far too l…', '', '特征…|'])
})
