import { mkdir } from 'node:fs/promises'
import { availableParallelism, totalmem } from 'node:os'
import { join } from 'node:path'
import { eachAtMost } from './at-most.js'
import { checkEnvironment } from './environment.js'
import { linked } from './linked.js'
import type { CapacitySettings, RunnerLog } from './log.js'
import { safeName } from './names.js'
import { Supervisor } from './process/client.js'
import { commandDigest, DEFAULT_PATH, type ImageCommand, obstacle, resolvedCommand } from './process/commands.js'
import { Follower } from './process/follow.js'
import { Instances } from './process/instances.js'
import {
  type Admission,
  type Capacity,
  type Exit,
  type FoundInstance,
  type InstanceSpec,
  type OutputLine,
  type Resources,
  type Runner,
  RunnerRefusal,
} from './runner.js'

export interface ProcessRunnerOptions {
  /** An absolute path. */
  directory: string
  /** Keeps apart the installations that share the directory: none sees another's instances. */
  installation: string
  /** By image name: nothing else can be run. */
  images: Record<string, ImageCommand>
  capacity: CapacitySettings
  log: RunnerLog
}

const LOOPBACK = '127.0.0.1'
const READ_AT_ONCE = 16

/**
 * Fewer than containers, for nothing but their number keeps processes from each other's throat; more than cores, for a party of a federated task
 * mostly waits for the others.
 */
const INSTANCES_PER_CORE = 4
const LEAST_INSTANCES = 16

/**
 * Instances as processes of this machine, for what the node's owner has mapped to commands. They are the children of a supervisor
 * that outlives this process, and so do their output and exit codes.
 */
export function createProcessRunner(options: ProcessRunnerOptions): Runner {
  return new ProcessRunner(options)
}

class ProcessRunner implements Runner {
  readonly kind = 'process'
  readonly #options: ProcessRunnerOptions
  readonly #instances: Instances
  readonly #supervisor: Supervisor
  readonly #closing = new AbortController()
  #opened: Promise<void> | undefined

  constructor(options: ProcessRunnerOptions) {
    this.#options = options
    const directory = join(options.directory, options.installation)
    this.#instances = new Instances(directory)
    this.#supervisor = new Supervisor(directory, options.log)
  }

  async describe(): Promise<string> {
    const images = Object.keys(this.#options.images).length
    return `processes of this machine, kept in ${this.#options.directory} (${images} ${images === 1 ? 'image' : 'images'} mapped to commands)`
  }

  async capacity(): Promise<Capacity> {
    const { instances, cpu, memory } = this.#options.capacity
    const cores = availableParallelism()
    return {
      instances: instances ?? Math.max(LEAST_INSTANCES, INSTANCES_PER_CORE * cores),
      cpu: cpu ?? cores,
      memory: memory ?? machineMemory(),
    }
  }

  async admit(image: string, resources: Resources): Promise<Admission> {
    const entry = this.#options.images[image]
    if (entry === undefined) return { ok: false, reason: unmapped(image) }
    const { cpu, memory } = await this.capacity()
    if (resources.cpu !== undefined && resources.cpu > cpu) {
      return { ok: false, reason: `${resources.cpu} cores are asked for and this node has ${cpu}.` }
    }
    if (resources.memory !== undefined && resources.memory > memory) {
      return {
        ok: false,
        reason: `${resources.memory} GiB of memory are asked for and this node has ${memory.toFixed(1)}.`,
      }
    }
    const reason = await obstacle(image, entry)
    if (reason !== undefined) return { ok: false, reason }
    return { ok: true, digest: commandDigest(entry), warnings: unkept(resources) }
  }

  async prepare(spec: InstanceSpec): Promise<string> {
    checkEnvironment(spec.environment)
    const entry = this.#options.images[spec.image]
    if (entry === undefined) throw new RunnerRefusal(unmapped(spec.image))
    if (spec.digest !== undefined && spec.digest !== commandDigest(entry)) {
      throw new RunnerRefusal(
        `The command of the image ${spec.image} was changed since the job was created: submit the job again.`,
      )
    }
    await this.#open()
    await mkdir(spec.logDirectory, { recursive: true })
    const id = safeName(spec.name)
    await this.#instances.create(id, {
      name: spec.name,
      labels: spec.labels,
      command: resolvedCommand(entry),
      workingDirectory: entry.workingDirectory ?? this.#instances.path(id, 'work'),
      environment: { PATH: DEFAULT_PATH, ...spec.environment },
    })
    // So that the start need not wait for it. Should it fail now, the start tells.
    this.#supervisor.connected().catch(() => undefined)
    return id
  }

  async start(id: string): Promise<void> {
    await this.#open()
    await this.#supervisor.order({ do: 'start', instance: id })
  }

  async stop(id: string, graceMs: number): Promise<void> {
    if ((await this.#instances.started(id)) === undefined || (await this.#instances.exit(id)) !== undefined) return
    await this.#supervisor.order({ do: 'stop', instance: id, graceMs })
  }

  async remove(id: string): Promise<void> {
    await this.stop(id, 0)
    await this.#instances.remove(id)
  }

  async list(): Promise<FoundInstance[]> {
    await this.#open()
    const found = await eachAtMost(READ_AT_ONCE, await this.#instances.ids(), id => this.#inspectAny(id))
    return found.filter(instance => instance !== undefined)
  }

  /** A damaged instance must not keep the others from being found. */
  async #inspectAny(id: string): Promise<FoundInstance | undefined> {
    try {
      return await this.inspect(id)
    } catch (error) {
      this.#options.log('error', 'An instance cannot be read; it is left alone', { instance: id, error: String(error) })
      return undefined
    }
  }

  async inspect(id: string): Promise<FoundInstance | undefined> {
    const spec = await this.#instances.spec(id)
    if (spec === undefined) return undefined
    const found: FoundInstance = { id, name: spec.name, labels: spec.labels, phase: 'created' }
    const started = await this.#instances.started(id)
    if (started === undefined) return found
    found.startedAt = started.at
    const exit = (await this.#instances.exit(id)) ?? (await this.#exitOfLost(id))
    return exit === undefined ? { ...found, phase: 'running' } : { ...found, ...exit, phase: 'exited' }
  }

  async follow(
    id: string,
    from: string | undefined,
    onLine: (line: OutputLine) => void,
    signal: AbortSignal,
  ): Promise<Exit> {
    const link = linked(signal, this.#closing.signal)
    try {
      const follower = new Follower(this.#instances, this.#supervisor, id, from, onLine, link.signal, this.#options.log)
      return await follower.run()
    } finally {
      link.release()
    }
  }

  logPath(logDirectory: string): string {
    return logDirectory
  }

  async callbackHost(): Promise<{ host: string; bind: string[] }> {
    return { host: LOOPBACK, bind: [LOOPBACK] }
  }

  async close(): Promise<void> {
    this.#closing.abort(new Error('The runner was closed.'))
    await this.#supervisor.close()
  }

  #open(): Promise<void> {
    this.#opened ??= this.#instances.open()
    this.#opened.catch(() => {
      this.#opened = undefined
    })
    return this.#opened
  }

  /** A supervisor, once there, has noted the exit of all that does not run any more. */
  async #exitOfLost(id: string): Promise<Exit | undefined> {
    await this.#supervisor.connected()
    return this.#instances.exit(id)
  }
}

function unmapped(image: string): string {
  return `The image ${image} is not mapped to a command on this node: its owner does that under runner.process.images in ischedd.yaml.`
}

function unkept(resources: Resources): string[] {
  const limited = (['cpu', 'memory', 'disk'] as const).filter(size => resources[size] !== undefined)
  if (limited.length === 0) return []
  return [
    `Processes are not held to limits: ${limited.join(', ')} of this instance only ${limited.length === 1 ? 'counts' : 'count'} toward the node's capacity.`,
  ]
}

/** GiB; what a control group leaves of the machine, where there is one. */
function machineMemory(): number {
  const constrained = process.constrainedMemory()
  const bytes = constrained > 0 ? Math.min(constrained, totalmem()) : totalmem()
  return bytes / 2 ** 30
}
