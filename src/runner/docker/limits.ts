import type { CapacitySettings } from '../log.js'
import type { Capacity, Resources } from '../runner.js'
import type { EngineFacts } from './engine.js'

/** The engine refuses less. */
const LEAST_MEMORY_MB = 6
const LEAST_CPU = 0.01

/**
 * Many more instances than cores: a party of a federated task mostly waits for the others, and two nodes whose few slots are taken by
 * different jobs would wait for each other.
 */
const INSTANCES_PER_CORE = 16

/** The settings where they say something, else what the engine has. */
export function capacityOf(settings: CapacitySettings, facts: EngineFacts): Capacity {
  return {
    instances: settings.instances ?? Math.max(32, INSTANCES_PER_CORE * facts.cpu),
    cpu: settings.cpu ?? facts.cpu,
    memory: settings.memory ?? facts.memory,
  }
}

/** Why these limits cannot be kept here, as a sentence; undefined when they can. */
export function excess(resources: Resources, capacity: Capacity, facts: EngineFacts): string | undefined {
  const { cpu, memory } = resources
  const cores = Math.min(capacity.cpu, facts.cpu)
  const gib = Math.min(capacity.memory, facts.memory)
  if (cpu !== undefined && cpu > cores) return `${cpu} cores are asked for and this node has ${round(cores)}.`
  if (cpu !== undefined && cpu < LEAST_CPU)
    return `${cpu} cores are asked for; ${LEAST_CPU} is the least that Docker can give.`
  if (memory !== undefined && memory > gib)
    return `${memory} GiB of memory are asked for and this node has ${round(gib)}.`
  if (memory !== undefined && memory * 1024 < LEAST_MEMORY_MB) {
    return `${memory} GiB of memory are asked for; ${LEAST_MEMORY_MB} MB is the least that Docker can give.`
  }
  if (resources.disk !== undefined && resources.disk <= 0)
    return `${resources.disk} GiB of disk are asked for; it must be more than 0.`
  return undefined
}

/** Which of these limits this engine takes and does not keep, a sentence each. */
export function unkept(resources: Resources, facts: EngineFacts, limitsDisk: boolean): string[] {
  const warnings: string[] = []
  if (resources.cpu !== undefined && !facts.limitsCpu)
    warnings.push('The limit on cores is not kept: the kernel has no CPU quota.')
  if (resources.memory !== undefined && !facts.limitsMemory)
    warnings.push('The limit on memory is not kept: the kernel has no memory control group.')
  if (resources.disk !== undefined && !limitsDisk) {
    warnings.push(
      `The limit on disk is not kept: Docker's storage driver ${facts.storageDriver} on ${facts.backingFilesystem || 'this file system'} has no quota (overlay2 needs xfs mounted with pquota).`,
    )
  }
  return warnings
}

/** Whether the storage driver may be able to limit a container's disk; only trying shows whether xfs was mounted with pquota. */
export function mayLimitDisk(facts: EngineFacts): boolean {
  if (facts.storageDriver === 'overlay2') return facts.backingFilesystem === 'xfs'
  return ['btrfs', 'zfs', 'devicemapper', 'windowsfilter'].includes(facts.storageDriver)
}

function round(value: number): number {
  return Math.round(value * 100) / 100
}
