/** A case, played: who there is, what happens to them, and what was broken. */
import type { RegisteredComponent } from '../../src/components/match.js'
import { type PeerSettings, peerSettings } from '../../src/config/peers.js'
import { componentInfoSchema } from '../../src/protocol/component.js'
import { Chaos } from './chaos.js'
import { Clock, onClock } from './clock.js'
import { checkEnd, unfinished } from './ending.js'
import { ForeignNode } from './foreign.js'
import { Network } from './network.js'
import { IschedNode } from './node.js'
import { People } from './people.js'
import { Rules } from './rules.js'
import { COMPONENTS, type JobSpec, jobId, nodeId, type Scenario } from './scenario.js'
import { Truth } from './truth.js'

/** Faults end then, in milliseconds after the start. */
const FAULTS_MS = 40_000
/** How much later the last must have come to rest. */
const REST_MS = 300_000
/** How often somebody looks whether all is at rest. */
const LOOK_MS = 1000

export class Broken extends Error {
  override name = 'Broken'
}

export class World {
  readonly clock = new Clock()
  readonly chaos: Chaos
  readonly network = new Network(this)
  readonly truth = new Truth(this)
  readonly rules = new Rules(this)
  readonly people = new People(this)
  readonly nodes: (IschedNode | ForeignNode)[]
  /** What became of each submission. */
  readonly submissions: ('open' | 'accepted' | 'refused')[]
  /** Jobs that somebody had stopped. */
  readonly stopped = new Set<string>()
  /** `node job task` where a start was refused. */
  readonly refusedStarts = new Set<string>()
  readonly trace: string[] = []
  readonly #broken: string[] = []
  /** How many timers fired, and how many daemons were killed. */
  steps = 0
  kills = 0
  /** Deeds and faults that have still to come. */
  #awaited = 0
  readonly #began: number

  /** `told` keeps what happens for a person to read. */
  constructor(
    readonly scenario: Scenario,
    private readonly told = false,
  ) {
    this.#began = this.clock.now
    this.chaos = new Chaos(scenario.chaos)
    this.nodes = scenario.nodes.map(({ kind }, index) =>
      kind === 'isched'
        ? new IschedNode(this, index, scenario.nodes[index] ?? NOBODY, this.#peersOf(index), this.#componentsOf(index))
        : new ForeignNode(this, index, kind),
    )
    for (const node of this.nodes) this.network.join(node)
    this.submissions = scenario.jobs.map(() => 'open')
  }

  jobOf(id: string): JobSpec {
    const job = this.scenario.jobs[Number(id.slice('job-'.length))]
    if (job === undefined) throw new Error(`the case has no job ${id}`)
    return job
  }

  /** Notes what happens, for who reads a broken case. */
  say(what: () => string): void {
    if (this.told) this.trace.push(`${String(this.clock.now - this.#began).padStart(7)} ${what()}`)
  }

  /** A rule was broken. */
  breaks(what: string): void {
    this.say(() => `BROKEN: ${what}`)
    this.#broken.push(what)
  }

  /** Plays the case to its end. Throws Broken with the first rule that was broken. */
  async play(): Promise<void> {
    await onClock(this.clock, async () => {
      await Promise.all(this.nodes.map(node => (node instanceof IschedNode ? this.#startsUp(node) : undefined)))
      this.#schedule()
      await this.#untilRest(REST_MS)
      this.#throwIfBroken()
      this.chaos.calm = true
      // At rest, a restart finds nothing to do but to remove what a killed daemon, or a troubled engine, left unknown.
      if (this.kills > 0 || this.scenario.chaos.length > 0) {
        for (const node of this.nodes) if (node instanceof IschedNode) node.kill(1)
        await this.#untilRest(REST_MS)
      }
      checkEnd(this)
    })
    this.#throwIfBroken()
  }

  /** What became of each job: how it ended at its scheduler, or that it never got there. */
  outcomes(): string[] {
    return this.scenario.jobs.map(({ scheduler }, index) => {
      const node = this.nodes[scheduler]
      const doc = node instanceof IschedNode ? node.disk.get(jobId(index)) : undefined
      return doc?.schedulerPart?.outcome ?? 'refused'
    })
  }

  /** A node goes for good. */
  #lose(index: number): void {
    const node = this.nodes[index]
    if (!(node instanceof IschedNode)) return
    node.kill(undefined)
    for (const [at, { initiator }] of this.scenario.jobs.entries())
      if (initiator === index && this.submissions[at] === 'open') this.submissions[at] = 'refused'
  }

  async #startsUp(node: IschedNode): Promise<void> {
    void node.start()
    while (!node.up && (await this.clock.step())) this.steps += 1
  }

  #throwIfBroken(): void {
    if (this.#broken[0] !== undefined) throw new Broken(this.#broken[0])
  }

  #schedule(): void {
    const { jobs, actions, cuts, loss } = this.scenario
    for (const [index, job] of jobs.entries()) this.clock.after(job.submitAt, () => this.people.submit(job, index))
    const later = (at: number, what: () => void): void => {
      this.#awaited += 1
      this.clock.after(at, () => {
        this.#awaited -= 1
        what()
      })
    }
    for (const action of actions) later(action.at, () => this.people.act(action))
    for (const { node, from, ms } of cuts) later(from, () => this.network.cut(nodeId(node), ms))
    if (loss !== undefined) later(loss.at, () => this.#lose(loss.node))
    this.clock.after(FAULTS_MS, () => {
      if (this.chaos.calm) return
      this.say(() => 'the faults end')
      this.chaos.calm = true
      this.people.stopWhatCannotEnd()
    })
  }

  /** Lets time pass until nobody has anything to do; what has not come to rest in time is broken. */
  async #untilRest(ms: number): Promise<void> {
    const { clock } = this
    const end = clock.now + ms
    let look = true
    // What an operation under way brings comes between two looks.
    let restful = 0
    const again = (): void => {
      look = true
      if (clock.now < end) clock.after(LOOK_MS, again)
    }
    again()
    while (clock.now < end && this.#broken.length === 0) {
      if (look) {
        look = false
        restful = this.#isAtRest() ? restful + 1 : 0
        if (restful === 2) return
      }
      if (!(await clock.step())) break
      this.steps += 1
    }
    if (this.#broken.length > 0) return
    const left = this.nodes.flatMap(unfinished)
    this.breaks(`no rest after ${ms / 1000} s: ${left.join('; ') || 'somebody is still asking'}`)
  }

  #isAtRest(): boolean {
    const before = this.#awaited > 0 || this.people.asking > 0 || this.network.onTheirWay > 0
    return (
      !before &&
      this.submissions.every(each => each !== 'open') &&
      this.nodes.every(node => unfinished(node).length === 0)
    )
  }

  #peersOf(self: number): Record<string, PeerSettings> {
    return Object.fromEntries(
      this.scenario.nodes.flatMap(({ kind }, index) =>
        index === self ? [] : [[nodeId(index), peerSettings(nodeId(index), { address: 'http://model', preset: kind })]],
      ),
    )
  }

  #componentsOf(index: number): RegisteredComponent[] {
    return Object.entries(COMPONENTS).flatMap(([componentName, roleList]) =>
      this.scenario.nodes[index]?.lacks === componentName
        ? []
        : [
            {
              imageUrl: componentName,
              source: 'model',
              info: componentInfoSchema.parse({
                componentName,
                provider: 'model',
                version: '1.0.0',
                roleList: [...roleList],
              }),
            },
          ],
    )
  }
}

const NOBODY = { kind: 'isched', approval: 'auto', capacity: 1 } as const
