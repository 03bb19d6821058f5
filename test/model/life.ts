/** One life of a daemon: from its start until it is killed. After that nothing that it was waiting for ever comes. */
import type { Turn } from './chaos.js'
import type { World } from './world.js'

export class Life {
  alive = true
  readonly #underWay = new Map<() => void, Turn>()

  constructor(
    readonly world: World,
    /** Called at every dealing with the world; may end this life. */
    private readonly onMoment: (what: string) => void,
  ) {}

  /** A point at which the daemon may be killed: it never resolves where that happens. */
  moment(what: string): Promise<void> {
    if (this.alive) this.onMoment(what)
    return this.alive ? Promise.resolve() : new Promise(() => undefined)
  }

  /** Has something done by the disk or the engine, which takes its time and can fail; it may be carried out though the daemon dies. */
  async operate<T>(
    what: string,
    effect: () => T,
    fails: 'before' | 'before or after' | 'never' = 'before or after',
  ): Promise<T> {
    await this.moment(what)
    // It may have died while it went on.
    if (!this.alive) return new Promise(() => undefined)
    const { clock, chaos } = this.world
    const turn = chaos.turn()
    const trouble = fails === 'before' ? turn.trouble && 'before' : fails === 'never' ? undefined : turn.trouble
    if (trouble === 'before') {
      await this.#passes(turn.delayMs)
      throw new Error(`trouble: could not ${what}`)
    }
    const outcome = await new Promise<{ value: T } | { error: unknown }>(resolve => {
      const carryOut = (): void => {
        if (!this.#underWay.delete(carryOut)) return
        try {
          resolve({ value: effect() })
        } catch (error) {
          resolve({ error })
        }
      }
      this.#underWay.set(carryOut, turn)
      clock.after(turn.delayMs, carryOut)
    })
    await this.moment(`${what}: done`)
    await this.#passes(1)
    if (trouble === 'after') throw new Error(`trouble: no answer to ${what}`)
    if ('error' in outcome) throw outcome.error
    return outcome.value
  }

  /** It is killed. What the disk and the engine have taken up already is carried out at once, or never. */
  end(): void {
    this.alive = false
    for (const [carryOut, { survives }] of [...this.#underWay]) {
      if (survives) carryOut()
      else this.#underWay.delete(carryOut)
    }
  }

  #passes(ms: number): Promise<void> {
    return new Promise(resolve =>
      this.world.clock.after(ms, () => {
        if (this.alive) resolve()
      }),
    )
  }
}
