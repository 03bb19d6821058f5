/** The bodies and queries of every route but the creation of a job. */
import { z } from 'zod'
import { FOREIGN_ID, ID_RULE, JOB_STATUSES, LOG_LEVELS, TASK_STATUSES } from './values.js'

/** Checked here, before it touches a file name, a container name or a label. Section 4. */
const id = z.string().regex(FOREIGN_ID, { error: issue => `${JSON.stringify(issue.input)} is no id: ${ID_RULE}` })
const name = z.string().min(1)
const taskName = z.string().nullish().describe('Absent, null or empty: the whole job.')
/** The roles of a call are compared by the plain role. */
const role = z.string().nullish().describe('`guest` or `guest.0`; empty for all roles of the node.')
/** A field of ours beside the specification's: of another type it is ignored rather than refused. */
const extra = (says: string) => z.string().optional().catch(undefined).describe(says)
const reason = extra('An extra field: why, in a sentence.')
const originNode = extra(
  "An extra field: the true sender, where the initiator passes a call on; believed from the job's initiator only.",
)

export const jobStartSchema = z.looseObject({ job_id: id })

export const taskStartSchema = z.looseObject({ job_id: id, task_id: id, task_name: name })

/** An absent, null or empty `task_name` means the whole job. */
export const stopSchema = z.looseObject({
  job_id: id,
  task_name: taskName,
  final_status: z
    .enum(['FINISHED', 'REJECTED'])
    .optional()
    .catch(undefined)
    .describe('An extra field: what the job is to show at the participants, FINISHED or REJECTED.'),
  outcome: z
    .enum(['succeeded', 'failed', 'stopped', 'rejected'])
    .optional()
    .catch(undefined)
    .describe('An extra field: how the job ended: succeeded, failed, stopped or rejected.'),
  reason,
  origin_node_id: originNode,
})

export const stopTaskSchema = z.looseObject({ job_id: id, task_name: name })

/** Kuscia's: the task by its id alone. */
export const taskStopSchema = z.looseObject({ task_id: id })

export const pollSchema = z.looseObject({ task_id: id, role })

export const taskCallbackSchema = z.looseObject({
  task_id: id,
  status: z.enum(TASK_STATUSES),
  role,
  reason: extra("An extra field: the component's or the node's words."),
  origin_node_id: originNode,
})

/** From a component: it knows only these three. */
export const componentCallbackSchema = z.looseObject({
  task_id: id,
  status: z.enum(['RUNNING', 'SUCCESS', 'FAILED']),
  role,
})

export const auditSchema = z.looseObject({
  job_id: id,
  status: z.enum(['READY', 'REJECTED']),
  reason,
  origin_node_id: originNode,
})

export const statusQuerySchema = z.looseObject({ job_id: id, origin_node_id: originNode })

export const jobListQuerySchema = z.looseObject({ flow_id: z.string().nullish() })

const wholeNumber = z.coerce.number().int()

export const logLineQuerySchema = z.looseObject({ task_id: id, log_level: z.enum(LOG_LEVELS) })

export const logQuerySchema = z.looseObject({
  task_id: id,
  log_level: z.enum(LOG_LEVELS),
  start: wholeNumber.min(0),
  length: z.union([z.literal(''), wholeNumber.min(0)]).nullish(),
})

export const statusAnswerSchema = z.looseObject({
  job_status: z
    .enum([...JOB_STATUSES, 'SUCCESS', 'FAILED'])
    .optional()
    .catch(undefined),
  status: z.record(z.string(), z.unknown()).optional().catch(undefined),
})
