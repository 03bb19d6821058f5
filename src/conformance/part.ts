/** Our part in a job that the tested node schedules: what it has told us of it, and how our tasks stand. */
import { combined } from '../protocol/combined.js'
import type { JsonObject } from '../protocol/job.js'
import { plainRole, type TaskStatus } from '../protocol/values.js'
import type { Counterpart, Incoming, Reply } from './counterpart.js'

export class Part {
  /** Of the tasks that we were told to start, by name. */
  readonly #taskIds = new Map<string, string>()
  /** By task id and role. */
  readonly #statuses = new Map<string, Map<string, TaskStatus>>()
  #cut: { route: string; done: boolean } | undefined

  constructor(
    private readonly us: Counterpart,
    readonly jobId: string,
    readonly roles: readonly string[],
    private readonly successCode: number,
  ) {
    us.answerWith(call => this.#answer(call))
  }

  /** What came for this job, in order; of one route, where one is named. */
  calls(route?: string): Incoming[] {
    return this.us.calls.filter(call => this.#isOurs(call) && (route === undefined || call.route === route))
  }

  /** The first call of a route for this job that satisfies, once it comes; undefined where the time is over before. */
  async seen(
    route: string,
    ms: number,
    signal: AbortSignal,
    satisfies: (call: Incoming) => boolean = () => true,
  ): Promise<Incoming | undefined> {
    return this.us.seen(call => call.route === route && this.#isOurs(call) && satisfies(call), ms, signal)
  }

  /** The id that a task was started under; undefined where it was not. */
  taskId(task: string): string | undefined {
    return this.#taskIds.get(task)
  }

  /** How our task stands from now on, for one role or for all. */
  set(task: string, status: TaskStatus, role?: string): void {
    const statuses = this.#statuses.get(this.#taskIds.get(task) ?? '')
    for (const each of statuses?.keys() ?? []) if (role === undefined || each === role) statuses?.set(each, status)
  }

  /** The next call of a route is taken and not answered. */
  cutNext(route: string): void {
    this.#cut = { route, done: false }
  }

  #isOurs({ route, body, query }: Incoming): boolean {
    const { job_id: jobId = query.job_id, task_id: taskId } = body
    return jobId === this.jobId || (route === 'task/poll' && this.#statuses.has(String(taskId)))
  }

  #answer(call: Incoming): Reply | undefined {
    if (!this.#isOurs(call)) return undefined
    if (call.route === 'task/start') this.#start(String(call.body.task_name), String(call.body.task_id))
    if (this.#cut?.route === call.route && !this.#cut.done) {
      this.#cut.done = true
      return 'cut'
    }
    if (call.route === 'task/poll') return this.#done({ status: this.#statusOf(call.body) })
    if (call.route === 'job/status_all') return this.#done({ job_status: 'RUNNING', status: this.#allStatuses() })
    return undefined
  }

  #start(task: string, taskId: string): void {
    this.#taskIds.set(task, taskId)
    if (this.#statuses.has(taskId)) return
    this.#statuses.set(taskId, new Map(this.roles.map(role => [role, 'RUNNING'])))
  }

  #statusOf({ task_id: taskId, role }: JsonObject): TaskStatus {
    const statuses = this.#statuses.get(String(taskId)) ?? new Map<string, TaskStatus>()
    const plain = plainRole(typeof role === 'string' ? role : '')
    return statuses.get(plain) ?? combined([...statuses.values()])
  }

  #allStatuses(): Record<string, TaskStatus> {
    return Object.fromEntries([...this.#statuses].map(([taskId, roles]) => [taskId, combined([...roles.values()])]))
  }

  #done(data: JsonObject): Reply {
    return { code: this.successCode, msg: 'success', data }
  }
}
