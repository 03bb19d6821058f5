import { Box } from 'ink'
import { render } from 'ink-testing-library'
import t from 'tap'
import { Cell, Line } from '../../src/tui/line.js'

t.test('a line is one row, whatever it holds', async t => {
  const { lastFrame, unmount } = render(
    <Box flexDirection="column" width={10}>
      <Line>far too long a line</Line>
      <Line />
      <Line bold>
        <Cell text="特征评估" columns={5} />|
      </Line>
    </Box>,
  )
  t.same(
    lastFrame()?.split('\n'),
    ['far too l…', '', '特征…|'].map(row => row),
  )
  unmount()
})
