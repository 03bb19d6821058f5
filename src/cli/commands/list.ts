import { isJobStatus, JOB_STATUSES } from '../../protocol/values.js'
import type { JobSummary } from '../../protocol/view.js'
import type { Context } from '../context.js'
import { CliError, EXIT } from '../exit.js'
import { shortIds } from '../job-id.js'
import type { OutputOption } from '../output.js'
import { styledJobStatus } from '../style.js'
import { table } from '../table.js'
import { ago } from '../time.js'
import { cutTo } from '../width.js'

export interface ListOptions extends OutputOption {
  status?: string
  flow?: string
  limit?: number
  full?: boolean
}

const REASON_COLUMNS = 60

/** `isched list`: the jobs that the node knows, newest first. */
export async function list(context: Context, options: ListOptions): Promise<number> {
  const status = options.status?.toUpperCase()
  if (status !== undefined && !isJobStatus(status)) {
    throw new CliError(
      `"${options.status}" is no status of a job; those are ${JOB_STATUSES.join(', ')}.`,
      EXIT.badInput,
    )
  }
  const client = await context.client()
  const jobs = await client.findJobs({
    ...(status === undefined ? {} : { status }),
    ...(options.flow === undefined ? {} : { flowId: options.flow }),
    ...(options.limit === undefined ? {} : { limit: options.limit }),
  })
  if (options.output === 'json') context.json({ jobs })
  else if (options.output === 'name') context.print(...jobs.map(job => job.job_id))
  else if (jobs.length === 0) context.note('No jobs.')
  else context.print(...jobTable(context, jobs, options.full === true))
  return EXIT.done
}

function jobTable(context: Context, jobs: JobSummary[], full: boolean): string[] {
  const { style, io } = context
  const short = shortIds(jobs.map(job => job.job_id))
  const withFlow = jobs.some(job => job.flow_id !== '')
  const withReason = jobs.some(job => reasonOf(job) !== '')
  const head = [
    'JOB',
    ...(withFlow ? ['FLOW'] : []),
    'STATUS',
    'TASKS',
    'ROLES',
    'AGE',
    ...(withReason ? ['REASON'] : []),
  ]
  const rows = jobs.map(job => [
    full ? job.job_id : (short.get(job.job_id) ?? job.job_id),
    ...(withFlow ? [job.flow_id] : []),
    styledJobStatus(style, job),
    `${job.tasks.success}/${job.tasks.total}`,
    job.roles.join(',') || job.parts.join(','),
    ago(job.created_at, io.now()),
    ...(withReason ? [full ? reasonOf(job) : cutTo(reasonOf(job), REASON_COLUMNS)] : []),
  ])
  return table(
    head.map(title => style('bold', title)),
    rows,
  )
}

function reasonOf({ reason, awaiting_approval: waits }: JobSummary): string {
  return reason === '' && waits ? 'waits for approval here' : reason
}
