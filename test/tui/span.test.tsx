import { Text } from 'ink'
import { render } from 'ink-testing-library'
import t from 'tap'
import { Span } from '../../src/tui/span.js'

t.test('a span fills its columns from the right', async t => {
  const { lastFrame, rerender, unmount } = render(
    <Text>
      [<Span from="2026-01-01T12:00:00.000Z" to="2026-01-01T12:01:05.000Z" columns={8} />]
    </Text>,
  )
  t.equal(lastFrame(), '[  1m 05s]')
  rerender(
    <Text>
      [<Span from={undefined} columns={8} />]
    </Text>,
  )
  t.equal(lastFrame(), '[        ]', 'what has not begun has none')
  rerender(
    <Text>
      [<Span from="2999-01-01T12:00:00.000Z" columns={8} />]
    </Text>,
  )
  t.equal(lastFrame(), '[      0s]', 'a clock that is behind gives no negative age')
  unmount()
})
