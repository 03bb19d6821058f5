import { Box, Text } from 'ink'
import { memo, useMemo } from 'react'
import type { JobSummary } from '../protocol/view.js'
import { type ListColumns, listColumns } from './columns.js'
import { type Area, firstShown } from './layout.js'
import { Cell, Line } from './line.js'
import { Span } from './span.js'
import { inTone, jobLook, outcomeWord, progress } from './status.js'
import { symbols } from './symbols.js'
import { fit, truncate } from './text.js'

interface JobListProps {
  /** As the filter leaves them. */
  jobs: readonly JobSummary[]
  /** How many there are without the filter. */
  total: number
  filter: string
  chosenId: string | undefined
  area: Area
}

/** The jobs, newest first, with the chosen one in view. */
export function JobList({ jobs, total, filter, chosenId, area }: JobListProps) {
  const flows = jobs.some(job => job.flow_id !== '')
  // The same for all rows, and the same object while nothing changes: a row is drawn again only when its job has changed.
  const columns = useMemo(() => listColumns(area.columns, flows), [area.columns, flows])
  const rows = area.rows - 1
  const first = firstShown(
    jobs.length,
    rows,
    jobs.findIndex(job => job.job_id === chosenId),
  )
  return (
    <Box flexDirection="column" width={area.columns} height={area.rows}>
      <Heading columns={columns} />
      {jobs.slice(first, first + rows).map(job => (
        <JobRow key={job.job_id} job={job} columns={columns} chosen={job.job_id === chosenId} />
      ))}
      {jobs.length === 0 && <Line>{truncate(nothing(total, filter), area.columns)}</Line>}
    </Box>
  )
}

function nothing(total: number, filter: string): string {
  if (total === 0) return '  No jobs yet: submit one with "isched submit job.yaml".'
  return `  None of ${total} jobs has "${filter}" in it; esc shows them all.`
}

const Heading = memo(({ columns }: { columns: ListColumns }) => (
  <Line>
    <Text dimColor>
      {'  '}
      {fit('JOB', columns.id)}
      {'  '}
      {fit('STATUS', columns.status)}
      {'  '}
      {fit('OUTCOME', columns.outcome)}
      {'  '}
      {fit('PROGRESS', columns.progress)}
      {'  '}
      {fit('AGE', columns.age, 'right')}
      {columns.flow > 0 && `  ${fit('FLOW', columns.flow)}`}
      {columns.roles > 0 && `  ${fit('ROLES HERE', columns.roles)}`}
    </Text>
  </Line>
))

const JobRow = memo(({ job, columns, chosen }: { job: JobSummary; columns: ListColumns; chosen: boolean }) => {
  const look = jobLook(job)
  return (
    <Line bold={chosen}>
      {chosen ? `${symbols.chosen} ` : '  '}
      <Cell text={job.job_id} columns={columns.id} />
      {'  '}
      <Cell text={`${look.symbol} ${look.word}`} columns={columns.status} tone={look.tone} />
      {'  '}
      <Cell text={outcomeWord(job)} columns={columns.outcome} tone={look.tone} />
      {'  '}
      <Text {...inTone(job.tasks.failed > 0 ? 'bad' : 'plain')}>
        {fit(progress(job.tasks, columns.progress), columns.progress)}
      </Text>
      {'  '}
      <Span from={job.created_at} columns={columns.age} />
      {columns.flow > 0 && `  ${fit(job.flow_id, columns.flow)}`}
      {columns.roles > 0 && `  ${fit(job.roles.join(', '), columns.roles)}`}
    </Line>
  )
})
