/** The interconn listener's routes, as they are described: what other nodes call. Section 2. */
import { createdSchema, jobStatusSchema, nothingSchema, taskStatusSchema } from '../../protocol/answers.js'
import {
  auditSchema,
  jobStartSchema,
  pollSchema,
  statusQuerySchema,
  stopSchema,
  taskCallbackSchema,
  taskStartSchema,
  taskStopSchema,
} from '../../protocol/calls.js'
import type { ErrorCode } from '../../protocol/envelope.js'
import { jobBodySchema } from '../../protocol/job.js'
import type { AboutTable } from './about.js'
import { JOB_ID, JOBS_WITH_ID, STATUS, TASK_ID } from './examples.js'

const BASE = '/v1/interconn/schedule'

const BUSY = 'no new work is taken: the disk is full'
const NO_JOB = `no job "${JOB_ID}" is known here`
const NO_TASK = `no task "${TASK_ID}" is known here`
const NO_ID = 'job_id: missing; text belongs here'

/** What any call about a job that exists can be refused for; `who` may do what is in the sentence. */
function refusals(who: string, others: Partial<Record<ErrorCode, string>> = {}): Partial<Record<ErrorCode, string>> {
  return { 400: NO_ID, 403: who, 404: NO_JOB, 503: BUSY, ...others }
}

const NOT_OF_RECORD = `node "clinic-c" may not start job ${JOB_ID}: only its scheduler bank-a and its initiator bank-a may`
const NO_PARTY = `node "clinic-c" may not report for job ${JOB_ID}: only its parties (bank-a, hospital-b) may`

export const INTERCONN = {
  createAll: {
    method: 'POST',
    path: `${BASE}/job/create_all`,
    summary: "Take a job from its initiator, as the job's scheduler",
    description:
      'Answered once the job is validated and stored; then it is created at every participant. job_id is demanded here: the initiator makes it. ' +
      'The same job again is success and changes nothing; the same job_id with another body is 409.',
    input: jobBodySchema,
    answer: nothingSchema,
    examples: { input: JOBS_WITH_ID, answer: {} },
    refusals: {
      400: 'dag.components[1].input[0].key: "regression" reads "psi.data", but "psi" has no output "data"',
      403: `node "clinic-c" may not submit job ${JOB_ID}: only its initiator bank-a may`,
      409: `job ${JOB_ID} exists here already, with another body`,
      503: BUSY,
    },
    hasCaller: true,
  },
  create: {
    method: 'POST',
    path: `${BASE}/job/create`,
    summary: 'Store a job as its participant, and begin its approval',
    description:
      'Nothing runs before this node has approved: at once, or when its operator says so; it then calls job/audit_confirm at the scheduler. ' +
      'job_id is demanded. Whoever creates the job must be its scheduler or its initiator, and among the peers of this node. ' +
      'The same job again is success; the same job_id with another body is 409, and so is a job that was stopped before it was created.',
    input: jobBodySchema,
    answer: createdSchema,
    examples: { input: JOBS_WITH_ID, answer: {} },
    refusals: {
      400: 'no component "psi" of version 1.0.0 is registered here',
      403: 'node "clinic-c" is not among this node\'s peers, so nothing could be reported to it',
      409: `job ${JOB_ID} exists here already, with another body`,
      503: BUSY,
    },
    hasCaller: true,
  },
  start: {
    method: 'POST',
    path: `${BASE}/job/start`,
    summary: 'The job may run here',
    description:
      'Once for each node, however many roles it holds. Before the approval it is stored, and counts with it.',
    input: jobStartSchema,
    answer: nothingSchema,
    examples: { input: { 'a job': { job_id: JOB_ID } }, answer: {} },
    refusals: refusals(NOT_OF_RECORD, { 409: 'the job is FINISHED here: stopped by bank-a' }),
    hasCaller: true,
  },
  taskStart: {
    method: 'POST',
    path: `${BASE}/task/start`,
    summary: 'Start the instances of one task, for every role that this node holds in it',
    description:
      "The task_id is the scheduler's. The same start again is success and starts nothing; another task_id for the task, or one that belongs to another job here, is 409. " +
      'It may come before job/start and before the approval: then it is stored, and polls say PENDING.',
    input: taskStartSchema,
    answer: nothingSchema,
    examples: { input: { 'a task': { job_id: JOB_ID, task_id: TASK_ID, task_name: 'psi' } }, answer: {} },
    refusals: refusals(NOT_OF_RECORD, { 409: 'the task "psi" was stopped and is not started any more' }),
    hasCaller: true,
  },
  stopAll: {
    method: 'POST',
    path: `${BASE}/job/stop_all`,
    summary: 'Stop a job everywhere, or a task and all that follows it',
    description:
      'Asked of the scheduler by the initiator or a party. An initiator that is not the scheduler passes it on. Without task_name the whole job is stopped; with it, other branches go on.',
    input: stopSchema,
    answer: nothingSchema,
    examples: {
      input: { 'the job': { job_id: JOB_ID }, 'a task': { job_id: JOB_ID, task_name: 'regression' } },
      answer: {},
    },
    refusals: refusals(`node "clinic-c" may not stop job ${JOB_ID}: only its parties (bank-a, hospital-b) may`, {
      409: 'the job is FINISHED already',
    }),
    hasCaller: true,
  },
  stop: {
    method: 'POST',
    path: `${BASE}/job/stop`,
    summary: 'Stop a job at this node, or a task and all that follows it',
    description:
      'Without task_name every later start of the job is refused with 409; a job that is not known here yet is marked, so that a create under way cannot revive it. ' +
      'With it the task and all downstream are barred from starting, unless the task is final here already: then its remains are cleared away.',
    input: stopSchema,
    answer: nothingSchema,
    examples: {
      input: {
        'the job': { job_id: JOB_ID, reason: 'stopped by the operator of bank-a', outcome: 'stopped' },
        'a task': { job_id: JOB_ID, task_name: 'regression' },
      },
      answer: {},
    },
    refusals: refusals(
      `node "clinic-c" may not stop job ${JOB_ID}: only its scheduler bank-a and its initiator bank-a may`,
      { 404: 'this job has no task "regresion" (psi, regression)', 409: 'the job is REJECTED here' },
    ),
    hasCaller: true,
  },
  statusAll: {
    method: 'GET',
    path: `${BASE}/job/status_all`,
    summary: "A job's status and every task's",
    description:
      'For the parties of the job. The parameters may also come as a JSON body. An initiator that is not the scheduler asks the scheduler.',
    input: statusQuerySchema,
    answer: jobStatusSchema,
    examples: { input: { 'a job': { job_id: JOB_ID } }, answer: STATUS },
    refusals: {
      400: NO_ID,
      403: `node "clinic-c" may not ask for the status of job ${JOB_ID}: only its parties (bank-a, hospital-b) may`,
      404: NO_JOB,
    },
    hasCaller: true,
  },
  poll: {
    method: 'POST',
    path: `${BASE}/task/poll`,
    summary: "One task's status for one role",
    description:
      'A task that is not known here yet is PENDING to whoever schedules a live job here: a poll may overtake its start. Who holds no role in a task is done with it from the start: SUCCESS.',
    input: pollSchema,
    answer: taskStatusSchema,
    examples: { input: { 'a role': { task_id: TASK_ID, role: 'host' } }, answer: { status: 'RUNNING' } },
    refusals: {
      400: 'task_id: missing; text belongs here',
      403: `node "clinic-c" may not ask for a task of job ${JOB_ID}: only its parties (bank-a, hospital-b) may`,
      404: NO_TASK,
    },
    hasCaller: true,
  },
  callback: {
    method: 'POST',
    path: `${BASE}/task/callback`,
    summary: "A participant pushes a task's status",
    description:
      'For the role at the calling node; SUCCESS only when all its indexes are. A late or repeated report never changes a final status. A skip forward is legal.',
    input: taskCallbackSchema,
    answer: nothingSchema,
    examples: {
      input: {
        'it ended well': { task_id: TASK_ID, status: 'SUCCESS', role: 'host' },
        'it failed': { task_id: TASK_ID, status: 'FAILED', role: 'host', reason: 'There are too few rows.' },
      },
      answer: {},
    },
    refusals: refusals(NO_PARTY, {
      400: 'status: one of "PENDING", "READY", "RUNNING", "SUCCESS", "FAILED" belongs here',
      404: NO_TASK,
    }),
    hasCaller: true,
  },
  audit: {
    method: 'POST',
    path: `${BASE}/job/audit_confirm`,
    summary: 'A participant approves a job, or refuses it',
    description:
      'It speaks for the node that calls. The same word again is success; one that contradicts the first is 409. One REJECTED and the job is REJECTED.',
    input: auditSchema,
    answer: nothingSchema,
    examples: {
      input: {
        'it approves': { job_id: JOB_ID, status: 'READY' },
        'it refuses': { job_id: JOB_ID, status: 'REJECTED', reason: 'no contract with bank-a' },
      },
      answer: {},
    },
    refusals: refusals(`node "clinic-c" may not approve job ${JOB_ID}: only its parties (bank-a, hospital-b) may`, {
      409: 'node "hospital-b" has answered READY already, and now says REJECTED',
    }),
    hasCaller: true,
  },
  taskStop: {
    method: 'POST',
    path: `${BASE}/task/stop`,
    summary: 'Stop one task at this node, by its id alone',
    description: 'Not in the specification; one of the open implementations sends and serves it.',
    input: taskStopSchema,
    answer: nothingSchema,
    examples: { input: { 'a task': { task_id: TASK_ID } }, answer: {} },
    refusals: refusals(
      `node "clinic-c" may not stop job ${JOB_ID}: only its scheduler bank-a and its initiator bank-a may`,
      { 400: 'task_id: missing; text belongs here', 404: NO_TASK, 409: 'the job is FINISHED here' },
    ),
    hasCaller: true,
  },
} satisfies AboutTable
