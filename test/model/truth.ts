/** What really happened to instances, whatever any node believes. */
import type { Container } from './engine.js'
import { takingPart, taskName } from './scenario.js'
import type { World } from './world.js'

interface Instance {
  starts: number
  /** It said SUCCESS, or ended so by itself. */
  succeeded: boolean
}

export class Truth {
  /** How many instances were started. */
  starts = 0
  readonly #instances = new Map<string, Instance>()

  constructor(private readonly world: World) {}

  started(node: number, { labels }: Container): void {
    const { 'isched.job': job = '', 'isched.task': task = '', 'isched.role': role = '' } = labels
    this.#starts(`n${node}`, job, task, role)
  }

  startedElsewhere(node: string, job: string, task: string, role: string): void {
    this.#starts(node, job, task, role)
  }

  ended({ labels, exitCode, saidSuccess }: Container): void {
    const { 'isched.job': job = '', 'isched.task': task = '', 'isched.role': role = '' } = labels
    if (exitCode === 0 || saidSuccess) this.#of(job, task, role).succeeded = true
  }

  said({ labels }: Container): void {
    const { 'isched.job': job = '', 'isched.task': task = '', 'isched.role': role = '' } = labels
    this.#of(job, task, role).succeeded = true
  }

  succeededElsewhere(job: string, task: string, role: string): void {
    this.#of(job, task, role).succeeded = true
  }

  startsOf(job: string, task: string, role: string): number {
    return this.#of(job, task, role).starts
  }

  #of(job: string, task: string, role: string): Instance {
    const key = `${job} ${task} ${role}`
    const known = this.#instances.get(key) ?? { starts: 0, succeeded: false }
    this.#instances.set(key, known)
    return known
  }

  /** Once only, and after all that it waits for has succeeded everywhere. */
  #starts(node: string, job: string, task: string, role: string): void {
    this.world.say(() => `${node} runs ${job} ${task} ${role}`)
    const instance = this.#of(job, task, role)
    instance.starts += 1
    this.starts += 1
    if (instance.starts > 1) this.world.breaks(`${node} started ${job} ${task} ${role} ${instance.starts} times`)
    const spec = this.world.jobOf(job)
    for (const above of spec.tasks[Number(task.slice(1))]?.after ?? []) {
      for (const { key } of takingPart(spec, above)) {
        if (!this.#of(job, taskName(above), key).succeeded)
          this.world.breaks(`${node} started ${job} ${task} ${role} before ${taskName(above)} had succeeded at ${key}`)
      }
    }
  }
}
