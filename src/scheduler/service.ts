/** What other nodes ask of this one as the scheduler of a job: Sections 2 and 6. */
import { readBody } from '../job/check.js'
import { type Caller, factsOf, knownComponents, type NodeContext } from '../job/context.js'
import type { JobDocument } from '../job/document.js'
import { standingOf } from '../job/document.js'
import { incoming, read } from '../job/incoming.js'
import { type Action, demand } from '../job/may.js'
import type { CallRoute } from '../job/outbox.js'
import { shownStatus, taskNames } from '../job/view.js'
import { admitHere } from '../participant/service.js'
import {
  auditSchema,
  statusAnswerSchema,
  statusQuerySchema,
  stopSchema,
  taskCallbackSchema,
} from '../protocol/calls.js'
import { ProtocolError } from '../protocol/envelope.js'
import { digestOf, type JobBody, nodesOf, specOf } from '../protocol/job.js'
import { own } from '../protocol/own.js'
import { isJobStatus, type JobStatus, plainRole } from '../protocol/values.js'
import { planJob } from './plan.js'

export class SchedulerService {
  constructor(private readonly node: NodeContext) {}

  /** POST interconn/job/create_all: takes a job from its initiator; answered once it is stored. */
  async createAll(raw: unknown, caller: Caller): Promise<void> {
    const { body } = readBody(raw)
    const spec = specOf(body)
    const jobId = body.job_id
    if (!jobId) throw new ProtocolError(400, 'job_id: missing; the initiator makes it')
    const facts = {
      jobId,
      initiator: spec.initiator.nodeId,
      scheduler: this.node.self,
      parties: new Set(nodesOf(spec).keys()),
    }
    demand(caller.node ?? spec.initiator.nodeId, 'create_all', facts)
    if (spec.scheduler !== undefined && spec.scheduler !== this.node.self) {
      throw new ProtocolError(
        400,
        `config.job_params.common.scheduler: the job names "${spec.scheduler}" as its scheduler, and this node is "${this.node.self}"`,
      )
    }
    await this.take(jobId, body, caller.traceId)
  }

  /** Validates a job, stores it as its scheduler, and has it created everywhere. The same again changes nothing. */
  async take(jobId: string, body: JobBody, traceId: string): Promise<JobDocument> {
    const { node } = this
    const spec = specOf(body)
    const digest = digestOf(body)
    const known = await node.jobs.get(jobId)
    if (known?.schedulerPart !== undefined) {
      if (known.digest === digest) return known
      throw new ProtocolError(409, `job ${jobId} exists here already, with another body`)
    }
    const plan = planJob(body, {
      jobId,
      self: node.self,
      patienceMs: node.patienceMs,
      deadlines: node.deadlines,
      peers: node.peers(),
      known: knownComponents(spec, node.components()),
    })
    const base = {
      part: 'job' as const,
      type: 'schedule' as const,
      at: node.now(),
      traceId,
      self: node.self,
      jobId,
      body,
      digest,
      plan,
    }
    if (!nodesOf(spec).has(node.self)) return node.jobs.apply(jobId, base)
    const local = await admitHere(node, jobId, body, node.self)
    // Nothing is stored of a job that its own scheduler could not take part in.
    if (!local.ok) throw new ProtocolError(400, local.reason)
    return node.jobs.apply(jobId, { ...base, local })
  }

  /** POST job/audit_confirm */
  async audit(raw: unknown, caller: Caller): Promise<void> {
    const { job_id: jobId, origin_node_id: origin } = read(auditSchema, raw)
    await this.told('job/audit_confirm', raw, jobId, 'audit', caller, origin, () => undefined)
  }

  /** POST task/callback: a participant pushes a task's status. */
  async callback(raw: unknown, caller: Caller): Promise<void> {
    const { task_id: taskId, role, origin_node_id: origin } = read(taskCallbackSchema, raw)
    const jobId = this.node.jobs.jobOfTask(taskId)
    if (jobId === undefined) throw new ProtocolError(404, `no task "${taskId}" is known here`)
    await this.told('task/callback', raw, jobId, 'callback', caller, origin, doc => holderOf(doc, role ?? ''))
  }

  /** POST job/stop_all */
  async stopAll(raw: unknown, caller: Caller): Promise<void> {
    const { job_id: jobId, origin_node_id: origin } = read(stopSchema, raw)
    await this.told('job/stop_all', raw, jobId, 'stop_all', caller, origin, doc => factsOf(doc).initiator)
  }

  /** GET job/status_all: exactly `job_status` and `status`, by task id. */
  async statusAll(raw: unknown, caller: Caller): Promise<{ job_status: string; status: Record<string, string> }> {
    const { job_id: jobId } = read(statusQuerySchema, raw)
    const doc = await this.known(jobId)
    if (caller.node !== undefined) demand(caller.node, 'status_all', factsOf(doc))
    // The scheduler asks whether its create has arrived: to know a job as its initiator is not that.
    if (caller.node === doc.scheduler && doc.schedulerPart === undefined && doc.participant === undefined)
      throw new ProtocolError(404, `job ${jobId} was not created here`)
    if (doc.schedulerPart === undefined && doc.initiator !== undefined && doc.scheduler !== this.node.self) {
      const passed = await this.askScheduler(doc, caller.node ?? '')
      if (passed !== undefined) return passed
    }
    const { job_status, status } = statusHere(doc)
    return { job_status, status }
  }

  /** The scheduler's answer to status_all, mapped to this protocol's words; undefined where it gives none. */
  async askScheduler(
    doc: JobDocument,
    origin: string,
  ): Promise<{ job_status: JobStatus; status: Record<string, string> } | undefined> {
    const query = { job_id: doc.jobId, ...(origin !== '' && origin !== this.node.self && { origin_node_id: origin }) }
    try {
      const answer = await this.node.askStatus(doc.scheduler, query, doc.traceId)
      if (!answer.success) return undefined
      const { job_status: said, status = {} } = read(statusAnswerSchema, answer.data)
      const ids = new Map(Object.entries(statusHere(doc).byName))
      const byId = Object.entries(status).flatMap(([key, value]) =>
        typeof value === 'string' ? [[ids.get(key) ?? key, value]] : [],
      )
      const jobStatus =
        said !== undefined && isJobStatus(said) ? said : said !== undefined ? 'FINISHED' : standingOf(doc).status
      return { job_status: jobStatus, status: Object.fromEntries(byId) }
    } catch {
      return undefined
    }
  }

  private async told(
    route: CallRoute,
    raw: unknown,
    jobId: string,
    action: Action,
    caller: Caller,
    origin: string | undefined,
    guess: (doc: JobDocument) => string | undefined,
  ): Promise<void> {
    const doc = await this.known(jobId)
    const facts = factsOf(doc)
    const named = caller.node ?? guess(doc)
    if (named === undefined) throw new ProtocolError(400, 'no header x-node-id says who is calling')
    // Only the initiator passes on what reached it by mistake.
    const sender = origin !== undefined && named === facts.initiator ? origin : named
    demand(sender, action, facts)
    const at = this.node.now()
    if (doc.schedulerPart !== undefined) {
      await this.node.jobs.apply(jobId, incoming(route, raw, sender, at))
    } else if (doc.initiator !== undefined) {
      const body = Object.fromEntries(Object.entries(Object(raw)))
      await this.node.jobs.apply(jobId, {
        part: 'initiator',
        event: { type: 'passOn', route, body, origin: sender, at },
      })
    } else {
      throw new ProtocolError(404, `job ${jobId} is not scheduled here but at ${doc.scheduler}`)
    }
  }

  private async known(jobId: string): Promise<JobDocument> {
    const doc = await this.node.jobs.get(jobId)
    if (doc === undefined || doc.body === undefined) throw new ProtocolError(404, `no job "${jobId}" is known here`)
    return doc
  }
}

/** The node that must be meant where only a role is named: the one that holds it, if it is one. */
function holderOf(doc: JobDocument, role: string): string | undefined {
  const nodes = new Set(doc.body && own(specOf(doc.body).roles, plainRole(role)))
  return nodes.size === 1 ? [...nodes][0] : undefined
}

/** A job's status and its tasks' as this node knows them. */
export function statusHere(doc: JobDocument): {
  job_status: JobStatus
  status: Record<string, string>
  byName: Record<string, string>
} {
  const byName: Record<string, string> = {}
  const status: Record<string, string> = {}
  for (const name of taskNames(doc)) {
    const id = doc.schedulerPart?.tasks[name]?.taskId ?? doc.participant?.tasks[name]?.taskId
    if (id === undefined) continue
    byName[name] = id
    status[id] = shownStatus(doc, name)
  }
  return { job_status: standingOf(doc).status, status, byName }
}
