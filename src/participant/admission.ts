/** Whether this node can take part in a job, found out when the job is created: components, parameters, limits, images. Section 5. */
import { randomBytes } from 'node:crypto'
import { matchComponent, type RegisteredComponent } from '../components/match.js'
import { inOrder, upstreamOf } from '../dag/graph.js'
import type { Admitted } from '../job/machine.js'
import { type JobBody, type JobSpec, resourcesOf, specOf, type TaskSpec, taskIdOf } from '../protocol/job.js'
import { plainRole, type RoleKey, roleKey } from '../protocol/values.js'
import type { Runner } from '../runner/runner.js'
import { checkParameters, parametersOf } from './parameters.js'
import type { Deadlines, ParticipantPlan, PinnedComponent } from './state.js'

export interface AdmissionFacts {
  jobId: string
  self: string
  /** The node that created the job here. */
  createdBy: string
  /** How that node is spoken to; undefined for this very node. */
  creator: { preset: string } | undefined
  components: readonly RegisteredComponent[]
  /** Whether the runner can run an image within limits. */
  admitImage: Runner['admit']
  strictParameters: boolean
  storage: string
  approval: 'auto' | 'manual'
  patienceMs: number
  graceMs: number
  deadlines: Deadlines
}

/** The plan of this node's part, or the sentences for which it cannot take part. Starts nothing, stores nothing. */
export async function admit(body: JobBody, facts: AdmissionFacts): Promise<Admitted> {
  return admitOnce(body, { ...facts, admitImage: onceEach(facts.admitImage) })
}

async function admitOnce(body: JobBody, facts: AdmissionFacts): Promise<Admitted> {
  const spec = specOf(body)
  const roles = rolesOf(spec, facts.self)
  if (roles.length === 0) return { ok: false, reason: `node ${facts.self} holds no role in this job` }
  const refusals: string[] = []
  const warnings: string[] = []
  const upstream = upstreamOf(spec.tasks)
  const tasks: ParticipantPlan['tasks'] = {}
  const components: Record<string, PinnedComponent> = {}
  for (const name of inOrder(upstream)) {
    const task = spec.tasks.find(each => each.name === name)
    if (task === undefined) continue
    const part = { taskId: taskIdOf(facts.jobId, name), upstream: [...(upstream[name] ?? [])], instances: {} }
    const needed =
      task.roleList === undefined ? undefined : roles.some(role => task.roleList?.includes(plainRole(role)))
    const match = matchComponent(task, facts.components)
    if (match.kind !== 'one') {
      if (needed === true || (needed === undefined && match.kind === 'several')) refusals.push(match.sentence)
      else if (needed === undefined) warnings.push(`${match.sentence}: this node will refuse to start it`)
      tasks[name] = needed === undefined ? { ...part, obstacle: match.sentence } : part
      continue
    }
    const { component } = match
    const taking = roles.filter(role => component.info.roleList.includes(plainRole(role)))
    tasks[name] = { ...part, instances: instancesOf(spec, taking) }
    if (taking.length === 0) continue
    checkTask(spec, task, taking, component, facts, refusals, warnings)
    const digest = await admitImage(spec, task, taking, component, facts, refusals, warnings)
    components[name] = { imageUrl: component.imageUrl, digest, info: component.info }
  }
  if (refusals.length > 0) return { ok: false, reason: [...new Set(refusals)].join('; ') }
  return { ok: true, plan: planOf(spec, facts, tasks, components, [...new Set(warnings)]) }
}

function planOf(
  spec: JobSpec,
  facts: AdmissionFacts,
  tasks: ParticipantPlan['tasks'],
  components: Record<string, PinnedComponent>,
  warnings: string[],
): ParticipantPlan {
  const { jobId, self, createdBy, creator, patienceMs, graceMs, deadlines, approval } = facts
  return {
    jobId,
    self,
    reportsTo: createdBy,
    // Between the parts of one node nobody has to ask.
    pushes:
      createdBy === self
        ? 'role'
        : spec.syncType !== 'callback'
          ? 'none'
          : creator?.preset === 'fate-flow'
            ? 'node'
            : 'role',
    guessesTaskIds: creator === undefined || creator.preset === 'isched',
    patienceMs,
    graceMs,
    deadlines: { ...deadlines },
    approval,
    tasks,
    components,
    warnings,
  }
}

function rolesOf(spec: JobSpec, self: string): RoleKey[] {
  return Object.entries(spec.roles).flatMap(([role, nodes]) =>
    nodes.flatMap((node, index) => (node === self ? [roleKey(role, index)] : [])),
  )
}

function instancesOf(spec: JobSpec, roles: readonly RoleKey[]): ParticipantPlan['tasks'][string]['instances'] {
  return Object.fromEntries(
    roles.map(role => [role, { token: randomBytes(16).toString('base64url'), resources: resourcesOf(spec, role) }]),
  )
}

function checkTask(
  spec: JobSpec,
  task: TaskSpec,
  roles: readonly RoleKey[],
  { info }: RegisteredComponent,
  facts: AdmissionFacts,
  refusals: string[],
  warnings: string[],
): void {
  for (const role of roles) {
    const { errors, doubts } = checkParameters(
      `task ${task.name} at ${role}`,
      parametersOf(spec, task.name, role, info),
      info,
    )
    refusals.push(...errors, ...(facts.strictParameters ? doubts : []))
    if (!facts.strictParameters) warnings.push(...doubts)
  }
  const engine = /^([a-z0-9+]+):/i.exec(facts.storage)?.[1]
  const engines = info.storageEngine ?? []
  if (engine !== undefined && engines.length > 0 && !engines.includes(engine)) {
    warnings.push(
      `task ${task.name}: ${info.componentName} knows the storage ${engines.join(', ')}, and this node's is ${engine}`,
    )
  }
}

async function admitImage(
  spec: JobSpec,
  task: TaskSpec,
  roles: readonly RoleKey[],
  { imageUrl }: RegisteredComponent,
  facts: AdmissionFacts,
  refusals: string[],
  warnings: string[],
): Promise<string> {
  let digest = ''
  for (const role of roles) {
    const admission = await facts.admitImage(imageUrl, resourcesOf(spec, role))
    if (admission.ok) {
      digest = admission.digest
      warnings.push(...admission.warnings.map(warning => `task ${task.name} at ${role}: ${warning}`))
    } else {
      refusals.push(`task ${task.name} at ${role}: ${admission.reason}`)
    }
  }
  return digest
}

/** Asks once for each image and limits, however many tasks want them. */
function onceEach(ask: Runner['admit']): Runner['admit'] {
  const asked = new Map<string, ReturnType<Runner['admit']>>()
  return (image, resources) => {
    const key = JSON.stringify([image, resources])
    const answer = asked.get(key) ?? ask(image, resources)
    asked.set(key, answer)
    return answer
  }
}
