/** A daemon through its deaths: killed, paused and started again, with the time that each recovery took. */
import { setTimeout as sleep } from 'node:timers/promises'
import { isFinalJob } from '../../src/protocol/values.js'
import type { JobSummary } from '../../src/protocol/view.js'
import type { TestNode } from '../helpers/daemon.js'

/** Times in milliseconds since 1970. */
export interface Recovery {
  node: string
  /** The number of the kill that it comes back from. */
  kill: number
  startedAt: number
  /** The platform listener answers; absent where it was killed before. */
  answeredAt?: number
  /** Its living jobs were seen to go on; absent where nothing moved before the next kill. */
  wentOnAt?: number
}

const LOOK_EVERY_MS = 100

export class Life {
  readonly recoveries: Recovery[] = []
  kills = 0
  /** What its last start took until it answered, in milliseconds. */
  startMs: number | undefined
  #alive = false
  #answers = false
  #paused = false
  /** Grows with every start and every kill: what waited for an earlier life gives up. */
  #generation = 0

  constructor(readonly node: TestNode) {}

  /** There is a process. */
  get alive(): boolean {
    return this.#alive
  }

  /** Its platform listener answers, as far as we know. */
  get answers(): boolean {
    return this.#answers && !this.#paused
  }

  /** Resolves when it answers or was killed again. Throws where it ended by itself. */
  async start(): Promise<void> {
    if (this.#alive) return
    this.#generation += 1
    const mine = this.#generation
    this.#alive = true
    const recovery: Recovery = { node: this.node.id, kill: this.kills, startedAt: Date.now() }
    if (this.kills > 0) this.recoveries.push(recovery)
    try {
      await this.node.start()
    } catch (error) {
      if (this.#generation !== mine) return
      throw error
    }
    if (this.#generation !== mine) return
    recovery.answeredAt = Date.now()
    this.startMs = recovery.answeredAt - recovery.startedAt
    this.#answers = true
    if (this.kills > 0) void this.#seeItGoOn(recovery, mine)
  }

  async kill(): Promise<void> {
    if (!this.#alive) return
    this.kills += 1
    await this.end('SIGKILL')
  }

  /** Answers its exit code, or the signal that ended it. */
  async end(signal: NodeJS.Signals): Promise<number | string> {
    this.#generation += 1
    this.#alive = false
    this.#answers = false
    this.goOn()
    return this.node.stop(signal)
  }

  /** Ends it for good, and all that it has started. */
  async close(): Promise<void> {
    this.#generation += 1
    this.goOn()
    await this.node.clear()
  }

  /** Stops its clock, so to say: it holds its connections and answers nobody. */
  pause(): void {
    // Before it answers its number may still be that of the one before, which may be anybody's by now.
    if (!this.#answers || this.node.pid === undefined) return
    this.#paused = true
    process.kill(this.node.pid, 'SIGSTOP')
  }

  goOn(): void {
    if (!this.#paused || this.node.pid === undefined) return
    this.#paused = false
    try {
      process.kill(this.node.pid, 'SIGCONT')
    } catch {
      // It was killed meanwhile.
    }
  }

  async jobs(): Promise<JobSummary[]> {
    const { jobs } = await this.node.ask('GET', '/v1/isched/jobs?limit=100')
    return Array.isArray(jobs) ? jobs : []
  }

  async #seeItGoOn(recovery: Recovery, mine: number): Promise<void> {
    let first: Map<string, number> | undefined
    while (this.#generation === mine) {
      const jobs = await this.jobs().catch(() => undefined)
      if (this.#generation !== mine) return
      if (jobs !== undefined) {
        const before = first
        const living = jobs.filter(({ status }) => !isFinalJob(status))
        first ??= new Map(living.map(({ job_id: id, revision }) => [id, revision]))
        // Where nothing lives nothing can be seen.
        if (first.size === 0) return
        if (before !== undefined && jobs.some(({ job_id: id, revision }) => revision > (before.get(id) ?? revision))) {
          recovery.wentOnAt = Date.now()
          return
        }
      }
      await sleep(LOOK_EVERY_MS)
    }
  }
}
