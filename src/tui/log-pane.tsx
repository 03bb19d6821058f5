import { Box, Text } from 'ink'
import { memo } from 'react'
import type { LogLevel } from '../protocol/values.js'
import type { TaskView } from '../protocol/view.js'
import type { Area } from './layout.js'
import { Line } from './line.js'
import type { LogBuffer, LogLine } from './log-lines.js'
import { inTone, type Tone } from './status.js'
import { symbols } from './symbols.js'
import { columnsOf, fit, skip, truncate } from './text.js'
import { formatClock } from './time.js'

interface LogPaneProps {
  task: TaskView | undefined
  buffer: LogBuffer
  level: LogLevel
  /** The ordinal of the first line shown; absent means that the last ones are. */
  top: number | undefined
  shift: number
  focused: boolean
  area: Area
}

/** The log of a task: its last lines as they come, or those at which the person has stopped. */
export function LogPane({ task, buffer, level, top, shift, focused, area }: LogPaneProps) {
  const rows = area.rows - 1
  const last = Math.max(0, buffer.lines.length - rows)
  const first = top === undefined ? last : Math.max(0, Math.min(top - buffer.dropped, last))
  const shown = buffer.lines
    .slice(first, first + rows)
    .map((line, index) => ({ line, ordinal: buffer.dropped + first + index }))
  const severalRoles = new Set(buffer.lines.map(line => line.role)).size > 1
  return (
    <Box flexDirection="column" width={area.columns} height={area.rows}>
      <Title
        text={title(task, buffer, level, top !== undefined, first + shown.length)}
        focused={focused}
        columns={area.columns}
      />
      {shown.map(({ line, ordinal }) => (
        <LogRow key={ordinal} line={line} role={severalRoles} shift={shift} columns={area.columns} />
      ))}
      {shown.length === 0 && <Line>{truncate(`  ${emptiness(task, buffer)}`, area.columns)}</Line>}
    </Box>
  )
}

function title(
  task: TaskView | undefined,
  buffer: LogBuffer,
  level: LogLevel,
  stopped: boolean,
  shownTo: number,
): string {
  if (!task) return 'log'
  const parts = [`log of ${task.name}`, level]
  if (stopped) parts.push(`line ${buffer.dropped + shownTo} of ${buffer.dropped + buffer.lines.length}, G follows`)
  else if (buffer.error !== undefined) parts.push(buffer.error)
  else if (buffer.complete) parts.push('complete')
  else parts.push('following')
  return parts.join(` ${symbols.dot} `)
}

function emptiness(task: TaskView | undefined, buffer: LogBuffer): string {
  if (!task) return 'Choose a task to see its log.'
  if (buffer.error !== undefined) return buffer.error
  if (!buffer.loaded) return 'Reading the log.'
  if (buffer.complete) return 'No lines of this level here; a log lies at the nodes that run the task.'
  return 'No lines yet.'
}

function Title({ text, focused, columns }: { text: string; focused: boolean; columns: number }) {
  const line = symbols.horizontal
  const words = truncate(text, columns - 4)
  const rest = line.repeat(Math.max(0, columns - 4 - columnsOf(words)))
  return (
    <Line bold={focused}>
      <Text
        {...inTone(focused ? 'plain' : 'quiet')}
      >{`${focused ? symbols.chosen : line}${line.slice(0, 1)} ${words} ${rest}`}</Text>
    </Line>
  )
}

const LEVEL_TONE: Record<LogLevel, Tone> = { debug: 'quiet', info: 'plain', error: 'bad' }

const LogRow = memo(
  ({ line, role, shift, columns }: { line: LogLine; role: boolean; shift: number; columns: number }) => {
    const before = `${formatClock(line.at)} ${line.level.charAt(0).toUpperCase()} ${role ? `${fit(line.role, 9)} ` : ''}`
    return (
      <Line>
        <Text dimColor>{before}</Text>
        <Text {...inTone(LEVEL_TONE[line.level])}>{truncate(skip(line.text, shift), columns - before.length)}</Text>
      </Line>
    )
  },
)
