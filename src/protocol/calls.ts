/** The bodies and queries of every route but the creation of a job. */
import { z } from 'zod'
import { FOREIGN_ID, ID_RULE, JOB_STATUSES, LOG_LEVELS, TASK_STATUSES } from './values.js'

/** Checked here, before it touches a file name, a container name or a label. Section 4. */
const id = z.string().regex(FOREIGN_ID, { error: issue => `${JSON.stringify(issue.input)} is no id: ${ID_RULE}` })
const name = z.string().min(1)
const taskName = z.string().nullish()

export const jobStartSchema = z.looseObject({ job_id: id })

export const taskStartSchema = z.looseObject({ job_id: id, task_id: id, task_name: name })

/** An absent, null or empty `task_name` means the whole job. */
export const stopSchema = z.looseObject({
  job_id: id,
  task_name: taskName,
  /** Ours only: what the job is to show at the participants. */
  final_status: z.enum(['FINISHED', 'REJECTED']).optional().catch(undefined),
  outcome: z.enum(['succeeded', 'failed', 'stopped', 'rejected']).optional().catch(undefined),
  reason: z.string().optional().catch(undefined),
  origin_node_id: z.string().optional().catch(undefined),
})

export const stopTaskSchema = z.looseObject({ job_id: id, task_name: name })

/** Kuscia's: the task by its id alone. */
export const taskStopSchema = z.looseObject({ task_id: id })

export const pollSchema = z.looseObject({ task_id: id, role: z.string().nullish() })

export const taskCallbackSchema = z.looseObject({
  task_id: id,
  status: z.enum(TASK_STATUSES),
  role: z.string().nullish(),
  /** Ours only: the component's or the node's words. */
  reason: z.string().optional().catch(undefined),
  origin_node_id: z.string().optional().catch(undefined),
})

/** From a component: it knows only these three. */
export const componentCallbackSchema = z.looseObject({
  task_id: id,
  status: z.enum(['RUNNING', 'SUCCESS', 'FAILED']),
  role: z.string().nullish(),
})

export const auditSchema = z.looseObject({
  job_id: id,
  status: z.enum(['READY', 'REJECTED']),
  reason: z.string().optional().catch(undefined),
  origin_node_id: z.string().optional().catch(undefined),
})

export const statusQuerySchema = z.looseObject({ job_id: id, origin_node_id: z.string().optional().catch(undefined) })

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
