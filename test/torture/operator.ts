/** What people do meanwhile, with the command line: submit, stop, approve and refuse; again and again until the daemon has answered. */
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { EXIT } from '../../src/cli/exit.js'
import type { CliRun } from '../helpers/daemon.js'
import type { Cluster } from './cluster.js'
import { bodyOf, type PlannedJob } from './plan.js'

/** What a daemon has answered, and so must never be forgotten. */
export type Acknowledged =
  | { what: 'submitted'; job: string; flowId: string; node: string; at: number }
  | { what: 'stopped'; job: string; named?: string; node: string; at: number; ended: boolean }
  | { what: 'decided'; job: string; node: string; at: number; approval: 'READY' | 'REJECTED' }

const AGAIN_AFTER_MS = 300

export class Operator {
  readonly acknowledged: Acknowledged[] = []
  /** Commands that got no answer. */
  unanswered = 0

  constructor(
    private readonly cluster: Cluster,
    private readonly signal: AbortSignal,
  ) {}

  /** Answers the id of the job that was acknowledged. One whose answer was lost may exist beside it. */
  async submit(job: PlannedJob): Promise<string> {
    const file = join(this.cluster.folder, `${job.flowId}.json`)
    writeFileSync(file, JSON.stringify(bodyOf(job), null, 1))
    const { code, stdout, stderr } = await this.#until(job.initiator, 'submit', file, '-o', 'name')
    const id = stdout.trim()
    if (code !== EXIT.done || id === '')
      throw new Error(`${job.flowId} was not taken by ${job.initiator} (exit code ${code}): ${stderr.trim()}`)
    this.acknowledged.push({ what: 'submitted', job: id, flowId: job.flowId, node: job.initiator, at: Date.now() })
    return id
  }

  /** The flow of a job that was acknowledged. */
  flowOf(job: string): string | undefined {
    for (const each of this.acknowledged) if (each.what === 'submitted' && each.job === job) return each.flowId
    return undefined
  }

  /** Stops a job, or a task by name and what follows it. */
  async stop(job: string, node: string, named?: string): Promise<void> {
    const words = ['stop', job, ...(named === undefined ? [] : ['--task', named])]
    const { code, stdout, stderr } = await this.#until(node, ...words)
    if (code !== EXIT.done) throw new Error(`${node} does not stop ${job} (exit code ${code}): ${stderr.trim()}`)
    const ended = stdout.includes('had ended already')
    this.acknowledged.push({ what: 'stopped', job, node, at: Date.now(), ended, ...(named !== undefined && { named }) })
  }

  async decide(job: string, node: string, approval: 'READY' | 'REJECTED'): Promise<void> {
    const words = approval === 'READY' ? ['approve', job] : ['reject', job, '--reason', 'not this one']
    const { code } = await this.#until(node, ...words)
    // Else it has ended meanwhile.
    if (code === EXIT.done) this.acknowledged.push({ what: 'decided', job, node, at: Date.now(), approval })
  }

  /** Runs a command until the daemon answers it. */
  async #until(node: string, ...words: string[]): Promise<CliRun> {
    for (;;) {
      this.signal.throwIfAborted()
      if (this.cluster.life(node).answers) {
        const run = await this.cluster.node(node).isched(...words)
        if (run.code !== EXIT.unreachable) return run
        this.unanswered += 1
      }
      await sleep(AGAIN_AFTER_MS, undefined, { signal: this.signal })
    }
  }
}
