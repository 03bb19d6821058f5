/** A node of our own kind: the daemon's real parts, put together as daemon.ts does, over the model's disk, engine and network. */
import type { RegisteredComponent } from '../../src/components/match.js'
import type { PeerSettings } from '../../src/config/settings.js'
import { InitiatorService } from '../../src/initiator/service.js'
import { BodyError } from '../../src/job/check.js'
import type { Caller, NodeContext } from '../../src/job/context.js'
import { Jobs } from '../../src/job/jobs.js'
import { InstancePerformer } from '../../src/participant/perform.js'
import { ParticipantService } from '../../src/participant/service.js'
import { Slots } from '../../src/participant/slots.js'
import { strayReason } from '../../src/participant/strays.js'
import { performer } from '../../src/perform.js'
import { ProtocolError } from '../../src/protocol/envelope.js'
import type { InstanceSpec } from '../../src/runner/runner.js'
import { SchedulerService } from '../../src/scheduler/service.js'
import { type Disk, ModelDocuments } from './disk.js'
import { Engine } from './engine.js'
import { Life } from './life.js'
import type { Call, Peer } from './network.js'
import { ModelClient } from './peer-client.js'
import { modelRunner } from './runner.js'
import { type NodeSpec, nodeId } from './scenario.js'
import type { World } from './world.js'

/** Nothing ends for impatience where all come back. */
const PATIENCE_MS = 24 * 3600 * 1000
/** Longer than the faults and the pauses after them. */
const PATIENCE_WITH_THE_LOST_MS = 150_000
const GRACE_MS = 1000

/** A living daemon's doors. */
interface Doors {
  scheduler: SchedulerService
  participant: ParticipantService
  initiator: InitiatorService
}

export class IschedNode implements Peer {
  readonly id: string
  readonly foreign = false
  readonly disk: Disk = new Map()
  /** What the daemon knows to be there. */
  known: Disk = new Map()
  readonly engine: Engine
  /** It never comes back. */
  lost = false
  #life: Life | undefined
  #doors: Doors | undefined
  #moments = 0
  #callbacks = 0
  #callbacksTaken = new Set<() => void>()

  constructor(
    private readonly world: World,
    readonly index: number,
    private readonly spec: NodeSpec,
    private readonly peers: Record<string, PeerSettings>,
    private readonly components: RegisteredComponent[],
  ) {
    this.id = nodeId(index)
    this.engine = new Engine(world, index, (instance, body) => this.#callback(instance, body))
  }

  get up(): boolean {
    return this.#doors !== undefined
  }

  /** Starts the daemon: takes up what is stored, then opens its doors. */
  async start(): Promise<void> {
    const { world, spec } = this
    const life = new Life(world, what => this.#moment(what))
    this.#life = life
    this.known = new Map(this.disk)
    this.#callbacks = 0
    this.#callbacksTaken = new Set()
    const now = (): number => world.clock.now
    const random = (): number => 0.5
    const client = new ModelClient(life, this.id, this.peers)
    const runner = modelRunner(life, this.engine, world, this.index, jobId => this.known.get(jobId))
    const slots = new Slots({
      instances: spec.capacity,
      cpu: Number.POSITIVE_INFINITY,
      memory: Number.POSITIVE_INFINITY,
    })
    const callbacksTaken = this.#callbacksTaken
    const instances = new InstancePerformer({
      runner,
      logs: { append: () => undefined, flush: async () => undefined, cursor: async () => undefined },
      installationId: this.id,
      node: { nodeId: this.id, instId: this.id, storage: 'file:///', transport: '' },
      callbackUrl: token => `http://callback/?token=${token}`,
      logDirectory: async () => '',
      callbacksTaken: async () => {
        if (this.#callbacks > 0) await new Promise<void>(resolve => callbacksTaken.add(resolve))
      },
      now,
      random,
      onTrouble: () => undefined,
    })
    const jobs = new Jobs({
      store: new ModelDocuments(life, this.disk, this.known, (before, doc) => world.rules.stored(this, before, doc)),
      slots,
      now,
      perform: performer({
        client,
        instances,
        polling: { intervalMs: 2000, safetyNetMs: 10_000 },
        silenceMatters: world.scenario.deadlines.silentPeerMs !== undefined,
        now,
        random,
      }),
      onStored: () => undefined,
      onFault: (error, doing) => {
        const text = error instanceof Error ? (error.stack ?? error.message) : String(error)
        if (life.alive && !text.includes('trouble:')) world.breaks(`${this.id} has a fault at ${doing}: ${text}`)
      },
    })
    const context: NodeContext = {
      self: this.id,
      jobs,
      peers: () => this.peers,
      components: () => this.components,
      admitImage: (image, resources) => runner.admit(image, resources),
      askStatus: (peer, query, traceId) => client.get(peer, 'job/status_all', query, traceId),
      scheduler: undefined,
      approval: spec.approval,
      strictParameters: false,
      storage: 'file:///',
      patienceMs: world.scenario.loss === undefined ? PATIENCE_MS : PATIENCE_WITH_THE_LOST_MS,
      graceMs: GRACE_MS,
      deadlines: world.scenario.deadlines,
      now,
    }
    const scheduler = new SchedulerService(context)
    const doors = {
      scheduler,
      participant: new ParticipantService(context),
      initiator: new InitiatorService(context, scheduler),
    }
    await jobs.load()
    for (const found of await runner.list()) {
      if (strayReason(found, await jobs.get(found.labels['isched.job'] ?? '')) !== undefined)
        await runner.remove(found.id).catch(() => undefined)
    }
    if (life.alive) this.#doors = doors
  }

  /** Kills the daemon; `downMs` later another is started, or never. */
  kill(downMs: number | undefined): void {
    if (downMs === undefined) this.lost = true
    if (this.#life?.alive === true) {
      this.world.say(() => `${this.id} is killed`)
      this.#life.end()
      this.#doors = undefined
    } else if (downMs !== undefined) return
    if (downMs === undefined) return
    this.world.clock.after(downMs, () => {
      if (this.lost) return
      this.world.say(() => `${this.id} comes back`)
      void this.start()
    })
  }

  async receive({ from, route, text }: Call): Promise<unknown> {
    const doors = this.#doors
    const body: unknown = JSON.parse(text)
    if (doors === undefined) return new Promise(() => undefined)
    return this.#envelope(() => handle(doors, route, body, { node: from, traceId: 'trace' }))
  }

  /** What a person says at this node's own door; the answer's envelope, or undefined where nobody is there. */
  async ask(what: (doors: Doors) => Promise<unknown>): Promise<{ code: number; msg: string } | undefined> {
    const doors = this.#doors
    return doors === undefined ? undefined : this.#envelope(() => what(doors))
  }

  #callback(instance: InstanceSpec, body: Record<string, unknown>): boolean {
    const doors = this.#doors
    if (doors === undefined) return false
    const token = new URL(instance.environment['system.callback'] ?? '').searchParams.get('token') ?? ''
    const taken = this.#callbacksTaken
    const life = this.#life
    this.#callbacks += 1
    void this.#envelope(() => doors.participant.componentCallback(body, token)).then(answer => {
      this.world.say(() => `${this.id}: component says ${JSON.stringify(body)}: ${answer.code} ${answer.msg}`)
      if (this.#life !== life) return
      this.#callbacks -= 1
      if (this.#callbacks > 0) return
      for (const wake of taken) wake()
      taken.clear()
    })
    return true
  }

  async #envelope(work: () => Promise<unknown>): Promise<{ code: number; msg: string; data: unknown }> {
    try {
      return { code: 0, msg: 'success', data: JSON.parse(JSON.stringify((await work()) ?? {})) }
    } catch (error) {
      if (error instanceof ProtocolError) return { code: error.code, msg: error.message, data: {} }
      if (error instanceof BodyError) return { code: 400, msg: error.message, data: {} }
      const text = error instanceof Error ? (error.stack ?? error.message) : String(error)
      if (!text.includes('trouble:')) this.world.breaks(`${this.id} has a fault: ${text}`)
      return { code: 500, msg: text, data: {} }
    }
  }

  #moment(what: string): void {
    this.#moments += 1
    const { world } = this
    if (world.chaos.calm) return
    const crash = world.scenario.crashes.find(({ node, after }) => node === this.index && after === this.#moments)
    if (crash === undefined) return
    world.say(() => `${this.id} dies as it ${what}`)
    world.kills += 1
    this.kill(crash.downMs)
  }
}

function handle({ scheduler, participant }: Doors, route: string, body: unknown, caller: Caller): Promise<unknown> {
  switch (route) {
    case 'job/create_all':
      return scheduler.createAll(body, caller)
    case 'job/create':
      return participant.create(body, caller)
    case 'job/start':
      return participant.start(body, caller)
    case 'task/start':
      return participant.startTask(body, caller)
    case 'job/stop_all':
      return scheduler.stopAll(body, caller)
    case 'job/stop':
      return participant.stop(body, caller)
    case 'job/status_all':
      return scheduler.statusAll(body, caller)
    case 'task/poll':
      return participant.poll(body, caller)
    case 'task/callback':
      return scheduler.callback(body, caller)
    case 'job/audit_confirm':
      return scheduler.audit(body, caller)
    case 'task/stop':
      return participant.stopTask(body, caller)
    default:
      throw new ProtocolError(404, `no route ${route}`)
  }
}
