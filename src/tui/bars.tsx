import { StatusMessage } from '@inkjs/ui'
import { Box, Text } from 'ink'
import { useSpan } from './clock.js'
import { fitHints, type Hint } from './hints.js'
import type { Connection } from './jobs-data.js'
import { Line } from './line.js'
import { symbols } from './symbols.js'
import { columnsOf, fit, tail, truncate } from './text.js'
import { formatClock } from './time.js'
import type { Notice, Prompt } from './ui-state.js'

/** The first row: where one is, and whether the node answers. */
export function TitleBar({ place, summary, columns }: { place: string; summary: string; columns: number }) {
  const right = truncate(summary, columns - 20)
  return (
    <Line>
      <Text inverse bold>{`${fit(` ${place}`, columns - columnsOf(right) - 2)} ${right} `}</Text>
    </Line>
  )
}

/** Says that the node is away, since when, and that it is tried again; what is on the screen is what was last known. */
export function AwayLine({
  connection,
  columns,
}: {
  connection: Extract<Connection, { state: 'away' }>
  columns: number
}) {
  const span = useSpan(connection.since)
  const text = ` ${symbols.failed} Daemon away since ${formatClock(connection.since)} (${span}), retrying: ${connection.reason}`
  return (
    <Line>
      <Text color="yellow" bold>
        {truncate(text, columns)}
      </Text>
    </Line>
  )
}

/** The row above the keys: a question, what was just done, or a sentence about what is chosen. */
export function MessageLine({
  prompt,
  notice,
  sentence,
  columns,
}: {
  prompt: Prompt | undefined
  notice: Notice | undefined
  sentence: string
  columns: number
}) {
  if (notice) {
    return (
      <Box height={1} paddingLeft={1}>
        <StatusMessage variant={notice.variant}>{truncate(notice.text, columns - 3)}</StatusMessage>
      </Box>
    )
  }
  if (!prompt) return <Line>{truncate(` ${sentence}`, columns)}</Line>
  if (prompt.kind === 'stop' || prompt.kind === 'approve') {
    return (
      <Line bold>
        <Text color="yellow">{`${truncate(` ${question(prompt)}`, columns - 8)} [y/N] `}</Text>
        <Text inverse> </Text>
      </Line>
    )
  }
  const label = prompt.kind === 'filter' ? ' Filter: ' : ' Reason for the rejection: '
  return (
    <Line>
      <Text bold>{label}</Text>
      {tail(prompt.text, columns - columnsOf(label) - 1)}
      <Text inverse> </Text>
    </Line>
  )
}

function question(prompt: Extract<Prompt, { kind: 'stop' | 'approve' }>): string {
  if (prompt.kind === 'approve') return `Approve ${prompt.jobId}, so that it runs here?`
  if (prompt.taskName === undefined) return `Stop the whole job ${prompt.jobId}?`
  return `Stop the task ${prompt.taskName} and all that follows it?`
}

/** The last row: what can be pressed. */
export function KeyBar({ hints, columns }: { hints: readonly Hint[]; columns: number }) {
  return (
    <Line>
      {' '}
      {fitHints(hints, columns).map(([key, does], index) => (
        <Text key={key}>
          {index > 0 && '  '}
          <Text bold>{key}</Text>
          <Text dimColor>{` ${does}`}</Text>
        </Text>
      ))}
    </Line>
  )
}
