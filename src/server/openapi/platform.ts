/** The specification's routes of the platform listener, as they are described. Section 2, north-south. */
import {
  jobListSchema,
  lineCountSchema,
  logTextSchema,
  nothingSchema,
  platformStatusSchema,
  submittedSchema,
} from '../../protocol/answers.js'
import {
  jobListQuerySchema,
  logLineQuerySchema,
  logQuerySchema,
  statusQuerySchema,
  stopSchema,
  stopTaskSchema,
} from '../../protocol/calls.js'
import { registrationSchema } from '../../protocol/component.js'
import { jobBodySchema } from '../../protocol/job.js'
import type { AboutTable } from './about.js'
import { JOB_ID, JOBS, REGISTRATION, STATUS, TASK_ID } from './examples.js'

const BASE = '/v1/platform/schedule'
const BUSY = 'no new work is taken: the disk is full'
const NO_JOB = `no job "${JOB_ID}" is known here`
const NO_TASK = `no task "${TASK_ID}" is known here`
const NO_ID = 'job_id: missing; text belongs here'
const NO_LEVEL = 'log_level: one of "debug", "info", "error" belongs here'

export const PLATFORM = {
  createAll: {
    method: 'POST',
    path: `${BASE}/job/create_all`,
    summary: 'Submit a job at its initiator',
    description:
      'Answered once the job is validated and stored, and its scheduler has taken it; where the scheduler is silent, the job is PENDING and is being handed over. ' +
      'With a job_id of your own a repeat is safe: the same job again is success, another body is 409. Without one, a repeat makes a second job.',
    input: jobBodySchema,
    answer: submittedSchema,
    examples: { input: JOBS, answer: { job_id: JOB_ID } },
    refusals: {
      400: 'config.initiator.node_id: a job is submitted at its initiator; this node is "bank-a", not "hospital-b"',
      409: `job ${JOB_ID} exists here already, with another body`,
      502: 'the scheduler hospital-b refuses the job: code 400, no component "psi" is registered here',
      503: BUSY,
    },
  },
  stopAll: {
    method: 'POST',
    path: `${BASE}/job/stop_all`,
    summary: 'Stop a job everywhere',
    description: 'Here at once, elsewhere through its scheduler. A job that is over already is left as it is.',
    input: stopSchema,
    answer: nothingSchema,
    examples: { input: { 'a job': { job_id: JOB_ID } }, answer: {} },
    refusals: { 400: NO_ID, 404: NO_JOB, 409: 'the job is FINISHED here', 503: BUSY },
  },
  stopTask: {
    method: 'POST',
    path: `${BASE}/job/stop_task`,
    summary: 'Stop a task and all that follows it',
    description: 'Other branches go on, and the job does not fail for it.',
    input: stopTaskSchema,
    answer: nothingSchema,
    examples: { input: { 'a task': { job_id: JOB_ID, task_name: 'regression' } }, answer: {} },
    refusals: {
      400: 'task_name: must not be empty',
      404: 'this job has no task "regresion" (psi, regression)',
      409: 'the job is FINISHED here',
      503: BUSY,
    },
  },
  statusAll: {
    method: 'GET',
    path: `${BASE}/job/status_all`,
    summary: "A job's status and every task's",
    description: "The scheduler's view, or this node's own where the scheduler cannot be reached: `source` says which.",
    input: statusQuerySchema,
    answer: platformStatusSchema,
    examples: { input: { 'a job': { job_id: JOB_ID } }, answer: { ...STATUS, source: 'bank-a', reason: '' } },
    refusals: { 400: NO_ID, 404: NO_JOB },
  },
  jobList: {
    method: 'GET',
    path: `${BASE}/job/query_job_list`,
    summary: 'Every job that this node knows, with its status here',
    description: 'Of one flow where flow_id is given.',
    input: jobListQuerySchema,
    answer: jobListSchema,
    examples: { input: { 'a flow': { flow_id: 'quarterly' } }, answer: { job_list: { [JOB_ID]: 'RUNNING' } } },
    refusals: { 400: 'flow_id: text belongs here' },
  },
  logLines: {
    method: 'GET',
    path: `${BASE}/task/get_log_line`,
    summary: 'How many lines a task has logged here',
    description: 'Of the level and above: what task/get_log with the same level would page through.',
    input: logLineQuerySchema,
    answer: lineCountSchema,
    examples: { input: { 'a task': { task_id: TASK_ID, log_level: 'info' } }, answer: { num: 42 } },
    refusals: { 400: NO_LEVEL, 404: NO_TASK },
  },
  log: {
    method: 'GET',
    path: `${BASE}/task/get_log`,
    summary: 'Lines of a task, as one text',
    description:
      'start counts the lines of that level from 1. Where a task has several instances here, each line begins with `[role.index]`.',
    input: logQuerySchema,
    answer: logTextSchema,
    examples: {
      input: { 'a page': { task_id: TASK_ID, log_level: 'info', start: 1, length: 100 } },
      answer: { data: 'INFO 5120 ids of ours\nINFO 3077 in common' },
    },
    refusals: { 400: NO_LEVEL, 404: NO_TASK },
  },
  register: {
    method: 'POST',
    path: `${BASE}/component/register`,
    summary: 'Register a component: an image and its descriptor',
    description:
      'Under componentName, provider and version. The same again is success, and replaces what there was for jobs created later; a job keeps what it was created with. All further fields are kept.',
    input: registrationSchema,
    answer: nothingSchema,
    examples: { input: { 'a component': REGISTRATION }, answer: {} },
    refusals: { 400: 'component_info.roleList: missing; a list belongs here', 503: BUSY },
  },
} satisfies AboutTable
