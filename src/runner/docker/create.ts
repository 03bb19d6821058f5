import type Docker from 'dockerode'
import type { InstanceSpec } from '../runner.js'
import type { EngineFacts } from './engine.js'
import { containerName, labelsOf } from './labels.js'

/** Where a container sees its log directory. */
export const LOG_PATH = '/var/log/isched'

export interface ContainerSettings {
  installation: string
  network: string
  /** `host:container[:ro]` */
  volumes: string[]
}

/** What `POST /containers/create` is told: the name in the query, all else in the body. */
export interface CreateCall extends Docker.ContainerCreateOptions {
  _query: { name: string }
  _body: Docker.ContainerCreateOptions
}

/**
 * The container for an instance: run by the image's id, so that a tag that has moved since changes nothing; the whole environment
 * and no more (the image's own `ENV` stays); never restarted and never removed by the engine.
 *
 * @param limitDisk whether the storage driver can keep the disk limit
 */
export function createCall(
  spec: InstanceSpec,
  settings: ContainerSettings,
  facts: EngineFacts,
  limitDisk: boolean,
): CreateCall {
  const { cpu, memory, disk } = spec.resources
  const hostConfig: Docker.HostConfig = {
    NetworkMode: settings.network,
    Binds: settings.volumes,
    Mounts: [{ Type: 'bind', Source: spec.logDirectory, Target: LOG_PATH }],
    RestartPolicy: { Name: 'no' },
  }
  if (onBridge(settings.network)) hostConfig.ExtraHosts = ['host.docker.internal:host-gateway']
  if (cpu !== undefined) hostConfig.NanoCpus = Math.round(cpu * 1e9)
  if (memory !== undefined) {
    hostConfig.Memory = bytes(memory)
    // The same again: no swap beside it. Unsaid, the engine would allow twice the limit.
    hostConfig.MemorySwap = bytes(memory)
  }
  if (disk !== undefined && limitDisk) hostConfig.StorageOpt = { size: String(bytes(disk)) }
  // Output is read back from the engine: a driver that keeps none would lose it.
  if (facts.loggingDriver === 'none') hostConfig.LogConfig = { Type: 'json-file', Config: {} }
  return {
    _query: { name: containerName(settings.installation, spec.name) },
    _body: {
      Image: spec.digest ?? spec.image,
      Env: Object.entries(spec.environment).map(([name, value]) => `${name}=${value}`),
      Labels: labelsOf(settings.installation, spec),
      HostConfig: hostConfig,
    },
  }
}

/** Whether containers on this network reach the host as `host.docker.internal`; on `host` they are on it already. */
export function onBridge(network: string): boolean {
  return network !== 'host' && network !== 'none'
}

function bytes(gib: number): number {
  return Math.round(gib * 2 ** 30)
}
