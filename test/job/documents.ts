/** Job documents as the machine makes them, for tests of what reads them. */
import type { RegisteredComponent } from '../../src/components/match.js'
import { type Preset, peerSettings } from '../../src/config/peers.js'
import type { JobDocument } from '../../src/job/document.js'
import { step } from '../../src/job/machine.js'
import { type AdmissionFacts, admit } from '../../src/participant/admission.js'
import { componentInfoSchema } from '../../src/protocol/component.js'
import { digestOf, type JobBody, jobBodySchema, specOf } from '../../src/protocol/job.js'
import { outgoingBody } from '../../src/protocol/outgoing.js'
import { planJob } from '../../src/scheduler/plan.js'
import { frozen } from '../helpers/frozen.js'
import { type BodyOptions, jobBody } from '../helpers/job-body.js'

export const JOB = 'job-1'
export const TRACE = 'trace-1'

/** The component `shell` of the test bodies. */
export function component(more: Record<string, unknown> = {}): RegisteredComponent {
  const least = { componentName: 'shell', provider: 'test', version: '1.0.0', roleList: ['guest', 'host', 'arbiter'] }
  return { imageUrl: 'shell:1', info: componentInfoSchema.parse({ ...least, ...more }), source: 'registered' }
}

/** g and h, a chain of two tasks. */
export function bodyOf(options: Partial<BodyOptions> = {}): JobBody {
  const roles = { guest: ['g'], host: ['h'] }
  return jobBodySchema.parse(jobBody({ roles, tasks: { a: {}, b: { after: ['a'] } }, ...options }))
}

function admitted(body: JobBody, self: string, createdBy: string, facts: Partial<AdmissionFacts>) {
  return admit(body, {
    jobId: JOB,
    self,
    createdBy,
    creator: createdBy === self ? undefined : { preset: 'isched' },
    components: [component()],
    admitImage: async () => ({ ok: true, digest: 'd', warnings: [] }),
    strictParameters: false,
    storage: '',
    approval: 'auto',
    patienceMs: 60_000,
    graceMs: 1000,
    deadlines: {},
    ...facts,
  })
}

const beginning = { part: 'job' as const, at: 1000, traceId: TRACE, jobId: JOB }

/** A job in which `self` takes part, created by its scheduler. */
export async function takenPart(
  self: string,
  options: Partial<BodyOptions> = {},
  facts: Partial<AdmissionFacts> = {},
): Promise<JobDocument> {
  const body = bodyOf(options)
  const scheduler = specOf(body).scheduler ?? specOf(body).initiator.nodeId
  const found = await admitted(body, self, scheduler, facts)
  if (!found.ok) throw new Error(found.reason)
  const event = {
    ...beginning,
    type: 'takePart' as const,
    self,
    body,
    digest: digestOf(body),
    scheduler,
    plan: found.plan,
  }
  return frozen(step(undefined, event))
}

/** A job that `self` schedules, and takes part in where it holds a role. */
export async function scheduled(
  self: string,
  options: Partial<BodyOptions> = {},
  more: { presets?: Record<string, Preset>; facts?: Partial<AdmissionFacts> } = {},
): Promise<JobDocument> {
  const body = bodyOf(options)
  const nodes = Object.values(specOf(body).roles).flat()
  const peers = Object.fromEntries(
    nodes
      .filter(node => node !== self)
      .map(node => [node, peerSettings(node, { address: 'http://x', preset: more.presets?.[node] ?? 'isched' })]),
  )
  const plan = planJob(body, { jobId: JOB, self, patienceMs: 60_000, deadlines: {}, peers, known: {} })
  const local = nodes.includes(self) ? { local: await admitted(body, self, self, more.facts ?? {}) } : {}
  return frozen(step(undefined, { ...beginning, type: 'schedule', self, body, digest: digestOf(body), plan, ...local }))
}

/** A job that `self` submitted, and that another node schedules. */
export function handedOver(self: string, scheduler: string, options: Partial<BodyOptions> = {}): JobDocument {
  const body = bodyOf({ common: { scheduler }, ...options })
  const plan = { jobId: JOB, scheduler, digest: digestOf(body), patienceMs: 60_000, body: outgoingBody(body, JOB, {}) }
  return frozen(step(undefined, { ...beginning, type: 'handOver', self, body, plan }))
}
