/** What the specification's routes answer in `data`. Isched's own routes: view.ts. */
import { z } from 'zod'
import { JOB_STATUSES, TASK_STATUSES } from './values.js'
import { outcomeSchema } from './view.js'

export const nothingSchema = z.object({}).describe('Nothing: the code says it all.')

const warnings = z.array(z.string()).exactOptional().describe('What is doubtful about the job at this node.')

export const createdSchema = z.object({ warnings })

export const submittedSchema = z.object({ job_id: z.string(), warnings })

const jobStatus = z.enum(JOB_STATUSES).describe('FINISHED says nothing of success.')
const statusByTask = z
  .record(z.string(), z.string())
  .describe('By task id: READY, RUNNING, SUCCESS or FAILED; a task that is still PENDING is shown as READY.')

/** Nothing else may stand in it: some peers read every object here as tasks. */
export const jobStatusSchema = z.object({ job_status: jobStatus, status: statusByTask })

export const platformStatusSchema = z.object({
  job_status: jobStatus,
  status: statusByTask,
  source: z.string().describe('The node whose view this is: the scheduler, or this one where it cannot be reached.'),
  reason: z.string().describe('A sentence; empty where there is nothing to say.'),
  outcome: outcomeSchema.exactOptional(),
})

export const taskStatusSchema = z.object({
  status: z.enum(TASK_STATUSES),
  reason: z.string().exactOptional().describe("Why it failed, in the component's or the node's words."),
})

export const jobListSchema = z.object({
  job_list: z.record(z.string(), z.enum(JOB_STATUSES)).describe("Each job's status here, by its id."),
})

export const lineCountSchema = z.object({ num: z.int().min(0) })

export const logTextSchema = z.object({
  data: z.string().describe('The lines, joined by line feeds; empty past the end.'),
})
