import { Box, Text } from 'ink'
import { ALL_KEYS } from './hints.js'
import type { Area } from './layout.js'
import { Line } from './line.js'
import { type Look, taskLook } from './status.js'
import { symbols } from './symbols.js'
import { fit, truncate } from './text.js'

/** All keys, and what the signs mean. */
export function Help({ area }: { area: Area }) {
  return (
    <Box flexDirection="column" width={area.columns} height={area.rows} overflow="hidden">
      <Line bold> Keys</Line>
      {ALL_KEYS.map(([key, does]) => (
        <Line key={key}>
          <Text bold>{` ${fit(key, 18)}`}</Text>
          {truncate(does, area.columns - 19)}
        </Line>
      ))}
      <Line> </Line>
      <Line>{truncate(` ${signs()}`, area.columns)}</Line>
      <Line>
        {truncate(
          ` ${symbols.unknown} waits for your approval, or a party whose status this node cannot know`,
          area.columns,
        )}
      </Line>
    </Box>
  )
}

function signs(): string {
  const looks: Look[] = [
    taskLook({ status: 'PENDING', stopped: false }),
    taskLook({ status: 'READY', stopped: false }),
    taskLook({ status: 'RUNNING', stopped: false }),
    taskLook({ status: 'SUCCESS', stopped: false }),
    taskLook({ status: 'FAILED', stopped: false }),
    taskLook({ status: 'FAILED', stopped: true }),
  ]
  return looks.map(look => `${look.symbol} ${look.word}`).join('  ')
}
