import type { JobView, PartyView, TaskView } from '../../protocol/view.js'
import type { Context } from '../context.js'
import { EXIT } from '../exit.js'
import { LAST, resolveJobId } from '../job-id.js'
import type { OutputOption } from '../output.js'
import { type Style, styledJobStatus, styledStatus } from '../style.js'
import { pairs, table } from '../table.js'
import { ago, elapsed } from '../time.js'
import { failuresOf } from '../wait-for-job.js'

/** With more parties than this a column for each no longer fits, and each gets a line. */
const MOST_COLUMNS = 4

/** `isched status`: one job, its tasks, and how each stands at each party. */
export async function status(context: Context, job: string | undefined, options: OutputOption): Promise<number> {
  const client = await context.client()
  const view = await client.job(await resolveJobId(job ?? LAST, client))
  if (options.output === 'json') context.json(view)
  else context.print(...describe(context, view))
  return EXIT.done
}

function describe(context: Context, job: JobView): string[] {
  const { style, io } = context
  const now = io.now()
  const head = pairs(
    [
      ['job', job.job_id],
      ['status', styledJobStatus(style, job)],
      ['reason', job.reason],
      ['flow', job.flow_id],
      ['repeats', job.old_job_id],
      ['initiator', job.initiator],
      ['scheduler', job.scheduler === job.initiator ? '' : job.scheduler],
      [
        'created',
        `${ago(job.created_at, now)}${job.finished_at ? `, took ${elapsed(job.created_at, job.finished_at, now)}` : ''}`,
      ],
    ],
    name => style('dim', name),
  )
  const sections = [head, tasks(job, style, now), nodes(job, style), notes(job)]
  return sections.filter(lines => lines.length > 0).flatMap((lines, at) => (at === 0 ? lines : ['', ...lines]))
}

function tasks(job: JobView, style: Style, now: number): string[] {
  const roles = [...new Set(job.task_list.flatMap(task => task.parties.map(party => party.role)))]
  const bold = (titles: string[]) => titles.map(title => style('bold', title))
  const took = (task: TaskView) => elapsed(task.started_at, task.finished_at, now)
  const status = (task: TaskView) => styledStatus(style, task.status) + (task.stopped ? ' stopped' : '')
  if (roles.length <= MOST_COLUMNS) {
    const cell = (party: PartyView | undefined) =>
      party === undefined ? '' : party.status ? styledStatus(style, party.status) : '?'
    return table(
      bold(['TASK', 'STATUS', ...roles, 'COMPONENT', 'TIME']),
      job.task_list.map(task => [
        task.name,
        status(task),
        ...roles.map(role => cell(task.parties.find(party => party.role === role))),
        task.component,
        took(task),
      ]),
    )
  }
  return table(
    bold(['TASK', 'STATUS', 'PARTY', 'NODE', 'COMPONENT', 'TIME']),
    job.task_list.flatMap(task => [
      [task.name, status(task), '', '', task.component, took(task)],
      ...task.parties.map(({ role, node_id, status }) => [
        '',
        status ? styledStatus(style, status) : '?',
        role,
        node_id,
      ]),
    ]),
  )
}

function nodes(job: JobView, style: Style): string[] {
  const rows = job.nodes.map(({ node_id, roles, approval, reason, trouble }) => [
    node_id,
    roles.join(','),
    approval === undefined ? '' : styledStatus(style, approval),
    [reason, trouble].filter(Boolean).join('; '),
  ])
  return table(
    ['NODE', 'ROLES', 'APPROVAL', ''].map(title => style('bold', title)),
    rows,
  )
}

function notes(job: JobView): string[] {
  return [
    ...failuresOf(job),
    ...(job.awaiting_approval
      ? [`It waits for this node: isched approve ${job.job_id}, or isched reject ${job.job_id} --reason TEXT`]
      : []),
    ...job.warnings.map(warning => `warning: ${warning}`),
  ]
}
