/** What a component sees: its whole environment. Section 7. */
import { parameterText } from '../components/value.js'
import { splitKey } from '../dag/graph.js'
import type { ComponentInfo } from '../protocol/component.js'
import type { DataKey, JobSpec, JsonObject, TaskSpec } from '../protocol/job.js'
import { own } from '../protocol/own.js'
import { type RoleKey, roleKey } from '../protocol/values.js'

/** This node's own settings, as its components see them. */
export interface NodeEnvironment {
  nodeId: string
  instId: string
  storage: string
  transport: string
  compute?: string
}

export interface EnvironmentFacts {
  jobId: string
  traceId: string
  spec: JobSpec
  task: TaskSpec
  taskId: string
  role: RoleKey
  info: ComponentInfo
  parameters: JsonObject
  /** The id of each upstream task that runs for this role key here. */
  upstreamIds: Record<string, string>
  node: NodeEnvironment
  /** The full URL, with the instance's token. */
  callbackUrl: string
  logPath: string
}

interface Address {
  namespace: string
  name: string
}

/** The environment of an instance. Nothing of the daemon's own is in it. */
export function environmentOf(facts: EnvironmentFacts): Record<string, string> {
  const { jobId, spec, node, info } = facts
  const session = `session_${jobId}`
  const environment: Record<string, string> = {
    'system.storage': node.storage,
    'system.transport': node.transport,
    ...(node.compute !== undefined && { 'system.compute': node.compute }),
    'system.callback': facts.callbackUrl,
    'config.task_id': facts.taskId,
    'config.session_id': session,
    'config.trace_id': facts.traceId,
    'config.token': session,
    'config.self_role': facts.role,
    'config.log.path': facts.logPath,
    'runtime.component.name': info.componentName,
  }
  for (const [role, nodes] of Object.entries(spec.roles)) {
    for (const [index, id] of nodes.entries()) {
      environment[`config.node_id.${role}.${index}`] = id
      // Only its own institution is known to a node; for another its node id stands.
      environment[`config.inst_id.${role}.${index}`] = id === node.nodeId ? node.instId : id
    }
  }
  const { inputs, addressParameters } = inputsOf(facts)
  for (const [name, value] of Object.entries(facts.parameters)) {
    if (value !== undefined && !addressParameters.has(name))
      environment[`runtime.component.parameter.${name}`] = parameterText(value)
  }
  for (const [name, value] of Object.entries(inputs))
    environment[`runtime.component.input.${name}`] = JSON.stringify(value)
  for (const [name, value] of Object.entries(outputsOf(facts)))
    environment[`runtime.component.output.${name}`] = JSON.stringify(value)
  return environment
}

function inputsOf(facts: EnvironmentFacts): {
  inputs: Record<string, Address | Address[]>
  addressParameters: Set<string>
} {
  const { task, info, upstreamIds, jobId, role } = facts
  const declared = info.inputData ?? []
  const inputs: Record<string, Address | Address[]> = {}
  const addressed = task.inputs.flatMap((input): { input: DataKey; address: Address | undefined }[] => {
    const source = splitKey(input.key)
    if (source === undefined) return []
    const id = own(upstreamIds, source.task)
    return [{ input, address: id === undefined ? undefined : outputAddress(jobId, role, id, source.output) }]
  })
  const names = matchNames(
    addressed.map(({ input }) => input),
    declared,
  )
  for (const [place, { input, address }] of addressed.entries()) {
    if (address === undefined) continue
    const name = names[place] ?? input.key
    const isList = declared.some(data => data.name === name && data.category === 'datasets')
    const before = inputs[name]
    inputs[name] = isList ? [...(Array.isArray(before) ? before : []), address] : address
  }
  const free = declared.find(data => !names.includes(data.name) && isDataset(data.category ?? ''))
  const found = firstAddress(facts.parameters)
  const addressParameters = new Set<string>()
  if (found !== undefined && (free !== undefined || declared.length === 0)) {
    const named = task.inputs.find(input => splitKey(input.key) === undefined)?.key
    inputs[free?.name ?? named ?? 'data'] = free?.category === 'datasets' ? [found.address] : found.address
    const declaredParameters = new Set((info.inputParam ?? []).map(({ name }) => name))
    for (const name of found.parameters) if (!declaredParameters.has(name)) addressParameters.add(name)
  }
  return { inputs, addressParameters }
}

function outputsOf({ task, info, jobId, role, taskId }: EnvironmentFacts): Record<string, Address> {
  const declared = info.outputData ?? []
  const names = matchNames(task.outputs, declared)
  const outputs: Record<string, Address> = {}
  for (const [place, output] of task.outputs.entries()) {
    outputs[names[place] ?? output.key] = outputAddress(jobId, role, taskId, output.key)
  }
  for (const { name } of declared) outputs[name] ??= outputAddress(jobId, role, taskId, name)
  return outputs
}

function outputAddress(jobId: string, role: RoleKey, taskId: string, key: string): Address {
  const [plain = '', index = '0'] = role.split('.')
  return { namespace: `${jobId}-${plain}-${index}`, name: `${taskId}-${key}` }
}

/** Where a first input lies: `dataset_id` = `namespace#name`, or `namespace` and `name`; and the parameters that say so. */
function firstAddress({
  dataset_id: id,
  namespace,
  name,
}: JsonObject): { address: Address; parameters: string[] } | undefined {
  if (typeof namespace === 'string' && typeof name === 'string')
    return { address: { namespace, name }, parameters: ['dataset_id', 'namespace', 'name'] }
  if (typeof id !== 'string' || !id.includes('#')) return undefined
  const hash = id.indexOf('#')
  return { address: { namespace: id.slice(0, hash), name: id.slice(hash + 1) }, parameters: ['dataset_id'] }
}

const DATASET_LIKE = new Set(['dataset', 'training_set', 'test_set', 'datasets'])

function isDataset(type: string): boolean {
  return DATASET_LIKE.has(type)
}

/** The descriptor's name for each of the DAG entry's keys: by category = type, in order; undefined without a match. */
function matchNames(
  keys: readonly DataKey[],
  declared: readonly { name: string; category?: string | null | undefined }[],
): (string | undefined)[] {
  const taken = new Set<string>()
  return keys.map(({ type }) => {
    const fits = (category: string): boolean => category === type || (isDataset(category) && isDataset(type))
    const exact = declared.find(data => !taken.has(data.name) && (data.category ?? '') === type)
    const match = exact ?? declared.find(data => !taken.has(data.name) && fits(data.category ?? ''))
    if (match === undefined) return undefined
    // A list takes as many as there are.
    if (match.category !== 'datasets') taken.add(match.name)
    return match.name
  })
}

/** The role key of an instance, from its text. */
export function asRoleKey(text: string): RoleKey {
  const [role = '', index = '0'] = text.split('.')
  return roleKey(role, Number(index))
}
