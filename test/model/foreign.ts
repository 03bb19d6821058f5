/** Participants that are other software: what FATE-Flow and Kuscia were seen to do with the calls of a scheduler. */
import { combined } from '../../src/protocol/combined.js'
import { plainRole, type TaskStatus } from '../../src/protocol/values.js'
import type { Call, Peer } from './network.js'
import { behaviourOf, nodeId, takingPart } from './scenario.js'
import type { World } from './world.js'

interface ForeignTask {
  /** By role key. */
  statuses: Record<string, TaskStatus>
}

interface ForeignJob {
  /** By task id; only those that were started. */
  tasks: Map<string, ForeignTask>
  names: Map<string, string>
  stopped: boolean
}

interface Asked {
  job_id?: string
  task_id?: string
  task_name?: string
  role?: string
}

/** How often FATE-Flow's detector says that a container is gone. */
const DETECTOR_TRIES = 5

export class ForeignNode implements Peer {
  readonly id: string
  readonly foreign = true
  readonly up = true
  readonly #jobs = new Map<string, ForeignJob>()

  constructor(
    private readonly world: World,
    private readonly index: number,
    readonly kind: 'fate-flow' | 'kuscia',
  ) {
    this.id = nodeId(index)
  }

  /** What it would answer of one of its roles in a task; undefined for one that was never started. */
  statusOf(jobId: string, task: string, key: string): TaskStatus | undefined {
    const job = this.#jobs.get(jobId)
    const taskId = [...(job?.names ?? [])].find(([, name]) => name === task)?.[0]
    return taskId === undefined ? undefined : job?.tasks.get(taskId)?.statuses[key]
  }

  get isBusy(): boolean {
    return [...this.#jobs.values()].some(({ tasks }) =>
      [...tasks.values()].some(({ statuses }) => Object.values(statuses).includes('RUNNING')),
    )
  }

  async receive({ route, text }: Call): Promise<unknown> {
    const asked: Asked = JSON.parse(text)
    return this.kind === 'kuscia' ? this.#kuscia(route, asked) : this.#fateFlow(route, asked)
  }

  #fateFlow(route: string, asked: Asked): unknown {
    const no = (message: string) => ({ code: 6000, message })
    const job = this.#jobs.get(asked.job_id ?? '')
    switch (route) {
      case 'job/create':
        if (job === undefined) this.#create(asked.job_id ?? '')
        return { code: 0, message: 'success' }
      case 'job/start':
        return { code: 0, message: 'success' }
      case 'task/start': {
        if (job === undefined || job.stopped) return no('No found job')
        if (job.tasks.has(asked.task_id ?? '')) return { code: 1, message: 'failed' }
        this.#start(asked, job)
        return { code: 0, message: 'success' }
      }
      case 'task/poll': {
        const task = this.#taskOf(asked)
        if (task === undefined) return no('No found task')
        return { code: 0, message: 'success', data: { status: combined(Object.values(task.statuses)) } }
      }
      case 'job/stop':
        if (job === undefined) return no('No found job')
        this.#stop(job, asked.task_name)
        return { code: 0, message: 'success' }
      case 'job/status_all':
        return job === undefined ? no('No found job') : { code: 0, data: { job_status: 'RUNNING', status: {} } }
      default:
        return undefined
    }
  }

  #kuscia(route: string, asked: Asked): unknown {
    const yes = (data: unknown = null) => ({ code: 200, msg: 'success', data })
    const no = (msg: string) => ({ code: 400, msg })
    const job = this.#jobs.get(asked.job_id ?? '')
    switch (route) {
      case 'job/create':
        if (job !== undefined) return no('Job already exists')
        this.#create(asked.job_id ?? '')
        return yes({ status: 'PENDING' })
      case 'job/start':
        return job === undefined ? no('failed to find the job') : yes()
      case 'task/start':
        if (job === undefined || job.stopped) return no('failed to find the job')
        if (!job.tasks.has(asked.task_id ?? '')) this.#start(asked, job)
        return yes()
      case 'task/poll': {
        const role = asked.role ?? ''
        if (role === '') return no('role can not be empty')
        const task = this.#taskOf(asked)
        if (task === undefined) return no('failed to find the task')
        return yes({ status: ofRole(task, role) })
      }
      case 'job/stop':
        if (job === undefined) return no('failed to find the job')
        this.#stop(job, undefined)
        return yes()
      case 'task/stop': {
        const task = this.#taskOf(asked)
        if (task === undefined) return no('failed to find the task')
        fail(task)
        return yes()
      }
      case 'job/status_all':
        return job === undefined ? no('failed to find the job') : yes({ status: {} })
      default:
        return undefined
    }
  }

  #create(jobId: string): void {
    this.#jobs.set(jobId, { tasks: new Map(), names: new Map(), stopped: false })
  }

  #taskOf({ task_id: id = '' }: Asked): ForeignTask | undefined {
    return [...this.#jobs.values()].map(({ tasks }) => tasks.get(id)).find(task => task !== undefined)
  }

  #start({ job_id: jobId = '', task_id: taskId = '', task_name: name = '' }: Asked, job: ForeignJob): void {
    const { clock, chaos, truth } = this.world
    const spec = this.world.jobOf(jobId)
    const at = Number(name.slice(1))
    const mine = takingPart(spec, at).filter(({ node }) => node === this.index)
    if (mine.length === 0) return
    const task: ForeignTask = { statuses: Object.fromEntries(mine.map(({ key }) => [key, 'RUNNING'])) }
    job.tasks.set(taskId, task)
    job.names.set(taskId, name)
    for (const { key } of mine) {
      const { end, exitCode, after, callbacks } = behaviourOf(spec, at, key)
      truth.startedElsewhere(this.id, jobId, name, key)
      if (end === 'hang') continue
      const good = end === 'exit' && exitCode === 0 && callbacks.every(({ status }) => status !== 'FAILED')
      clock.after(after + chaos.delay(), () => {
        if (task.statuses[key] !== 'RUNNING') return
        task.statuses[key] = good ? 'SUCCESS' : 'FAILED'
        this.world.say(() => `${this.id}: ${jobId} ${name} ${key} is ${task.statuses[key]}`)
        if (good) truth.succeededElsewhere(jobId, name, key)
        if (this.kind === 'fate-flow' && end === 'vanish') this.#detect(jobId, spec.initiator, DETECTOR_TRIES)
      })
    }
  }

  #stop(job: ForeignJob, name: string | undefined): void {
    if (!name) job.stopped = true
    for (const [id, task] of job.tasks) if (!name || job.names.get(id) === name) fail(task)
  }

  /** A container is gone that never called back: it has the job stopped, by whom it takes for the one to ask. */
  #detect(jobId: string, initiator: number, tries: number): void {
    const call = { from: this.id, route: 'job/stop_all', text: JSON.stringify({ job_id: jobId }) }
    this.world.network
      .request(nodeId(initiator), call, undefined, () => true)
      .then(
        answer => answer.success,
        () => false,
      )
      .then(heard => {
        if (!heard && tries > 1) this.world.clock.after(1000, () => this.#detect(jobId, initiator, tries - 1))
      })
  }
}

function fail(task: ForeignTask): void {
  for (const [key, status] of Object.entries(task.statuses)) if (status === 'RUNNING') task.statuses[key] = 'FAILED'
}

/** Kuscia's answer for a plain role; it never has another one for `guest.0`. */
function ofRole(task: ForeignTask, role: string): TaskStatus {
  const named = Object.entries(task.statuses).filter(([key]) => plainRole(key) === role)
  return named.length === 0 ? 'PENDING' : combined(named.map(([, status]) => status))
}
