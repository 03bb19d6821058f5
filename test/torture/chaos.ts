/** What is done to the daemons and their network. Who, how and how long follows from the seed. */
import { setTimeout as sleep } from 'node:timers/promises'
import { type Cluster, PEER_TIMEOUT_MS } from './cluster.js'
import { killSupervisor } from './instances.js'
import type { Random } from './random.js'

const FAULTS = { kill: 48, together: 13, loop: 13, pause: 9, cut: 11, restart: 4, supervisor: 4 }
/** A daemon that was asked to end has ended by then. */
const ENDED_WITHIN_MS = 30_000

export interface ChaosCounts {
  /** Kills that came one soon after the other, most of them before the daemon was up. */
  inLoops: number
  together: number
  whileStopping: number
  pauses: number
  cuts: number
  /** Daemons that were asked to end, in good order. */
  restarts: number
  supervisors: number
}

export class Chaos {
  readonly counts: ChaosCounts = {
    inLoops: 0,
    together: 0,
    whileStopping: 0,
    pauses: 0,
    cuts: 0,
    restarts: 0,
    supervisors: 0,
  }
  /** What heals by itself a little later. */
  readonly #healing = new Set<Promise<void>>()

  /**
   * @param onFault a daemon did what nobody asked for
   * @param signal ends it
   */
  constructor(
    private readonly cluster: Cluster,
    private readonly random: Random,
    private readonly onFault: (error: Error) => void,
    private readonly signal: AbortSignal,
  ) {}

  /** As long as a daemon takes to start on this machine, in milliseconds: a busy one must not be killed more often than it comes up. */
  get #unit(): number {
    const times = [...this.cluster.lives.values()]
      .flatMap(({ startMs }) => startMs ?? [])
      .sort((one, other) => one - other)
    return Math.max(300, times[Math.floor(times.length / 2)] ?? 0)
  }

  /** Until so many daemons were killed. `ready` resolves when there is something to disturb. */
  async run(kills: number, ready: () => Promise<void>): Promise<void> {
    while (this.cluster.kills < kills) {
      await this.#pause(0.1, 1.6)
      await ready()
      await this.#disturb(this.random.weighted(FAULTS), kills - this.cluster.kills)
    }
    await Promise.all(this.#healing)
  }

  /** Kills a daemon beside the order of things, and starts it again. */
  async kill(id: string): Promise<void> {
    const life = this.cluster.life(id)
    if (!life.alive) return
    this.counts.whileStopping += 1
    await life.kill()
    this.#later(300, () => life.start())
  }

  async #disturb(fault: keyof typeof FAULTS, left: number): Promise<void> {
    const { cluster, random, counts } = this
    const ids = random.shuffled(cluster.ids)
    const first = cluster.life(ids[0] ?? '')
    const downMs = random.chance(0.5) ? 0 : random.between(100, 2000)
    switch (fault) {
      case 'kill':
        await first.kill()
        this.#later(downMs, () => first.start())
        return
      case 'together': {
        const several = ids.slice(0, Math.min(left, random.between(Math.min(2, ids.length), ids.length)))
        await Promise.all(several.map(id => cluster.life(id).kill()))
        counts.together += several.length
        for (const id of several) this.#later(random.between(0, downMs), () => cluster.life(id).start())
        return
      }
      case 'loop':
        for (let count = Math.min(left, random.between(2, 6)); count > 0 && !this.signal.aborted; count -= 1) {
          this.#later(0, () => first.start())
          await this.#pause(0.05, 1.5)
          if (first.alive) counts.inLoops += 1
          await first.kill()
        }
        this.#later(downMs, () => first.start())
        return
      case 'pause':
        counts.pauses += 1
        first.pause()
        this.#later(random.between(PEER_TIMEOUT_MS, 3 * PEER_TIMEOUT_MS), async () => first.goOn())
        return
      case 'cut': {
        counts.cuts += 1
        const cut = random.pick(['reset', 'silent'] as const)
        const from = random.pick(cluster.ids)
        const whole = random.chance(0.5)
        const lines = [...cluster.links].filter(([name]) =>
          whole ? name.split('>').includes(from) : name.startsWith(`${from}>`),
        )
        for (const [, link] of lines) link.cut = cut
        this.#later(random.between(500, 4000), async () => {
          for (const [, link] of lines) link.cut = undefined
        })
        return
      }
      case 'restart': {
        if (!first.answers) return
        counts.restarts += 1
        const late = setTimeout(() => this.onFault(new Error(`${first.node.id} does not end`)), ENDED_WITHIN_MS)
        const code = await first.end('SIGTERM')
        clearTimeout(late)
        if (code !== 0) this.onFault(new Error(`${first.node.id} was asked to end, and ended with ${code}`))
        this.#later(downMs, () => first.start())
        return
      }
      case 'supervisor':
        if (cluster.runner === 'process' && killSupervisor(first.node)) counts.supervisors += 1
    }
  }

  /** Between so many start-ups of a daemon. */
  async #pause(least: number, most: number): Promise<void> {
    const share = least + this.random.next() * (most - least)
    await sleep(share * this.#unit, undefined, { signal: this.signal })
  }

  #later(ms: number, heal: () => Promise<void>): void {
    const healing = sleep(ms, undefined, { signal: this.signal })
      .then(heal)
      .catch((error: unknown) => {
        if (!this.signal.aborted) this.onFault(error instanceof Error ? error : new Error(String(error)))
      })
      .finally(() => this.#healing.delete(healing))
    this.#healing.add(healing)
  }
}
