/** isched's own routes of the platform listener, as they are described; the command line and the screen live on them. */
import { z } from 'zod'
import { nothingSchema } from '../../protocol/answers.js'
import { jobBodySchema } from '../../protocol/job.js'
import { JOB_STATUSES, LOG_LEVELS } from '../../protocol/values.js'
import {
  componentViewSchema,
  findingSchema,
  jobSummarySchema,
  jobViewSchema,
  logPageSchema,
  nodeViewSchema,
  peerCheckSchema,
  peerViewSchema,
  problemSchema,
} from '../../protocol/view.js'
import type { AboutTable } from './about.js'
import { JOB_ID, JOBS, JOBS_WITH_ID, REGISTRATION, SUMMARY, VIEW } from './examples.js'

const BASE = '/v1/isched'
const BUSY = 'no new work is taken: the disk is full'
const NO_JOB = `no job "${JOB_ID}" is known here`

const wholeNumber = z.coerce.number().int()

export const listQuerySchema = z.looseObject({
  status: z.enum(JOB_STATUSES).optional(),
  flow_id: z.string().optional(),
  limit: wholeNumber.min(1).optional(),
})

export const rejectSchema = z.looseObject({ reason: z.string().optional() })

export const removeSchema = z.looseObject({
  componentName: z.string().min(1),
  provider: z.string().optional(),
  version: z.string().optional(),
})

export const peerSchema = z.looseObject({ node_id: z.string().min(1) })

export const logPageQuerySchema = z.looseObject({
  job_id: z.string().optional().describe('Not needed where task_name is a task id.'),
  task_name: z.string().min(1).describe("A task's name or its id."),
  role: z.string().optional().describe('Only the lines of this instance: `guest.0`.'),
  level: z.enum(LOG_LEVELS).optional().default('debug').describe('A threshold: this level and above.'),
  start: wholeNumber.min(0).optional().describe('The first line, counted from 1.'),
  length: wholeNumber.min(0).optional().describe('How many lines at most; 1000 unless given.'),
  tail: wholeNumber.min(0).optional().describe('The last lines instead; not with start.'),
  wait: z.coerce.number().min(0).optional().default(0).describe('Seconds to wait for a line, 30 at most.'),
})

const COMPONENT = {
  componentName: 'psi',
  title: 'Private set intersection',
  provider: 'isched-demo',
  version: '1.0.0',
  imageUrl: 'isched-demo/components:1.0.0',
  roleList: ['guest', 'host'],
  source: 'registered',
  component_info: REGISTRATION.component_info,
}

export const OWN = {
  node: {
    method: 'GET',
    path: `${BASE}/node`,
    summary: 'This node: its runner, its doors and how many jobs it has',
    description: '',
    answer: nodeViewSchema,
    examples: {
      answer: {
        node_id: 'bank-a',
        inst_id: 'bank-a',
        version: '0.1.0',
        pid: 4711,
        started_at: '2026-03-02T08:00:00.000Z',
        runner: {
          kind: 'docker',
          describe: 'Docker 27.3 at /var/run/docker.sock',
          running: 1,
          waiting: 0,
          capacity: { instances: null, cpu: 8, memory: 32 },
        },
        approval: 'auto',
        scheduler: 'bank-a',
        listeners: {
          platform: 'http://127.0.0.1:9700',
          interconn: 'http://0.0.0.0:9701',
          callback: ['http://172.17.0.1:35127'],
        },
        jobs: { PENDING: 0, READY: 0, RUNNING: 1, FINISHED: 12, REJECTED: 0 },
      },
    },
    refusals: {},
  },
  doctor: {
    method: 'GET',
    path: `${BASE}/doctor`,
    summary: 'Each thing that the node depends on, and how it is',
    description: 'Looks at the engine, the disk, the stored state, the components, and calls every peer.',
    answer: z.object({ findings: z.array(findingSchema) }),
    examples: { answer: { findings: [{ what: 'engine', state: 'well', detail: 'Docker 27.3 answers' }] } },
    refusals: {},
  },
  jobs: {
    method: 'GET',
    path: `${BASE}/jobs`,
    summary: 'The jobs that this node knows, newest first',
    description: '',
    input: listQuerySchema,
    answer: z.object({ jobs: z.array(jobSummarySchema) }),
    examples: { input: { 'what runs': { status: 'RUNNING', limit: 20 } }, answer: { jobs: [SUMMARY] } },
    refusals: { 400: 'status: one of "PENDING", "READY", "RUNNING", "FINISHED", "REJECTED" belongs here' },
  },
  check: {
    method: 'POST',
    path: `${BASE}/jobs/check`,
    summary: 'Everything that would stand against a job here',
    description:
      'A body as for job/create_all; nothing is stored. A mistake in the body is an answer here, not an error: whatever is sent is judged.',
    input: z
      .union([z.looseObject({}), z.array(z.unknown())])
      .describe("A job's body, as for job/create_all, or what is meant to become one."),
    answer: z.object({ problems: z.array(problemSchema) }),
    examples: {
      input: JOBS,
      answer: {
        problems: [
          {
            severity: 'error',
            path: ['dag', 'components', 1, 'input', 0, 'key'],
            message: '"regression" reads "psi.data", but "psi" has no output "data"',
          },
        ],
      },
    },
    refusals: {},
  },
  job: {
    method: 'GET',
    path: `${BASE}/jobs/:job_id`,
    summary: 'A job as this node sees it',
    description: '',
    answer: jobViewSchema,
    examples: { answer: VIEW },
    refusals: { 404: NO_JOB },
  },
  jobBody: {
    method: 'GET',
    path: `${BASE}/jobs/:job_id/body`,
    summary: 'The body of a job, as it came',
    description: 'Empty where only a stop of the job has been heard.',
    answer: z.object({ body: z.union([jobBodySchema, z.object({})]) }),
    examples: { answer: { body: JOBS_WITH_ID['edition 1.2'] } },
    refusals: { 404: NO_JOB },
  },
  approve: {
    method: 'POST',
    path: `${BASE}/jobs/:job_id/approve`,
    summary: 'Approve a job that waits for its operator',
    description: 'The scheduler is told. Nothing of a job runs here before this.',
    answer: nothingSchema,
    examples: { answer: {} },
    refusals: { 404: NO_JOB, 409: 'this node has answered READY already', 503: BUSY },
  },
  reject: {
    method: 'POST',
    path: `${BASE}/jobs/:job_id/reject`,
    summary: 'Refuse a job that waits for its operator',
    description: 'The reason travels to the scheduler and the other parties.',
    input: rejectSchema,
    answer: nothingSchema,
    examples: { input: { 'with a reason': { reason: 'no contract with bank-a' } }, answer: {} },
    refusals: { 400: 'reason: text belongs here', 404: NO_JOB, 409: 'this node has answered READY already', 503: BUSY },
  },
  logs: {
    method: 'GET',
    path: `${BASE}/logs`,
    summary: 'Lines of a task, each with its number, time and level',
    description: 'With wait, it is answered as soon as there is a line. `next` is the start of the following page.',
    input: logPageQuerySchema,
    answer: logPageSchema,
    examples: {
      input: { 'the last lines': { job_id: JOB_ID, task_name: 'psi', tail: 20 } },
      answer: {
        lines: [
          {
            n: 1,
            role: 'guest.0',
            level: 'info',
            stream: 'stdout',
            at: '2026-03-02T08:15:05.310Z',
            text: 'INFO 5120 ids of ours',
          },
        ],
        next: 2,
        complete: false,
      },
    },
    refusals: {
      400: 'level: one of "debug", "info", "error" belongs here',
      404: `job ${JOB_ID} has no task "pis" (psi, regression)`,
    },
  },
  components: {
    method: 'GET',
    path: `${BASE}/components`,
    summary: 'The components that this node runs',
    description: 'What was registered, and what lies in the components folder.',
    answer: z.object({ components: z.array(componentViewSchema) }),
    examples: { answer: { components: [COMPONENT] } },
    refusals: {},
  },
  removeComponent: {
    method: 'POST',
    path: `${BASE}/components/remove`,
    summary: 'Remove what was registered',
    description: 'Every provider and version of the name unless they are given. What lies in the folder stays.',
    input: removeSchema,
    answer: z.object({ removed: z.int().min(1) }),
    examples: { input: { 'one version': { componentName: 'psi', version: '1.0.0' } }, answer: { removed: 1 } },
    refusals: {
      400: 'componentName: missing; text belongs here',
      404: 'no component "psi" is registered here',
    },
  },
  peers: {
    method: 'GET',
    path: `${BASE}/peers`,
    summary: 'The route table, with what was last seen of each peer',
    description: '',
    answer: z.object({ peers: z.array(peerViewSchema) }),
    examples: {
      answer: {
        peers: [
          {
            node_id: 'hospital-b',
            address: 'https://isched.hospital-b.example',
            preset: 'isched',
            edition: '1.2',
            success_code: 0,
            confirms: true,
            pushes: true,
            stop: 'job',
            last_answer_at: '2026-03-02T08:15:04.120Z',
          },
        ],
      },
    },
    refusals: {},
  },
  checkPeer: {
    method: 'POST',
    path: `${BASE}/peers/check`,
    summary: 'Call a peer, and say how it answers',
    description: '',
    input: peerSchema,
    answer: peerCheckSchema,
    examples: {
      input: { 'a peer': { node_id: 'hospital-b' } },
      answer: {
        node_id: 'hospital-b',
        reachable: true,
        latency_ms: 12,
        clock_difference_ms: -40,
        detail: 'it answers: code 404, no job "job-1" is known here',
      },
    },
    refusals: {
      400: 'node_id: missing; text belongs here',
      404: '"hospital" is not among this node\'s peers (hospital-b)',
    },
  },
} satisfies AboutTable
