/** What runs components in the model: it outlives the daemon, as a container engine does, and counts what was really started. */
import type { Exit, FoundInstance, InstanceSpec } from '../../src/runner/runner.js'
import { RunnerRefusal } from '../../src/runner/runner.js'
import type { Behaviour } from './scenario.js'
import type { World } from './world.js'

export interface Container extends FoundInstance {
  spec: InstanceSpec
  starts: number
  /** It told SUCCESS to its node. */
  saidSuccess: boolean
  onEnd: (() => void)[]
  behaviour: Behaviour
}

/** How long a component tries to tell its node something while that is down, in milliseconds between tries. */
const CALLBACK_PAUSE_MS = 500
const CALLBACK_TRIES = 4

export class Engine {
  readonly containers = new Map<string, Container>()
  #made = 0

  constructor(
    private readonly world: World,
    private readonly node: number,
    /** Delivers a callback; false where nobody listens. */
    private readonly tell: (spec: InstanceSpec, body: Record<string, unknown>) => boolean,
  ) {}

  prepare(spec: InstanceSpec, behaviour: Behaviour): string {
    for (const container of this.containers.values()) if (container.name === spec.name) return container.id
    const id = `c${this.node}.${++this.#made}`
    const container: Container = {
      id,
      name: spec.name,
      labels: spec.labels,
      phase: 'created',
      spec,
      starts: 0,
      saidSuccess: false,
      onEnd: [],
      behaviour,
    }
    this.containers.set(id, container)
    return id
  }

  start(id: string): void {
    const container = this.containers.get(id)
    if (container === undefined) throw new RunnerRefusal('no such instance')
    if (container.phase === 'running') return
    container.starts += 1
    container.phase = 'running'
    container.startedAt = this.world.clock.now
    this.world.truth.started(this.node, container)
    const { behaviour } = container
    for (const { at, status } of behaviour.callbacks) {
      this.world.clock.after(at, () => {
        if (container.phase !== 'running') return
        if (status === 'SUCCESS') this.#saysSuccess(container)
        this.world.clock.after(this.world.chaos.delay(), () => this.#callBack(container, status, CALLBACK_TRIES))
      })
    }
    if (behaviour.end === 'hang') return
    this.world.clock.after(behaviour.after, () => {
      if (container.phase !== 'running') return
      if (behaviour.end === 'exit') this.#ends(container, behaviour.exitCode)
      else this.remove(id)
    })
  }

  /** Resolves `then` when it has ended. */
  stop(id: string, graceMs: number, then: () => void): void {
    const container = this.containers.get(id)
    if (container?.phase !== 'running') return then()
    container.onEnd.push(then)
    const { onStop } = container.behaviour
    const leave = (): void => {
      if (container.phase === 'running')
        this.#ends(container, onStop === 'succeeds' ? 0 : onStop === 'stays' ? 137 : 143)
    }
    this.world.clock.after(onStop === 'stays' ? graceMs : 5, leave)
  }

  remove(id: string): void {
    const container = this.containers.get(id)
    if (container === undefined) return
    this.containers.delete(id)
    if (container.phase === 'running') this.#ends(container, 137)
  }

  exitOf(id: string): Exit | undefined {
    const container = this.containers.get(id)
    if (container === undefined) throw new RunnerRefusal('lost: it is gone')
    if (container.phase !== 'exited') return undefined
    const { exitCode = -1, startedAt, endedAt = 0 } = container
    return { exitCode, endedAt, ...(startedAt !== undefined && { startedAt }) }
  }

  onEnd(id: string, run: () => void): void {
    this.containers.get(id)?.onEnd.push(run)
  }

  #saysSuccess(container: Container): void {
    container.saidSuccess = true
    this.world.truth.said(container)
  }

  #ends(container: Container, exitCode: number): void {
    container.phase = 'exited'
    container.exitCode = exitCode
    container.endedAt = this.world.clock.now
    this.world.say(() => `${container.id} (${container.name}) exits ${exitCode}`)
    this.world.truth.ended(container)
    for (const run of container.onEnd.splice(0)) this.world.clock.after(this.world.chaos.delay(), run)
  }

  #callBack(container: Container, status: string, tries: number): void {
    const { spec } = container
    if (
      this.tell(spec, {
        task_id: spec.environment['config.task_id'],
        status,
        role: spec.environment['config.self_role'],
      })
    )
      return
    if (tries > 1) this.world.clock.after(CALLBACK_PAUSE_MS, () => this.#callBack(container, status, tries - 1))
  }
}
