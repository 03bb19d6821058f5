/** North-south: what this node's own upper layer and its operator call. Section 2, and isched's own routes beside it. */
import { z } from 'zod'
import type { Registry } from '../components/registry.js'
import type { InitiatorService } from '../initiator/service.js'
import { checkBody, readBody } from '../job/check.js'
import { knownComponents, type NodeContext } from '../job/context.js'
import { read } from '../job/incoming.js'
import { viewOf } from '../job/view.js'
import { admitHere, type ParticipantService } from '../participant/service.js'
import type { PeerClient } from '../peers/client.js'
import { checkPeer } from '../peers/check.js'
import { peerViews, troubleSentence } from '../peers/view.js'
import { jobListQuerySchema, statusQuerySchema, stopSchema, stopTaskSchema } from '../protocol/calls.js'
import { registrationSchema } from '../protocol/component.js'
import { ProtocolError } from '../protocol/envelope.js'
import { nodesOf, specOf } from '../protocol/job.js'
import { JOB_STATUSES } from '../protocol/values.js'
import type { ComponentView, Finding, NodeView, Problem } from '../protocol/view.js'
import { planJob } from '../scheduler/plan.js'
import type { LogService } from './logs.js'
import type { Route } from './routes.js'

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

const BASE = '/v1/platform/schedule'
const OWN = '/v1/isched'

/** The eight routes of the specification; task/callback is served to components on a listener of its own. */
export function platformRoutes({ node, initiator, registry, logs }: PlatformParts): Route[] {
  return [
    {
      method: 'POST',
      path: `${BASE}/job/create_all`,
      handle: async (input, { traceId }) => initiator.submit(input, traceId),
    },
    {
      method: 'POST',
      path: `${BASE}/job/stop_all`,
      handle: async input => initiator.stop(read(stopSchema, input).job_id),
    },
    {
      method: 'POST',
      path: `${BASE}/job/stop_task`,
      handle: async input => {
        const { job_id: jobId, task_name: task } = read(stopTaskSchema, input)
        return initiator.stop(jobId, task)
      },
    },
    {
      method: 'GET',
      path: `${BASE}/job/status_all`,
      handle: async input => initiator.statusAll(read(statusQuerySchema, input).job_id),
    },
    {
      method: 'GET',
      path: `${BASE}/job/query_job_list`,
      handle: async input => {
        const { flow_id: flowId } = read(jobListQuerySchema, input)
        const jobs = node.jobs.summaries().filter(({ flow_id: each }) => !flowId || each === flowId)
        return { job_list: Object.fromEntries(jobs.map(({ job_id: id, status }) => [id, status])) }
      },
    },
    {
      method: 'GET',
      path: `${BASE}/task/get_log_line`,
      handle: async input => ({ num: await logs.countLines(input) }),
    },
    { method: 'GET', path: `${BASE}/task/get_log`, handle: async input => ({ data: await logs.text(input) }) },
    {
      method: 'POST',
      path: `${BASE}/component/register`,
      handle: async input => registry.register(read(registrationSchema, input)),
    },
  ]
}

const listQuery = z.looseObject({
  status: z.enum(JOB_STATUSES).optional(),
  flow_id: z.string().optional(),
  limit: z.coerce.number().int().min(1).optional(),
})
const rejectSchema = z.looseObject({ reason: z.string().optional() })
const removeSchema = z.looseObject({
  componentName: z.string().min(1),
  provider: z.string().optional(),
  version: z.string().optional(),
})
const peerSchema = z.looseObject({ node_id: z.string().min(1) })

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
  return [
    { method: 'GET', path: `${OWN}/node`, handle: describeNode },
    { method: 'GET', path: `${OWN}/doctor`, handle: async () => ({ findings: await examine() }) },
    {
      method: 'GET',
      path: `${OWN}/jobs`,
      handle: async input => {
        const { status, flow_id: flowId, limit } = read(listQuery, input)
        const jobs = node.jobs
          .summaries()
          .filter(job => (!status || job.status === status) && (!flowId || job.flow_id === flowId))
        return { jobs: jobs.slice(0, limit ?? jobs.length) }
      },
    },
    {
      method: 'POST',
      path: `${OWN}/jobs/check`,
      handle: async input => ({ problems: await problemsHere(node, input) }),
    },
    {
      method: 'GET',
      path: `${OWN}/jobs/:job_id`,
      handle: async (_input, _caller, { job_id: id }) =>
        viewOf(await docOf(id), peer => troubleSentence(client.sight(peer), node.now())),
    },
    {
      method: 'GET',
      path: `${OWN}/jobs/:job_id/body`,
      handle: async (_input, _caller, { job_id: id }) => ({ body: (await docOf(id)).body ?? {} }),
    },
    {
      method: 'POST',
      path: `${OWN}/jobs/:job_id/approve`,
      handle: async (_input, _caller, { job_id: id = '' }) => participant.decide(id, 'READY'),
    },
    {
      method: 'POST',
      path: `${OWN}/jobs/:job_id/reject`,
      handle: async (input, _caller, { job_id: id = '' }) =>
        participant.decide(id, 'REJECTED', read(rejectSchema, input).reason),
    },
    { method: 'GET', path: `${OWN}/logs`, handle: async input => logs.page(input) },
    { method: 'GET', path: `${OWN}/components`, handle: async () => ({ components: await componentViews(node) }) },
    {
      method: 'POST',
      path: `${OWN}/components/remove`,
      handle: async input => {
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
    },
    {
      method: 'GET',
      path: `${OWN}/peers`,
      handle: async () => ({ peers: peerViews(node.peers(), client, node.now()) }),
    },
    {
      method: 'POST',
      path: `${OWN}/peers/check`,
      handle: async (input, { traceId }) => {
        const { node_id: peer } = read(peerSchema, input)
        if (node.peers()[peer] === undefined)
          throw new ProtocolError(
            404,
            `"${peer}" is not among this node's peers (${Object.keys(node.peers()).join(', ')})`,
          )
        return checkPeer(client, peer, traceId)
      },
    },
  ]
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
