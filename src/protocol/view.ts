/**
 * What the platform listener answers on isched's own routes, under `/v1/isched/`. They are not the specification's: the
 * command line, the screen and an operator's scripts (`-o json`) read them. Names are the protocol's, as on the wire.
 * The schemas are what GET /openapi.json says of these answers; nothing is in an answer that is not here.
 *
 * | route | answers in `data` |
 * |---|---|
 * | GET  /v1/isched/node | NodeView |
 * | GET  /v1/isched/jobs?status=&flow_id=&limit= | { jobs: JobSummary[] }, newest first |
 * | GET  /v1/isched/jobs/:job_id | JobView |
 * | POST /v1/isched/jobs/check, a body as for create_all | { problems: Problem[] }, and nothing is stored |
 * | GET  /v1/isched/jobs/:job_id/body | { body }: as it was submitted, for `isched retry` |
 * | POST /v1/isched/jobs/:job_id/approve | {} |
 * | POST /v1/isched/jobs/:job_id/reject { reason } | {} |
 * | GET  /v1/isched/logs?job_id=&task_name=&role=&level=&start=&length=&tail=&wait= | LogPage |
 * | GET  /v1/isched/components | { components: ComponentView[] } |
 * | POST /v1/isched/components/remove { componentName, provider?, version? } | { removed: n } |
 * | GET  /v1/isched/peers | { peers: PeerView[] } |
 * | POST /v1/isched/peers/check { node_id } | PeerCheck |
 * | GET  /v1/isched/doctor | { findings: Finding[] } |
 * | GET  /v1/isched/events (server-sent events; `Last-Event-ID` to catch up) | events `job` (a JobSummary) and `reset` (read everything again) |
 */
import { z } from 'zod'
import { HEADER_SPELLINGS } from './headers.js'
import { JOB_STATUSES, LOG_LEVELS, TASK_STATUSES } from './values.js'

const moment = z.iso.datetime().describe('ISO 8601')
const count = z.int().min(0)

/** How a job ended, which the protocol's status does not say. */
export const outcomeSchema = z
  .enum(['succeeded', 'failed', 'stopped', 'rejected'])
  .describe("How a job ended, which the protocol's status does not say.")

export const nodeViewSchema = z.object({
  node_id: z.string(),
  inst_id: z.string(),
  version: z.string(),
  pid: z.int(),
  started_at: moment,
  runner: z.object({
    kind: z.enum(['docker', 'process']),
    describe: z.string(),
    running: count,
    waiting: count,
    capacity: z
      .object({ instances: z.number().nullable(), cpu: z.number().nullable(), memory: z.number().nullable() })
      .describe('Instances, cores and GiB; null where there is no limit.'),
  }),
  approval: z.enum(['auto', 'manual']),
  scheduler: z.string(),
  listeners: z.object({ platform: z.string(), interconn: z.string(), callback: z.array(z.string()) }),
  closed: z
    .string()
    .exactOptional()
    .describe('Set while the daemon takes no new work, with the reason in a sentence (a full disk).'),
  jobs: z.record(z.enum(JOB_STATUSES), count).describe('How many jobs there are, by status.'),
})

export const jobSummarySchema = z.object({
  job_id: z.string(),
  flow_id: z.string(),
  old_job_id: z.string(),
  status: z.enum(JOB_STATUSES),
  outcome: outcomeSchema.exactOptional().describe('Only when the status is final.'),
  reason: z.string().describe('A sentence: why it was rejected, failed or stopped, or what it waits for.'),
  awaiting_approval: z.boolean().describe("Whether it waits for this node's operator."),
  parts: z.array(z.enum(['initiator', 'scheduler', 'participant'])).describe('The parts that this node plays.'),
  initiator: z.string(),
  scheduler: z.string(),
  roles: z.array(z.string()).describe('The roles that this node holds, as `guest.0`.'),
  tasks: z.object({ total: count, success: count, failed: count, running: count }),
  created_at: moment,
  updated_at: moment,
  finished_at: moment.exactOptional(),
  revision: count.describe('Grows with every stored change of the job.'),
})

export const partyViewSchema = z.object({
  node_id: z.string(),
  role: z.string().describe('`guest.0`'),
  status: z
    .enum(TASK_STATUSES)
    .exactOptional()
    .describe('Absent where this node cannot know it: only the scheduler sees the status of the others.'),
  message: z.string().exactOptional().describe("The component's or the node's own words."),
  instance: z
    .object({
      name: z.string(),
      exit_code: z.int().exactOptional(),
      started_at: moment.exactOptional(),
      finished_at: moment.exactOptional(),
      removed: z.boolean(),
    })
    .exactOptional()
    .describe('Only for instances of this node.'),
})

export const taskViewSchema = z.object({
  task_id: z.string(),
  name: z.string(),
  component: z.string(),
  status: z.enum(TASK_STATUSES),
  stopped: z.boolean().describe('Was stopped by name, or lies downstream of one that was.'),
  upstream: z.array(z.string()),
  parties: z.array(partyViewSchema).describe('One for every role that takes part, as far as this node knows them.'),
  started_at: moment.exactOptional(),
  finished_at: moment.exactOptional(),
})

export const nodeInJobSchema = z.object({
  node_id: z.string(),
  roles: z.array(z.string()),
  approval: z.enum(['PENDING', 'READY', 'REJECTED']).exactOptional(),
  reason: z.string().exactOptional(),
  trouble: z
    .string()
    .exactOptional()
    .describe(
      'What is being sent to it and has not been acknowledged: `unreachable for 3m, retrying: connect ECONNREFUSED`.',
    ),
})

export const jobViewSchema = jobSummarySchema.extend({
  trace_id: z.string(),
  sync_type: z.enum(['poll', 'callback']),
  task_list: z.array(taskViewSchema).describe('In an order in which no task stands before one of its upstream tasks.'),
  nodes: z.array(nodeInJobSchema),
  warnings: z.array(z.string()),
})

export const problemSchema = z
  .object({
    severity: z.enum(['error', 'warning']),
    path: z
      .array(z.union([z.string(), z.number()]))
      .describe('Where: `["dag", "components", 1, "name"]`; empty for the whole.'),
    message: z.string().describe('What is wrong, and what would be right.'),
  })
  .describe('A mistake in a body, as lint, submit and the server say it.')

export const logPageSchema = z.object({
  lines: z.array(
    z.object({
      n: z.int().min(1),
      role: z.string(),
      level: z.enum(LOG_LEVELS),
      stream: z.enum(['stdout', 'stderr']),
      at: moment,
      text: z.string(),
    }),
  ),
  next: z.int().min(1).describe('The `start` that continues after these lines.'),
  complete: z
    .boolean()
    .describe('No line will follow: every instance of the task here has ended and its lines are all here.'),
})

export const componentViewSchema = z.object({
  componentName: z.string(),
  title: z.string(),
  provider: z.string(),
  version: z.string(),
  imageUrl: z.string(),
  roleList: z.array(z.string()),
  source: z.string().describe('`registered` through the API, or the file in the components folder.'),
  problem: z.string().exactOptional().describe('Whether the image is here, in a sentence where not.'),
  component_info: z.record(z.string(), z.unknown()),
})

export const peerViewSchema = z.object({
  node_id: z.string(),
  address: z.string(),
  preset: z.string(),
  edition: z.enum(['1.0', '1.2']),
  success_code: z.union([z.literal(0), z.literal(200)]),
  confirms: z.boolean(),
  pushes: z.boolean(),
  stop: z.enum(['job', 'task']),
  headers: z.enum(HEADER_SPELLINGS).exactOptional().describe('How the headers to it are spelled.'),
  last_answer_at: moment.exactOptional().describe('When it was last heard.'),
  trouble: z.string().exactOptional(),
})

export const peerCheckSchema = z.object({
  node_id: z.string(),
  reachable: z.boolean(),
  latency_ms: z.number().exactOptional().describe('Milliseconds for one round trip.'),
  clock_difference_ms: z
    .number()
    .exactOptional()
    .describe('Milliseconds by which its clock is ahead of ours, from its Date header.'),
  detail: z.string(),
  speaks: z
    .enum(['isched', 'fate-flow', 'kuscia'])
    .exactOptional()
    .describe('The preset that it speaks as; absent where it is like none.'),
  edition: z.enum(['1.0', '1.2']).exactOptional().describe('The edition that it answers in, where that showed.'),
  success_code: z
    .union([z.literal(0), z.literal(200)])
    .exactOptional()
    .describe('Its code for success, where that showed.'),
  routes: z
    .record(z.string(), z.enum(['served', 'missing', 'unknown']))
    .exactOptional()
    .describe('Its routes, by `task/start`; unknown where asking could change something.'),
  repeats: z.string().exactOptional().describe('Whether a call may be repeated, in a sentence.'),
  recommendation: z
    .string()
    .exactOptional()
    .describe('The setting that fits it better than the present one, in a sentence.'),
})

export const findingSchema = z
  .object({
    what: z
      .string()
      .describe('`engine`, `disk`, `state`, `components`, `work`, or `peer hospital-b`, `clock hospital-b`.'),
    state: z.enum(['well', 'doubtful', 'ill']),
    detail: z.string().describe('What was seen, in a sentence.'),
    advice: z.string().exactOptional().describe('What to do; only where it is not well.'),
  })
  .describe('One thing that was looked at, and how it is.')

export type Outcome = z.infer<typeof outcomeSchema>
export type NodeView = z.infer<typeof nodeViewSchema>
export type JobSummary = z.infer<typeof jobSummarySchema>
export type PartyView = z.infer<typeof partyViewSchema>
export type TaskView = z.infer<typeof taskViewSchema>
export type NodeInJob = z.infer<typeof nodeInJobSchema>
export type JobView = z.infer<typeof jobViewSchema>
export type Problem = z.infer<typeof problemSchema>
export type LogPage = z.infer<typeof logPageSchema>
export type ComponentView = z.infer<typeof componentViewSchema>
export type PeerView = z.infer<typeof peerViewSchema>
export type PeerCheck = z.infer<typeof peerCheckSchema>
export type Finding = z.infer<typeof findingSchema>
