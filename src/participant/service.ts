/** What other nodes, this node's components and its operator ask of it as a participant: Sections 2 and 6. */
import { timingSafeEqual } from 'node:crypto'
import { readBody } from '../job/check.js'
import { type Caller, factsOf, type NodeContext } from '../job/context.js'
import { incoming, read } from '../job/incoming.js'
import type { Admitted } from '../job/machine.js'
import { type Action, demand } from '../job/may.js'
import type { CallRoute } from '../job/outbox.js'
import {
  componentCallbackSchema,
  jobStartSchema,
  pollSchema,
  stopSchema,
  taskStartSchema,
  taskStopSchema,
} from '../protocol/calls.js'
import { ProtocolError } from '../protocol/envelope.js'
import { digestOf, type JobBody, nodesOf, specOf } from '../protocol/job.js'
import { own } from '../protocol/own.js'
import type { TaskStatus } from '../protocol/values.js'
import { admit } from './admission.js'
import { failureHere, isStopUntold, statusHere } from './machine.js'
import type { ParticipantTask } from './state.js'

/** Whether this node can take part in a job that `createdBy` creates here. */
export function admitHere(node: NodeContext, jobId: string, body: JobBody, createdBy: string): Promise<Admitted> {
  return admit(body, {
    jobId,
    self: node.self,
    createdBy,
    creator: createdBy === node.self ? undefined : (own(node.peers(), createdBy) ?? { preset: 'unknown' }),
    components: node.components(),
    admitImage: node.admitImage,
    strictParameters: node.strictParameters,
    storage: node.storage,
    approval: node.approval,
    patienceMs: node.patienceMs,
    graceMs: node.graceMs,
    deadlines: node.deadlines,
  })
}

export class ParticipantService {
  constructor(private readonly node: NodeContext) {}

  /** POST job/create: stores the job and begins its approval. Answers what is doubtful about it here. */
  async create(raw: unknown, caller: Caller): Promise<{ warnings?: string[] }> {
    const { node } = this
    const { body } = readBody(raw)
    const spec = specOf(body)
    const jobId = body.job_id
    if (!jobId) throw new ProtocolError(400, 'job_id: missing; the initiator makes it')
    const known = await node.jobs.get(jobId)
    // Who began the job knows whom it gave it to; FATE-Flow leaves the name out of what it sends on.
    const scheduler = known?.initiator?.scheduler ?? spec.scheduler ?? spec.initiator.nodeId
    const createdBy = caller.node ?? spec.initiator.nodeId
    demand(createdBy, 'create', {
      jobId,
      initiator: spec.initiator.nodeId,
      scheduler,
      parties: new Set(nodesOf(spec).keys()),
    })
    const digest = digestOf(body)
    if (known?.participant !== undefined) {
      if (known.digest === digest) return {}
      throw new ProtocolError(409, `job ${jobId} exists here already, with another body`)
    }
    if (own(node.peers(), createdBy) === undefined) {
      throw new ProtocolError(
        403,
        `node "${createdBy}" is not among this node's peers, so nothing could be reported to it`,
      )
    }
    const admitted = await admitHere(node, jobId, body, createdBy)
    if (!admitted.ok) throw new ProtocolError(400, admitted.reason)
    const { plan } = admitted
    const at = node.now()
    await node.jobs.apply(jobId, {
      part: 'job',
      type: 'takePart',
      at,
      traceId: caller.traceId,
      self: node.self,
      jobId,
      body,
      digest,
      scheduler,
      plan,
    })
    return plan.warnings.length > 0 ? { warnings: [...plan.warnings] } : {}
  }

  /** POST job/start */
  async start(raw: unknown, caller: Caller): Promise<void> {
    const { job_id: jobId } = read(jobStartSchema, raw)
    await this.told('job/start', raw, jobId, 'start', caller)
  }

  /** POST task/start */
  async startTask(raw: unknown, caller: Caller): Promise<void> {
    const { job_id: jobId, task_id: taskId } = read(taskStartSchema, raw)
    const other = this.node.jobs.jobOfTask(taskId)
    if (other !== undefined && other !== jobId)
      throw new ProtocolError(409, `the task id "${taskId}" belongs to job ${other} here`)
    await this.told('task/start', raw, jobId, 'start', caller)
  }

  /** POST job/stop; one for a job that isn't known here leaves a mark, so that a create under way can't revive it. */
  async stop(raw: unknown, caller: Caller): Promise<void> {
    const { job_id: jobId, task_name: task, reason, final_status: finalStatus } = read(stopSchema, raw)
    const { node } = this
    const doc = await node.jobs.get(jobId)
    if (doc?.participant !== undefined) return this.told('job/stop', raw, jobId, 'stop', caller)
    if (caller.node !== undefined && own(node.peers(), caller.node) === undefined) {
      throw new ProtocolError(403, `node "${caller.node}" is not among this node's peers`)
    }
    if (task) return
    // The initiator of a job knows it before it takes part in it.
    if (doc?.body !== undefined) demand(caller.node ?? doc.scheduler, 'stop', factsOf(doc))
    const by = caller.node ?? 'its scheduler'
    const stop = {
      by,
      reason: reason ?? `stopped by ${by} before it was created here`,
      ...(finalStatus && { finalStatus }),
    }
    const { participant } = await node.jobs.apply(jobId, {
      part: 'job',
      type: 'stopUnknown',
      at: node.now(),
      traceId: caller.traceId,
      self: node.self,
      jobId,
      ...stop,
    })
    // The create was stored in the meantime.
    if (participant !== undefined) await this.told('job/stop', raw, jobId, 'stop', caller)
  }

  /** POST task/stop, which names the task by its id alone. */
  async stopTask(raw: unknown, caller: Caller): Promise<void> {
    const { task_id: taskId } = read(taskStopSchema, raw)
    const jobId = this.node.jobs.jobOfTask(taskId)
    if (jobId === undefined) throw new ProtocolError(404, `no task "${taskId}" is known here`)
    await this.told('task/stop', raw, jobId, 'stop', caller)
  }

  /** POST task/poll: always a status, for whoever schedules a job that lives here. */
  async poll(raw: unknown, caller: Caller): Promise<{ status: TaskStatus; reason?: string }> {
    const { task_id: taskId, role } = read(pollSchema, raw)
    const jobId = this.node.jobs.jobOfTask(taskId)
    const doc = jobId === undefined ? undefined : await this.node.jobs.get(jobId)
    const task = doc && Object.values(doc.participant?.tasks ?? {}).find(each => each.taskId === taskId)
    if (doc === undefined || task === undefined) {
      // A poll may overtake its start, and some peers take any error for a failure. FATE-Flow polls nothing before its start, but
      // all parties, and stumbles for good over an answer of one to which it has sent none.
      if (this.schedulesHere(caller.node) && !this.isFateFlow(caller.node)) return { status: 'PENDING' }
      throw new ProtocolError(404, `no task "${taskId}" is known here`)
    }
    if (caller.node !== undefined) demand(caller.node, 'poll', factsOf(doc))
    const here = statusHere(task, role ?? '')
    // What was stopped here has failed only once the scheduler knows why: it would fail the whole job for it.
    const untold = doc.participant !== undefined && isStopUntold(doc.participant)
    const status = here === 'FAILED' && untold ? 'RUNNING' : here
    const message = status === 'FAILED' ? failureHere(task, role ?? '') : undefined
    return { status, ...(message !== undefined && { reason: message }) }
  }

  /** POST task/callback from a component, on the callback listener; its token says which instance it is. */
  async componentCallback(raw: unknown, token: string): Promise<void> {
    const { task_id: taskId, status, role } = read(componentCallbackSchema, raw)
    const jobId = this.node.jobs.jobOfTask(taskId)
    const doc = jobId === undefined ? undefined : await this.node.jobs.get(jobId)
    const task = doc && Object.values(doc.participant?.tasks ?? {}).find(each => each.taskId === taskId)
    if (doc === undefined || task === undefined) throw new ProtocolError(404, `no task "${taskId}" is known here`)
    const key = instanceWith(task, token)
    if (key === undefined)
      throw new ProtocolError(401, `the token of this callback belongs to no instance of task "${taskId}"`, {
        httpStatus: 401,
      })
    if (role && role !== key && !key.startsWith(`${role}.`)) {
      throw new ProtocolError(403, `the token of this callback belongs to ${key}, and it reports for "${role}"`)
    }
    const at = this.node.now()
    await this.node.jobs.apply(doc.jobId, {
      part: 'participant',
      event: { type: 'componentReported', taskId, role: key, status, at },
    })
  }

  /** The operator's decision about a job that waits for it. */
  async decide(jobId: string, approval: 'READY' | 'REJECTED', reason?: string): Promise<void> {
    const doc = await this.node.jobs.get(jobId)
    if (doc === undefined) throw new ProtocolError(404, `no job "${jobId}" is known here`)
    if (doc.participant === undefined)
      throw new ProtocolError(409, `this node takes no part in job ${jobId}, so there is nothing to approve`)
    const event = { type: 'decided' as const, approval, at: this.node.now(), ...(reason && { reason }) }
    await this.node.jobs.apply(jobId, { part: 'participant', event })
  }

  private async told(route: CallRoute, raw: unknown, jobId: string, action: Action, caller: Caller): Promise<void> {
    const doc = await this.node.jobs.get(jobId)
    if (doc === undefined) throw new ProtocolError(404, `no job "${jobId}" is known here`)
    if (doc.participant === undefined) {
      if (doc.stoppedBeforeCreated !== undefined) throw new ProtocolError(409, doc.stoppedBeforeCreated.reason)
      throw new ProtocolError(404, `job ${jobId} was not created here`)
    }
    const sender = caller.node ?? doc.scheduler
    demand(sender, action, factsOf(doc))
    await this.node.jobs.apply(jobId, incoming(route, raw, sender, this.node.now()))
  }

  private isFateFlow(caller: string | undefined): boolean {
    return caller !== undefined && own(this.node.peers(), caller)?.preset === 'fate-flow'
  }

  private schedulesHere(caller: string | undefined): boolean {
    return this.node.jobs
      .living()
      .some(doc => caller === undefined || caller === doc.scheduler || caller === factsOf(doc).initiator)
  }
}

function instanceWith(task: ParticipantTask, token: string): string | undefined {
  const given = Buffer.from(token)
  return Object.entries(task.instances).find(([, instance]) => {
    const wanted = Buffer.from(instance.token)
    return wanted.length === given.length && timingSafeEqual(wanted, given)
  })?.[0]
}
