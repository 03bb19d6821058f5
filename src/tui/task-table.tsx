import { Box, Text } from 'ink'
import { memo } from 'react'
import type { JobView, TaskView } from '../protocol/view.js'
import { type TaskColumns, taskColumns } from './columns.js'
import { drawGraph, type GraphRow } from './graph.js'
import { rolesOf } from './job-detail.js'
import { firstShown } from './layout.js'
import { Cell, Line } from './line.js'
import { Span } from './span.js'
import { inTone, partyLook, taskLook } from './status.js'
import { symbols } from './symbols.js'
import { columnsOf, fit, truncate } from './text.js'

interface TaskTableProps {
  view: JobView
  /** As the filter leaves them. */
  tasks: readonly TaskView[]
  filter: string
  chosen: TaskView | undefined
  columns: number
  /** Rows below the heading. */
  rows: number
}

const NO_LINES: GraphRow = { before: '', after: '' }

/** The tasks in order, the DAG drawn beside them, and the status of each party in each task. */
export function TaskTable({ view, tasks, filter, chosen, columns, rows }: TaskTableProps) {
  const roles = rolesOf(view)
  // Lines between tasks of which some are left out would lead nowhere.
  const graph = filter === '' ? drawGraph(view.task_list, Math.max(5, Math.floor(columns / 4))) : []
  const graphColumns = (graph[0]?.before.length ?? 0) + 1 + (graph[0]?.after.length ?? 0)
  const longest = Math.max(4, ...tasks.map(task => columnsOf(task.name)))
  const shares = taskColumns(columns, roles, graphColumns + 1 + longest)
  const first = firstShown(tasks.length, rows, chosen ? tasks.indexOf(chosen) : 0)
  return (
    <Box flexDirection="column" height={rows + 1} flexShrink={0}>
      <Heading shares={shares} roles={roles} />
      {tasks.slice(first, first + rows).map((task, index) => (
        <TaskRow
          key={task.name}
          task={task}
          lines={graph[first + index] ?? NO_LINES}
          shares={shares}
          roles={roles}
          chosen={task === chosen}
        />
      ))}
      {tasks.length === 0 && filter !== '' && (
        <Line>
          {truncate(`  None of ${view.task_list.length} tasks has "${filter}" in it; esc shows them all.`, columns)}
        </Line>
      )}
    </Box>
  )
}

function Heading({ shares, roles }: { shares: TaskColumns; roles: readonly string[] }) {
  const parties =
    shares.parties === 'packed'
      ? ` ${fit('PARTIES', shares.party)}`
      : roles.map(role => ` ${fit(role, shares.party)}`).join('')
  return (
    <Line>
      <Text
        dimColor
      >{`  ${fit('TASK', shares.name)}  ${fit('STATUS', shares.status)}  ${fit('TIME', shares.time, 'right')} ${parties}`}</Text>
    </Line>
  )
}

function Parties({ task, shares, roles }: { task: TaskView; shares: TaskColumns; roles: readonly string[] }) {
  const looks = roles.map(role => ({ role, ...partyLook(task.parties.find(party => party.role === role)) }))
  if (shares.parties !== 'packed') {
    return looks.map(({ role, symbol, word, tone }) => (
      <Cell
        key={role}
        text={shares.parties === 'words' ? ` ${symbol} ${word}` : ` ${symbol}`}
        columns={shares.party + 1}
        tone={tone}
      />
    ))
  }
  const all = looks.length <= shares.party
  return (
    <>
      {' '}
      {looks.slice(0, all ? looks.length : shares.party - 1).map(({ role, symbol, tone }) => (
        <Cell key={role} text={symbol} columns={1} tone={tone} />
      ))}
      {!all && '…'}
    </>
  )
}

interface TaskRowProps {
  task: TaskView
  lines: GraphRow
  shares: TaskColumns
  roles: readonly string[]
  chosen: boolean
}

const TaskRow = memo(
  ({ task, lines, shares, roles, chosen }: TaskRowProps) => {
    const look = taskLook(task)
    const name = shares.name - columnsOf(lines.before) - 1 - columnsOf(lines.after) - 1
    return (
      <Line bold={chosen}>
        {chosen ? `${symbols.chosen} ` : '  '}
        <Text dimColor>{lines.before}</Text>
        <Text {...inTone(look.tone)}>{look.symbol}</Text>
        <Text dimColor>{lines.after}</Text> <Cell text={task.name} columns={name} />
        {'  '}
        <Cell text={look.word} columns={shares.status} tone={look.tone} />
        {'  '}
        <Span from={task.started_at} to={task.finished_at} columns={shares.time} />{' '}
        <Parties task={task} shares={shares} roles={roles} />
      </Line>
    )
  },
  // The graph and the roles are made anew for every picture; what they hold seldom changes.
  (before, after) =>
    before.task === after.task &&
    before.chosen === after.chosen &&
    before.lines.before === after.lines.before &&
    before.lines.after === after.lines.after &&
    JSON.stringify([before.shares, before.roles]) === JSON.stringify([after.shares, after.roles]),
)
