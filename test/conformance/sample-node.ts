/** A small node that does all as it should, in edition 1.2, but for one fault. */
import { once } from 'node:events'
import { createServer, type IncomingHttpHeaders } from 'node:http'
import { setTimeout as sleep } from 'node:timers/promises'
import type { Test } from 'tap'
import { findCycle, splitKey } from '../../src/dag/graph.js'
import { asObject, type JsonObject } from '../../src/protocol/job.js'

export interface Asked {
  method: string
  route: string
  body: JsonObject
  headers: IncomingHttpHeaders
  /** The body was JSON. */
  isJson: boolean
}

/** What is answered: an envelope; a text as it is, where it is not `cut` or `hang`; an HTTP status and a text. */
export type Said = JsonObject | string | { http: number; text: string }

/** Where the node goes wrong. */
export interface Fault {
  /** Answers in its place; undefined where it does as it should. */
  answer?: (asked: Asked, node: SampleNode) => Said | undefined
  /** What it sends in place of a call; null for nothing. */
  send?: (route: string, body: JsonObject) => JsonObject | JsonObject[] | null
  /** What it does wrongly by itself. */
  does?: Misdeed
}

export type Misdeed =
  | 'not wait for approval'
  | 'not wait for all roles'
  | 'go on after failure'
  | 'go on when stopped'
  | 'stop after success'
  | 'not try again'
  | 'fail when unanswered'
  | 'claim another name'
  | 'fall back'

interface Task {
  id: string
  job: string
  name: string
  status: string
  polls: number
}

interface Scheduled {
  body: JsonObject
  status: string
  approved: boolean
  tasks: { name: string; id: string; after: string[]; roles: Record<string, string>; started: boolean }[]
  stopped: Set<string>
}

const ok = (data: JsonObject = {}): JsonObject => ({ code: 0, msg: 'success', data })
const no = (code: number, msg: string): JsonObject => ({ code, msg, data: {} })
const FINAL = ['SUCCESS', 'FAILED']

export class SampleNode {
  readonly jobs = new Map<string, { body: JsonObject; stopped: boolean }>()
  readonly tasks = new Map<string, Task>()
  readonly scheduled = new Map<string, Scheduled>()
  url = ''
  /** It is gone. */
  leave: () => void = () => undefined
  #closed = false

  constructor(
    readonly us: string | undefined,
    readonly fault: Fault,
  ) {}

  async start(t: Test): Promise<this> {
    const server = createServer(async (request, response) => {
      let text = ''
      for await (const part of request.setEncoding('utf8')) text += part
      const { pathname, searchParams } = new URL(request.url ?? '', 'http://node')
      const parsed = json(text)
      const asked: Asked = {
        method: request.method ?? '',
        route: pathname.replace('/v1/interconn/schedule/', ''),
        body: { ...asObject(parsed), ...Object.fromEntries(searchParams) },
        headers: request.headers,
        isJson: text === '' || parsed !== undefined,
      }
      const said = this.fault.answer?.(asked, this) ?? this.#answer(asked)
      if (said === 'hang') return
      if (said === 'cut') request.socket.destroy()
      else if (typeof said === 'object' && 'http' in said) {
        response.statusCode = Number(said.http)
        response.end(String(said.text))
      } else response.end(typeof said === 'string' ? said : JSON.stringify(said))
    })
    server.listen(0, '127.0.0.1')
    await once(server, 'listening')
    this.leave = () => {
      this.#closed = true
      server.close()
      server.closeAllConnections()
    }
    t.teardown(this.leave)
    const address = server.address()
    this.url = `http://127.0.0.1:${typeof address === 'object' ? address?.port : ''}`
    return this
  }

  #does(what: Misdeed): boolean {
    return this.fault.does === what
  }

  #answer({ method, route, body, isJson }: Asked): Said {
    const wanted = NEEDS[route]
    if (wanted === undefined) return { http: 404, text: 'no such route' }
    if (method !== (route === 'job/status_all' ? 'GET' : 'POST')) return { http: 405, text: 'another method' }
    if (!isJson) return { http: 400, text: 'no JSON' }
    const missing = wanted.filter(name => !body[name])
    if (missing.length > 0) return no(400, `${missing.join(', ')}: missing`)
    return this.#handlers[route]?.(body) ?? ok()
  }

  #handlers: Record<string, (body: JsonObject) => Said> = {
    'job/create': body => {
      const id = String(body.job_id)
      if (!this.jobs.has(id)) {
        this.jobs.set(id, { body, stopped: false })
        void this.#send('job/audit_confirm', { job_id: id, status: 'READY' })
      }
      return ok()
    },
    'job/start': ({ job_id: id }) => (this.jobs.has(String(id)) ? ok() : no(404, 'no such job')),
    'task/start': ({ job_id: jobId, task_id: id, task_name: name }) => {
      const job = this.jobs.get(String(jobId))
      if (job === undefined) return no(404, 'no such job')
      if (job.stopped) return no(409, 'the job was stopped')
      if (!componentsOf(job.body).some(each => each.name === name)) return no(404, 'no such task')
      if (this.tasks.has(String(id))) return ok()
      const task = { id: String(id), job: String(jobId), name: String(name), status: 'RUNNING', polls: 0 }
      this.tasks.set(task.id, task)
      return ok()
    },
    'task/poll': ({ task_id: id }) => {
      const task = this.tasks.get(String(id))
      if (task === undefined) return this.jobs.size > 0 ? ok({ status: 'PENDING' }) : no(404, 'no such task')
      task.polls += 1
      if (task.name === 'only') task.status = 'SUCCESS'
      if (['first', 'second'].includes(task.name) && task.polls > 1 && task.status === 'RUNNING') {
        task.status = 'SUCCESS'
        void this.#send('task/callback', { task_id: task.id, status: 'SUCCESS', role: 'guest' })
      }
      return ok({ status: task.status })
    },
    'job/stop': ({ job_id: id, task_name: name }) => {
      for (const task of this.tasks.values()) {
        if (task.job !== id || (name && task.name !== name) || FINAL.includes(task.status)) continue
        task.status = 'FAILED'
      }
      const job = this.jobs.get(String(id))
      if (job !== undefined && !name) job.stopped = true
      return ok()
    },
    'job/create_all': body => {
      const id = String(body.job_id)
      if (this.scheduled.has(id)) return ok()
      const entries = componentsOf(body)
      const upstream = Object.fromEntries(
        entries.map(({ name, inputs }) => [name, inputs.flatMap(key => splitKey(key)?.task ?? [])]),
      )
      if (Object.values(upstream).some(names => names.some(name => !(name in upstream)))) return no(400, 'no such task')
      if (findCycle(upstream) !== undefined) return no(400, 'a circle')
      this.schedule(id, body, upstream)
      return ok()
    },
    'job/audit_confirm': ({ job_id: id, status }) => {
      const job = this.scheduled.get(String(id))
      if (job === undefined) return no(404, 'no such job')
      if (status === 'READY') job.approved = true
      else job.status = 'REJECTED'
      return ok()
    },
    'task/callback': ({ task_id: id, status, role }) => {
      const task = [...this.scheduled.values()].flatMap(({ tasks }) => tasks).find(each => each.id === id)
      if (task === undefined) return no(404, 'no such task')
      const roles = this.#does('not wait for all roles') ? Object.keys(task.roles) : [String(role)]
      for (const each of roles)
        if (!FINAL.includes(task.roles[each] ?? '') || this.#does('fall back')) task.roles[each] = String(status)
      return ok()
    },
    'job/stop_all': ({ job_id: id, task_name: name }) => {
      const job = this.scheduled.get(String(id))
      if (job === undefined) return no(404, 'no such job')
      if (FINAL.includes(job.status) || job.status === 'FINISHED' || job.status === 'REJECTED') return ok()
      if (name) for (const each of ['a', 'b']) job.stopped.add(each)
      void this.#send('job/stop', { job_id: id, ...(name ? { task_name: name } : {}) })
      if (!name) job.status = 'FINISHED'
      if (!name && this.#does('go on when stopped')) void this.#startRest(String(id), job)
      return ok()
    },
    'job/status_all': ({ job_id: id }) => {
      const job = this.scheduled.get(String(id))
      if (job === undefined) return no(404, 'no such job')
      return ok({
        job_status: job.status,
        status: Object.fromEntries(job.tasks.map(each => [each.id, total(each.roles)])),
      })
    },
  }

  schedule(id: string, body: JsonObject, upstream: Record<string, string[]>): void {
    const tasks = Object.entries(upstream).map(([name, after]) => ({
      ...{ name, after, started: false, id: `${id}-${name}`, roles: { guest: 'PENDING', host: 'PENDING' } },
    }))
    const job = { body, status: 'PENDING', approved: false, tasks, stopped: new Set<string>() }
    this.scheduled.set(id, job)
    void this.#drive(id, job)
  }

  async #drive(id: string, job: Scheduled): Promise<void> {
    await this.#send('job/create', job.body)
    while (!job.approved && job.status === 'PENDING' && !this.#does('not wait for approval') && !this.#closed)
      await sleep(5)
    if (job.status === 'REJECTED') return
    await this.#send('job/start', { job_id: id })
    if (job.status === 'PENDING') job.status = 'RUNNING'
    const isPolled = asObject(asObject(asObject(job.body.config).job_params).common).sync_type === 'poll'
    while (job.status === 'RUNNING' && !this.#closed) {
      for (const task of job.tasks) await this.#advance(id, job, task, isPolled)
      const all = job.tasks.map(({ roles }) => total(roles))
      const failed = all.includes('FAILED')
      if (failed || all.every(each => each === 'SUCCESS')) {
        await this.#send('job/stop', { job_id: id })
        job.status = 'FINISHED'
        if (failed && this.#does('go on after failure')) await this.#startRest(id, job)
      }
      await sleep(5)
    }
  }

  /** What it should not. */
  async #startRest(id: string, { tasks }: Scheduled): Promise<void> {
    for (const task of tasks) {
      if (!task.started) await this.#send('task/start', { job_id: id, task_id: task.id, task_name: task.name })
    }
  }

  async #advance(id: string, job: Scheduled, task: Scheduled['tasks'][number], isPolled: boolean): Promise<void> {
    const status = (name: string) => total(job.tasks.find(each => each.name === name)?.roles ?? {})
    const isFree = task.after.every(name => status(name) === 'SUCCESS') && !job.stopped.has(task.name)
    if (!task.started && isFree) {
      task.started = true
      if (this.#does('stop after success'))
        for (const name of task.after) await this.#send('job/stop', { job_id: id, task_name: name })
      const body = { job_id: id, task_id: task.id, task_name: task.name }
      const done = await this.#send('task/start', body)
      if (!done && this.#does('fail when unanswered')) await this.#send('job/stop', { job_id: id })
      else if (!done && !this.#does('not try again')) await this.#send('task/start', body)
    }
    if (!task.started || !isPolled) return
    for (const role of Object.keys(task.roles)) {
      const answer = await this.#send('task/poll', { task_id: task.id, role })
      if (answer !== undefined) task.roles[role] = String(asObject(answer.data).status)
    }
  }

  /** The answer; undefined where there is none. */
  async #send(route: string, body: JsonObject): Promise<JsonObject | undefined> {
    const changed = this.fault.send === undefined ? body : this.fault.send(route, body)
    if (changed === null || this.us === undefined) return undefined
    const bodies = Array.isArray(changed) ? changed : [changed]
    let last: JsonObject | undefined
    for (const each of bodies) {
      try {
        const response = await fetch(`${this.us}/v1/interconn/schedule/${route}`, {
          method: 'POST',
          headers: { 'x-node-id': this.#does('claim another name') ? 'another' : 'node' },
          body: JSON.stringify(each),
        })
        last = asObject(await response.json())
      } catch {
        last = undefined
      }
    }
    return last
  }
}

/** One that is there until the test's end, and knows where isched is. */
export function sampleNode(t: Test, us: string | undefined, fault: Fault = {}): Promise<SampleNode> {
  return new SampleNode(us, fault).start(t)
}

const NEEDS: Record<string, string[]> = {
  'job/create': ['job_id', 'dag', 'config'],
  'job/start': ['job_id'],
  'task/start': ['job_id', 'task_id', 'task_name'],
  'task/poll': ['task_id'],
  'job/stop': ['job_id'],
  'job/create_all': ['job_id', 'dag', 'config'],
  'job/audit_confirm': ['job_id', 'status'],
  'task/callback': ['task_id', 'status', 'role'],
  'job/stop_all': ['job_id'],
  'job/status_all': ['job_id'],
}

function componentsOf(body: JsonObject): { name: string; inputs: string[] }[] {
  const list = asObject(body.dag).components
  return (Array.isArray(list) ? list : []).map(entry => ({
    name: String(entry.name),
    inputs: (entry.input ?? []).map((input: { key: string }) => input.key),
  }))
}

function total(roles: Record<string, string>): string {
  const all = Object.values(roles)
  if (all.includes('FAILED')) return 'FAILED'
  if (all.every(each => each === 'SUCCESS')) return 'SUCCESS'
  return all.some(each => each !== 'PENDING') ? 'RUNNING' : 'PENDING'
}

function json(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}
