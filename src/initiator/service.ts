/** What this node's own upper layer asks of it: Section 2, north-south. */
import { randomBytes } from 'node:crypto'
import { readBody } from '../job/check.js'
import { factsOf, knownComponents, type NodeContext } from '../job/context.js'
import { type JobDocument, standingOf } from '../job/document.js'
import { ProtocolError } from '../protocol/envelope.js'
import { digestOf, type JobBody, jobBodySchema, specOf } from '../protocol/job.js'
import { outgoingBody } from '../protocol/outgoing.js'
import { own } from '../protocol/own.js'
import { isFinalJob, type SyncType } from '../protocol/values.js'
import { type SchedulerService, statusHere } from '../scheduler/service.js'

/** How long a caller waits for a scheduler elsewhere to take a job; after that it is being tried in the background. */
const HAND_OVER_MS = 5000

export class InitiatorService {
  constructor(
    private readonly node: NodeContext,
    private readonly scheduler: SchedulerService,
  ) {}

  /** POST platform/job/create_all. Answers the job's id, and what is doubtful about it here; throws where the job, or its scheduler, says no. */
  async submit(raw: unknown, traceId: string): Promise<{ job_id: string; warnings?: string[] }> {
    const { node } = this
    const { body } = readBody(raw)
    const spec = specOf(body)
    if (spec.initiator.nodeId !== node.self) {
      throw new ProtocolError(
        400,
        `config.initiator.node_id: a job is submitted at its initiator; this node is "${node.self}", not "${spec.initiator.nodeId}"`,
      )
    }
    const jobId = body.job_id || newJobId()
    const scheduler = spec.scheduler ?? node.scheduler ?? node.self
    // One that does not push waits for ever for its own pushes: FATE-Flow.
    const pushes = scheduler === node.self || own(node.peers(), scheduler)?.pushes !== false
    const filled = filledIn(body, jobId, scheduler, pushes ? 'callback' : 'poll')
    if (scheduler === node.self) {
      const { participant } = await this.scheduler.take(jobId, filled, traceId)
      return { job_id: jobId, ...(participant?.warnings.length && { warnings: [...participant.warnings] }) }
    }
    await this.handOver(jobId, filled, scheduler, traceId)
    return { job_id: jobId }
  }

  private async handOver(jobId: string, body: JobBody, scheduler: string, traceId: string): Promise<void> {
    const { node } = this
    if (own(node.peers(), scheduler) === undefined) {
      throw new ProtocolError(
        400,
        `config.job_params.common.scheduler: no route to node "${scheduler}": it is not among this node's peers`,
      )
    }
    const outgoing = outgoingBody(body, jobId, knownComponents(specOf(body), node.components()))
    const digest = digestOf(body)
    const plan = { jobId, scheduler, digest, patienceMs: node.patienceMs, body: outgoing }
    await node.jobs.apply(jobId, {
      part: 'job',
      type: 'handOver',
      at: node.now(),
      traceId,
      self: node.self,
      jobId,
      body,
      plan,
    })
    const doc = await node.jobs.until(jobId, ({ initiator }) => initiator?.handedOver !== 'pending', HAND_OVER_MS)
    if (doc?.initiator?.handedOver === 'refused') throw new ProtocolError(502, doc.initiator.reason)
  }

  /** POST platform/job/stop_all and job/stop_task: stops here at once, and everywhere through the scheduler. */
  async stop(jobId: string, task?: string): Promise<void> {
    const { node } = this
    const doc = await this.known(jobId)
    const at = node.now()
    const named = task ? { task } : {}
    if (doc.schedulerPart !== undefined) {
      await node.jobs.apply(jobId, { part: 'scheduler', event: { type: 'stopAll', by: node.self, at, ...named } })
      return
    }
    if (isFinalJob(standingOf(doc).status)) return
    if (doc.participant !== undefined) {
      await node.jobs.apply(jobId, { part: 'participant', event: { type: 'operatorStop', at, ...named } })
      return
    }
    await node.jobs.apply(jobId, { part: 'initiator', event: { type: 'stopAll', at, ...named } })
  }

  /** GET platform/job/status_all: the scheduler's view, else this node's own, marked as such. */
  async statusAll(jobId: string): Promise<Record<string, unknown>> {
    const doc = await this.known(jobId)
    const { reason, outcome } = standingOf(doc)
    const here = statusHere(doc)
    const asked =
      doc.schedulerPart !== undefined || doc.scheduler === this.node.self
        ? undefined
        : await this.scheduler.askScheduler(doc, '')
    const answer = asked ?? here
    return {
      job_status: answer.job_status,
      // That answer knows no PENDING for a task.
      status: Object.fromEntries(
        Object.entries({ ...here.status, ...answer.status }).map(([id, status]) => [
          id,
          status === 'PENDING' ? 'READY' : status,
        ]),
      ),
      source: asked !== undefined ? factsOf(doc).scheduler : this.node.self,
      reason,
      ...(outcome !== undefined && { outcome }),
    }
  }

  private async known(jobId: string): Promise<JobDocument> {
    const doc = await this.node.jobs.get(jobId)
    if (doc === undefined) throw new ProtocolError(404, `no job "${jobId}" is known here`)
    return doc
  }
}

/** `job-` and 32 hex digits: a valid Kubernetes name, which some peers make of it. */
export function newJobId(): string {
  return `job-${randomBytes(16).toString('hex')}`
}

/** The initiator writes down what the job leaves to it: its id, its scheduler, and how statuses come back. */
function filledIn(body: JobBody, jobId: string, scheduler: string, usual: SyncType): JobBody {
  const params = body.config.job_params ?? {}
  const common = specOf(body).commonJobParams
  const syncType = common.sync_type || usual
  return jobBodySchema.parse({
    ...body,
    job_id: jobId,
    config: { ...body.config, job_params: { ...params, common: { ...common, scheduler, sync_type: syncType } } },
  })
}
