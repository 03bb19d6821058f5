/** Room in the runner, over all jobs: what does not fit waits, in order. */
import type { Capacity, Resources } from '../runner/runner.js'

interface Waiting {
  key: string
  resources: Resources
  onRoom: () => void
}

export class Slots {
  readonly #held = new Map<string, Resources>()
  #waiting: Waiting[] = []

  constructor(private readonly capacity: Capacity) {}

  /** Takes room at once if there is some and nobody waits before; true when the key has room then. */
  take(key: string, resources: Resources): boolean {
    if (this.#held.has(key)) return true
    if (this.#waiting.length > 0 || !this.#fits(resources)) return false
    this.#held.set(key, resources)
    return true
  }

  /** Calls back once, with room taken, when its turn has come: at once where there is room by now. */
  wait(key: string, resources: Resources, onRoom: () => void): void {
    if (!this.#waiting.some(waiting => waiting.key === key)) this.#waiting.push({ key, resources, onRoom })
    this.#letIn()
  }

  /** Counts what runs already, whether it fits or not. */
  hold(key: string, resources: Resources): void {
    this.#held.set(key, resources)
  }

  /** Gives up a place, held or waited for, and lets in who fits now. */
  release(key: string): void {
    this.#waiting = this.#waiting.filter(waiting => waiting.key !== key)
    if (this.#held.delete(key) || this.#waiting.length > 0) this.#letIn()
  }

  /** How many run and how many wait. */
  count(): { running: number; waiting: number } {
    return { running: this.#held.size, waiting: this.#waiting.length }
  }

  #letIn(): void {
    for (let next = this.#waiting[0]; next !== undefined && this.#fits(next.resources); next = this.#waiting[0]) {
      this.#waiting.shift()
      this.#held.set(next.key, next.resources)
      next.onRoom()
    }
  }

  #fits({ cpu = 0, memory = 0 }: Resources): boolean {
    const { instances, cpu: cores, memory: gibibytes } = this.capacity
    if (this.#held.size + 1 > instances) return false
    // One alone is always let in: what could never fit was refused when the job was created.
    return this.#held.size === 0 || (this.#sum('cpu') + cpu <= cores && this.#sum('memory') + memory <= gibibytes)
  }

  #sum(size: 'cpu' | 'memory'): number {
    return [...this.#held.values()].reduce((total, resources) => total + (resources[size] ?? 0), 0)
  }
}
