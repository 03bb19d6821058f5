import { Spinner } from '@inkjs/ui'
import { Box, Text } from 'ink'
import type { JobSummary, JobView, TaskView } from '../protocol/view.js'
import { type DetailLine, jobDetail, taskDetail } from './job-detail.js'
import { type Area, HEAD_ROWS, headRows, jobRows } from './layout.js'
import { Line } from './line.js'
import { Span } from './span.js'
import { inTone, jobLook, outcomeWord, progress } from './status.js'
import { symbols } from './symbols.js'
import { TaskTable } from './task-table.js'
import { clean, columnsOf, fit, truncate } from './text.js'

const INDENT = 2
/** Columns that a break between two words may leave empty at the end of the first row. */
const BROKEN = 14

interface JobPanelProps {
  /** What the list knows of the job, until all of it is known. */
  summary: JobSummary | undefined
  view: JobView | undefined
  /** Why the job can't be shown. */
  error: string | undefined
  /** As the filter leaves them. */
  tasks: readonly TaskView[]
  taskFilter: string
  /** The chosen task; absent means the whole job. */
  chosen: TaskView | undefined
  /** Whether a choice is marked: not where the job is only shown beside the list. */
  marked: boolean
  area: Area
}

/** One job: its head, its tasks in order with the state of every party, and more on the chosen one. */
export function JobPanel({ summary, view, error, tasks, taskFilter, chosen, marked, area }: JobPanelProps) {
  const known = view ?? summary
  const details = view ? (chosen ? taskDetail(chosen) : jobDetail(view)) : []
  const head = headRows(area.rows, columnsOf(clean(known?.reason ?? '')), area.columns - INDENT)
  const rows = jobRows(area.rows, head, details.length + 1)
  return (
    <Box flexDirection="column" width={area.columns} height={area.rows}>
      {known && <Head job={known} columns={area.columns} rows={head} chosen={marked && !chosen} />}
      {view && (
        <TaskTable
          view={view}
          tasks={tasks}
          filter={taskFilter}
          chosen={marked ? chosen : undefined}
          columns={area.columns}
          rows={rows.tasks}
        />
      )}
      {!view && error !== undefined && <Line>{truncate(`  ${error}`, area.columns)}</Line>}
      {!view && error === undefined && known && <Spinner label="reading the job" />}
      {rows.detail > 0 && details.length > 0 && <Detail lines={details} columns={area.columns} rows={rows.detail} />}
    </Box>
  )
}

interface HeadProps {
  job: JobSummary
  columns: number
  rows: number
  chosen: boolean
}

function Head({ job, columns, rows, chosen }: HeadProps) {
  const look = jobLook(job)
  const outcome = outcomeWord(job)
  const state = `${look.symbol} ${look.word}${outcome === '' ? '' : ` ${outcome}`}`
  const id = Math.max(8, Math.min(36, columns - 2 - state.length - 2 - 13 - 1 - 7 - 2))
  const here = job.roles.length > 0 ? `here ${job.roles.join(', ')}` : 'no role here'
  const from = [`from ${job.initiator}`, `scheduler ${job.scheduler}`, here]
  if (job.flow_id !== '') from.push(`flow ${job.flow_id}`)
  if (job.old_job_id !== '') from.push(`again ${job.old_job_id}`)
  return (
    <Box flexDirection="column" height={rows} flexShrink={0}>
      <Line bold={chosen}>
        {chosen ? `${symbols.chosen} ` : '  '}
        {fit(job.job_id, id)}
        {'  '}
        <Text {...inTone(look.tone)}>{state}</Text>
        {'  '}
        {fit(progress(job.tasks, 13), 13)} <Span from={job.created_at} to={job.finished_at} columns={7} />
      </Line>
      <Line>
        <Text dimColor>{truncate(`  ${from.join(` ${symbols.dot} `)}`, columns)}</Text>
      </Line>
      {rows > HEAD_ROWS ? (
        <Box paddingLeft={INDENT} width={columns}>
          <Text wrap="wrap">{truncate(job.reason, 2 * (columns - INDENT) - BROKEN)}</Text>
        </Box>
      ) : (
        <Line>{truncate(`  ${job.reason}`, columns)}</Line>
      )}
    </Box>
  )
}

function Detail({ lines, columns, rows }: { lines: readonly DetailLine[]; columns: number; rows: number }) {
  const room = rows - 1
  const shown = lines.length > room ? lines.slice(0, room - 1) : lines
  return (
    <Box flexDirection="column" height={rows} flexShrink={0}>
      <Line>
        <Text dimColor>{symbols.horizontal.repeat(columns)}</Text>
      </Line>
      {shown.map((line, index) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: a line is its place
        <Line key={index}>
          <Text {...inTone(line.tone)}>{truncate(`  ${line.text}`, columns)}</Text>
        </Line>
      ))}
      {shown.length < lines.length && <Line>{`  and ${lines.length - shown.length} more: isched status`}</Line>}
    </Box>
  )
}
