import { chmod, mkdir } from 'node:fs/promises'
import type Docker from 'dockerode'
import { eachAtMost } from './at-most.js'
import { type ContainerSettings, createCall, LOG_PATH, onBridge } from './docker/create.js'
import { Engine, type EngineFacts, failure, statusOf, wordsOf } from './docker/engine.js'
import { Follower } from './docker/follow.js'
import { gatewayOf } from './docker/gateway.js'
import { containerName, INSTALLATION, readLabels } from './docker/labels.js'
import { capacityOf, excess, mayLimitDisk, unkept } from './docker/limits.js'
import { foundInstance, phaseOf } from './docker/state.js'
import { checkEnvironment } from './environment.js'
import { linked } from './linked.js'
import type { CapacitySettings, RunnerLog } from './log.js'
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

export interface DockerRunnerOptions extends ContainerSettings {
  /** Path of the engine's socket. */
  socket: string
  capacity: CapacitySettings
  log: RunnerLog
}

const INSPECTED_AT_ONCE = 16

/** Instances as containers of the Docker engine behind a local socket. Asks nothing of the engine before it is used. */
export function createDockerRunner(options: DockerRunnerOptions): Runner {
  return new DockerRunner(options)
}

class DockerRunner implements Runner {
  readonly kind = 'docker'
  readonly #engine: Engine
  readonly #options: DockerRunnerOptions
  readonly #closing = new AbortController()
  /** Set when the engine refused a disk limit that its storage driver might have kept. */
  #diskRefused = false

  constructor(options: DockerRunnerOptions) {
    this.#options = options
    this.#engine = new Engine(options.socket)
  }

  async describe(): Promise<string> {
    const { version, system, storageDriver, cpu, memory } = await this.#engine.facts()
    return `Docker ${version} at ${this.#engine.socket} (${system}, ${storageDriver}, ${cpu} cores, ${memory.toFixed(1)} GiB)`
  }

  async capacity(): Promise<Capacity> {
    return capacityOf(this.#options.capacity, await this.#engine.facts())
  }

  async admit(image: string, resources: Resources): Promise<Admission> {
    const facts = await this.#engine.facts()
    const tooMuch = excess(resources, capacityOf(this.#options.capacity, facts), facts)
    if (tooMuch !== undefined) return { ok: false, reason: tooMuch }
    const digest = await this.#imageId(image)
    if (digest === undefined) {
      return {
        ok: false,
        reason: `The image ${image} is not on this node's Docker engine: load it with "docker load -i <file>" or "docker pull ${image}". isched never pulls by itself.`,
      }
    }
    if (!(await this.#hasNetwork())) {
      const { network } = this.#options
      return {
        ok: false,
        reason: `This node's Docker engine has no network ${network}: make it with "docker network create ${network}".`,
      }
    }
    return { ok: true, digest, warnings: unkept(resources, facts, this.#limitsDisk(mayLimitDisk(facts))) }
  }

  async prepare(spec: InstanceSpec): Promise<string> {
    checkEnvironment(spec.environment)
    await mkdir(spec.logDirectory, { recursive: true })
    // An image may run as any user; who may come here at all, the directories above decide.
    await chmod(spec.logDirectory, 0o777)
    const facts = await this.#engine.facts()
    const limitDisk = spec.resources.disk !== undefined && this.#limitsDisk(mayLimitDisk(facts))
    try {
      return await this.#create(spec, facts, limitDisk)
    } catch (error) {
      if (!limitDisk || !/storage-opt|pquota|quota/i.test(wordsOf(error))) throw error
      this.#diskRefused = true
      this.#options.log('warn', 'Limits on disk are not kept: the Docker engine refuses them', {
        error: wordsOf(error),
      })
      return this.#create(spec, facts, false)
    }
  }

  async start(id: string): Promise<void> {
    const container = this.#container(id)
    try {
      // The engine runs an exited container again when told to start it.
      const { State } = await container.inspect({ abortSignal: this.#engine.deadline() })
      if (phaseOf(State) !== 'created') return
      await container.start()
    } catch (error) {
      if (statusOf(error) !== 304) throw failure(`start the container ${id.slice(0, 12)}`, error)
    }
  }

  async stop(id: string, graceMs: number): Promise<void> {
    await ignoring([304, 404], `stop the container ${id.slice(0, 12)}`, () =>
      this.#container(id).stop({ t: Math.ceil(graceMs / 1000) }),
    )
  }

  async remove(id: string): Promise<void> {
    // 409: somebody else is removing it already.
    await ignoring([404, 409], `remove the container ${id.slice(0, 12)}`, () =>
      this.#container(id).remove({ force: true, v: true }),
    )
  }

  async list(): Promise<FoundInstance[]> {
    const filters = { label: [`${INSTALLATION}=${this.#options.installation}`] }
    const containers = await this.#engine.docker
      .listContainers({ all: true, filters, abortSignal: this.#engine.deadline() })
      .catch((error: unknown) => Promise.reject(failure('list containers', error)))
    const found = await eachAtMost(INSPECTED_AT_ONCE, containers, ({ Id }) => this.inspect(Id))
    return found.filter(instance => instance !== undefined)
  }

  async inspect(id: string): Promise<FoundInstance | undefined> {
    try {
      return foundInstance(await this.#container(id).inspect({ abortSignal: this.#engine.deadline() }))
    } catch (error) {
      if (statusOf(error) === 404) return undefined
      throw failure(`describe the container ${id.slice(0, 12)}`, error)
    }
  }

  async follow(
    id: string,
    from: string | undefined,
    onLine: (line: OutputLine) => void,
    signal: AbortSignal,
  ): Promise<Exit> {
    const link = linked(signal, this.#closing.signal)
    try {
      return await new Follower(this.#container(id), from, onLine, link.signal, this.#options.log).run()
    } finally {
      link.release()
    }
  }

  logPath(): string {
    return LOG_PATH
  }

  async callbackHost(): Promise<{ host: string; bind: string[] }> {
    return gatewayOf(this.#engine, this.#options.network)
  }

  async close(): Promise<void> {
    this.#closing.abort(new Error('The runner was closed.'))
    this.#engine.close()
  }

  #container(id: string): Docker.Container {
    return this.#engine.docker.getContainer(id)
  }

  #limitsDisk(possible: boolean): boolean {
    return possible && !this.#diskRefused
  }

  async #create(spec: InstanceSpec, facts: EngineFacts, limitDisk: boolean): Promise<string> {
    const call = createCall(spec, this.#options, facts, limitDisk)
    try {
      const { id } = await this.#engine.docker.createContainer(call)
      return id
    } catch (error) {
      if (statusOf(error) === 409) return this.#existing(spec.name, error)
      throw failure(`make a container of ${spec.image}`, error)
    }
  }

  /** The id of the container that has the name already, when it is ours. */
  async #existing(name: string, conflict: unknown): Promise<string> {
    const taken = containerName(this.#options.installation, name)
    let info: Docker.ContainerInspectInfo
    try {
      info = await this.#container(taken).inspect({ abortSignal: this.#engine.deadline() })
    } catch (error) {
      throw failure(`describe the container ${taken}`, statusOf(error) === 404 ? conflict : error)
    }
    const labels = info.Config.Labels
    if (labels[INSTALLATION] !== this.#options.installation || readLabels(labels).name !== name) {
      throw new RunnerRefusal(`The name ${taken} is taken by a container that is not this node's: remove or rename it.`)
    }
    return info.Id
  }

  async #imageId(image: string): Promise<string | undefined> {
    try {
      const { Id } = await this.#engine.docker.getImage(image).inspect()
      return Id
    } catch (error) {
      if (statusOf(error) === 404) return undefined
      // A name that can be no image's.
      if (statusOf(error) === 400) return undefined
      throw failure(`describe the image ${image}`, error)
    }
  }

  async #hasNetwork(): Promise<boolean> {
    const { network } = this.#options
    if (!onBridge(network) || network === 'bridge') return true
    try {
      await this.#engine.docker.getNetwork(network).inspect()
      return true
    } catch (error) {
      if (statusOf(error) === 404) return false
      throw failure(`describe the network ${network}`, error)
    }
  }
}

async function ignoring(statuses: number[], doing: string, call: () => Promise<unknown>): Promise<void> {
  try {
    await call()
  } catch (error) {
    if (!statuses.includes(statusOf(error) ?? 0)) throw failure(doing, error)
  }
}
