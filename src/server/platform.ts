/**
 * North-south: what this node's own upper layer and its operator call. Section 2, and isched's own routes beside it; the paths,
 * and what is said of each, are in openapi/platform.ts and openapi/own.ts.
 */
import type { Registry } from '../components/registry.js'
import type { InitiatorService } from '../initiator/service.js'
import { checkBody, readBody } from '../job/check.js'
import { knownComponents, type NodeContext } from '../job/context.js'
import { read } from '../job/incoming.js'
import { viewOf } from '../job/view.js'
import { admitHere, type ParticipantService } from '../participant/service.js'
import { checkPeer } from '../peers/check.js'
import type { PeerClient } from '../peers/client.js'
import { peerViews, troubleSentence } from '../peers/view.js'
import { jobListQuerySchema, statusQuerySchema, stopSchema, stopTaskSchema } from '../protocol/calls.js'
import { registrationSchema } from '../protocol/component.js'
import { ProtocolError } from '../protocol/envelope.js'
import { nodesOf, specOf } from '../protocol/job.js'
import type { ComponentView, Finding, NodeView, Problem } from '../protocol/view.js'
import { planJob } from '../scheduler/plan.js'
import type { LogService } from './logs.js'
import { listQuerySchema, OWN, peerSchema, rejectSchema, removeSchema } from './openapi/own.js'
import { PLATFORM } from './openapi/platform.js'
import { type Route, served } from './routes.js'

export interface PlatformParts {
  node: NodeContext
  initiator: InitiatorService
  participant: ParticipantService
  registry: Registry
  client: PeerClient
  logs: LogService
  describeNode: () => Promise<NodeView>
  examine: () => Promise<Finding[]>
}

/** The eight routes of the specification; task/callback is served to components on a listener of its own. */
export function platformRoutes({ node, initiator, registry, logs }: PlatformParts): Route[] {
  return served(PLATFORM, {
    createAll: async (input, { traceId }) => initiator.submit(input, traceId),
    stopAll: async input => initiator.stop(read(stopSchema, input).job_id),
    stopTask: async input => {
      const { job_id: jobId, task_name: task } = read(stopTaskSchema, input)
      return initiator.stop(jobId, task)
    },
    statusAll: async input => initiator.statusAll(read(statusQuerySchema, input).job_id),
    jobList: async input => {
      const { flow_id: flowId } = read(jobListQuerySchema, input)
      const jobs = node.jobs.summaries().filter(({ flow_id: each }) => !flowId || each === flowId)
      return { job_list: Object.fromEntries(jobs.map(({ job_id: id, status }) => [id, status])) }
    },
    logLines: async input => ({ num: await logs.countLines(input) }),
    log: async input => ({ data: await logs.text(input) }),
    register: async input => registry.register(read(registrationSchema, input)),
  })
}

/** isched's own routes; what they answer is in protocol/view.ts. */
export function ownRoutes({
  node,
  participant,
  registry,
  client,
  logs,
  describeNode,
  examine,
}: PlatformParts): Route[] {
  const docOf = async (jobId: string | undefined) => {
    const doc = jobId === undefined ? undefined : await node.jobs.get(jobId)
    if (doc === undefined) throw new ProtocolError(404, `no job "${jobId}" is known here`)
    return doc
  }
  return served(OWN, {
    node: describeNode,
    doctor: async () => ({ findings: await examine() }),
    jobs: async input => {
      const { status, flow_id: flowId, limit } = read(listQuerySchema, input)
      const jobs = node.jobs
        .summaries()
        .filter(job => (!status || job.status === status) && (!flowId || job.flow_id === flowId))
      return { jobs: jobs.slice(0, limit ?? jobs.length) }
    },
    check: async input => ({ problems: await problemsHere(node, input) }),
    job: async (_input, _caller, { job_id: id }) =>
      viewOf(await docOf(id), peer => troubleSentence(client.sight(peer), node.now())),
    jobBody: async (_input, _caller, { job_id: id }) => ({ body: (await docOf(id)).body ?? {} }),
    approve: async (_input, _caller, { job_id: id = '' }) => participant.decide(id, 'READY'),
    reject: async (input, _caller, { job_id: id = '' }) =>
      participant.decide(id, 'REJECTED', read(rejectSchema, input).reason),
    logs: async input => logs.page(input),
    components: async () => ({ components: await componentViews(node) }),
    removeComponent: async input => {
      const { componentName, provider, version } = read(removeSchema, input)
      const removed = await registry.remove({
        componentName,
        ...(provider && { provider }),
        ...(version && { version }),
      })
      if (removed > 0) return { removed }
      const there = registry.all().some(({ info }) => info.componentName === componentName)
      throw new ProtocolError(
        404,
        there
          ? `"${componentName}" comes from the components folder: remove its file`
          : `no component "${componentName}" is registered here`,
      )
    },
    peers: async () => ({ peers: peerViews(node.peers(), client, node.now()) }),
    checkPeer: async (input, { traceId }) => {
      const { node_id: peer } = read(peerSchema, input)
      if (node.peers()[peer] === undefined)
        throw new ProtocolError(
          404,
          `"${peer}" is not among this node's peers (${Object.keys(node.peers()).join(', ')})`,
        )
      return checkPeer(client, peer, traceId)
    },
  })
}

/** Everything that would stand against a job here; nothing is stored. */
async function problemsHere(node: NodeContext, input: unknown): Promise<Problem[]> {
  const problems = checkBody(input)
  if (problems.some(({ severity }) => severity === 'error')) return problems
  const { body } = readBody(input)
  const spec = specOf(body)
  const found = (severity: Problem['severity'], message: string): void => {
    problems.push({ severity, path: [], message })
  }
  if (spec.initiator.nodeId !== node.self) {
    problems.push({
      severity: 'error',
      path: ['config', 'initiator', 'node_id'],
      message: `a job is submitted at its initiator; this node is "${node.self}"`,
    })
  }
  const jobId = body.job_id || 'job-0'
  const scheduler = spec.scheduler ?? node.scheduler ?? node.self
  if (scheduler === node.self) {
    try {
      planJob(body, {
        jobId,
        self: node.self,
        patienceMs: 0,
        deadlines: {},
        peers: node.peers(),
        known: knownComponents(spec, node.components()),
      })
    } catch (error) {
      if (!(error instanceof ProtocolError)) throw error
      found('error', error.message)
    }
  } else if (node.peers()[scheduler] === undefined) {
    found('error', `no route to the scheduler "${scheduler}": it is not among this node's peers`)
  }
  if (nodesOf(spec).has(node.self)) {
    const admitted = await admitHere(node, jobId, body, node.self)
    if (!admitted.ok) found('error', admitted.reason)
    else for (const sentence of admitted.plan.warnings) found('warning', sentence)
  }
  return problems
}

async function componentViews(node: NodeContext): Promise<ComponentView[]> {
  return Promise.all(
    node.components().map(async ({ imageUrl, info, source }) => {
      const admission = await node.admitImage(imageUrl, {})
      return {
        componentName: info.componentName,
        title: info.title ?? '',
        provider: info.provider,
        version: info.version,
        imageUrl,
        roleList: info.roleList,
        source,
        ...(!admission.ok && { problem: admission.reason }),
        component_info: info,
      }
    }),
  )
}
