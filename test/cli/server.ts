/** A small platform listener that speaks the routes of view.ts out of memory, over real HTTP. */
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Test } from 'tap'
import type {
  ComponentView,
  Finding,
  JobSummary,
  JobView,
  LogPage,
  NodeView,
  PeerCheck,
  PeerView,
  Problem,
} from '../../src/protocol/view.js'
import { component, node, peer } from './views.js'

export interface Call {
  method: string
  path: string
  query: Record<string, string>
  body: Record<string, unknown>
  headers: IncomingMessage['headers']
}

type Line = LogPage['lines'][number]

export class FakeDaemon {
  node: NodeView = node()
  /** Newest first. */
  jobs: JobView[] = []
  bodies = new Map<string, Record<string, unknown>>()
  problems: Problem[] = []
  components: ComponentView[] = [component()]
  peers: PeerView[] = [peer()]
  findings: Finding[] = []
  checks = new Map<string, PeerCheck>()
  /** By task name. */
  lines = new Map<string, Line[]>()
  complete = true
  /** Whether `/v1/isched/events` is served. */
  streams = true
  /** Answers these paths with this code and sentence. */
  refusals = new Map<string, { code: number; msg: string }>()
  /** What happens to a job that was just created. */
  onCreate: (jobId: string, body: Record<string, unknown>) => void = () => {}

  readonly token = 'open-sesame'
  readonly calls: Call[] = []
  env: Record<string, string> = {}
  url = ''
  tokenFile = ''

  #server: Server | undefined
  readonly #listeners = new Set<ServerResponse>()
  #eventId = 0
  #waiting: (() => void)[] = []

  async listen(port = 0): Promise<void> {
    const server = createServer((request, response) => void this.#answer(request, response))
    this.#server = server
    await new Promise<void>(resolve => server.listen(port, '127.0.0.1', resolve))
    const address = server.address()
    if (address === null || typeof address === 'string') throw new Error('no port')
    this.url = `http://127.0.0.1:${address.port}`
  }

  /** Goes away without a word, as a killed daemon does. */
  async close(): Promise<void> {
    const server = this.#server
    if (server === undefined) return
    this.#server = undefined
    this.#wake()
    await new Promise<void>(resolve => {
      server.close(() => resolve())
      server.closeAllConnections()
    })
  }

  /** Comes back where it was. */
  async reopen(): Promise<void> {
    await this.listen(Number(new URL(this.url).port))
  }

  /** Stores a job, new or changed, and tells everyone who listens. */
  put(job: JobView): void {
    const at = this.jobs.findIndex(({ job_id }) => job_id === job.job_id)
    if (at < 0) this.jobs.unshift(job)
    else this.jobs[at] = job
    const { task_list: _, nodes: _nodes, warnings: _warnings, ...summary } = job
    this.emit('job', summary)
  }

  emit(name: string, data: object | JobSummary): void {
    this.#eventId += 1
    for (const response of this.#listeners) {
      response.write(`id: ${this.#eventId}\nevent: ${name}\ndata: ${JSON.stringify(data)}\n\n`)
    }
  }

  /** How many event streams are open. */
  get streaming(): number {
    return this.#listeners.size
  }

  write(taskName: string, ...lines: Line[]): void {
    this.lines.set(taskName, [...(this.lines.get(taskName) ?? []), ...lines])
    this.#wake()
  }

  finishLogs(): void {
    this.complete = true
    this.#wake()
  }

  /** The calls of a path. */
  called(path: string): Call[] {
    return this.calls.filter(call => call.path === path)
  }

  #wake(): void {
    for (const wake of this.#waiting.splice(0)) wake()
  }

  async #answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    let text = ''
    for await (const chunk of request) text += chunk
    const url = new URL(request.url ?? '/', this.url)
    const call: Call = {
      method: request.method ?? '',
      path: decodeURIComponent(url.pathname),
      query: Object.fromEntries(url.searchParams),
      body: text === '' ? {} : JSON.parse(text),
      headers: request.headers,
    }
    this.calls.push(call)
    const reply = (code: number, msg: string, data: object = {}, status = 200) => {
      response.writeHead(status, { 'content-type': 'application/json' })
      response.end(JSON.stringify({ code, msg, data }))
    }
    if (request.headers.authorization !== `Bearer ${this.token}`) return reply(401, 'no such token', {}, 401)
    const refusal = this.refusals.get(call.path)
    if (refusal !== undefined) return reply(refusal.code, refusal.msg)
    if (call.path === '/v1/isched/events' && this.streams) return this.#stream(response)
    const data = await this.#data(call)
    if (data === undefined) return reply(404, `there is no ${call.method} ${call.path}`, {}, 404)
    if (data instanceof Error) return reply(404, data.message)
    reply(0, 'success', data)
  }

  #stream(response: ServerResponse): void {
    response.writeHead(200, { 'content-type': 'text/event-stream' })
    response.write(': welcome\n\n')
    this.#listeners.add(response)
    response.on('close', () => this.#listeners.delete(response))
  }

  async #data({ method, path, query, body }: Call): Promise<object | Error | undefined> {
    const [, jobId = '', action] = /^\/v1\/isched\/jobs\/([^/]+)(?:\/(\w+))?$/.exec(path) ?? []
    const job = this.jobs.find(({ job_id }) => job_id === jobId)
    switch (`${method} ${path.startsWith('/v1/isched/jobs/') && jobId !== 'check' ? `job ${action ?? ''}` : path}`) {
      case 'GET /v1/isched/node':
        return this.node
      case 'GET /v1/isched/jobs':
        return {
          jobs: this.jobs
            .filter(one => query.status === undefined || one.status === query.status)
            .filter(one => query.flow_id === undefined || one.flow_id === query.flow_id)
            .slice(0, Number(query.limit ?? Number.POSITIVE_INFINITY)),
        }
      case 'POST /v1/isched/jobs/check':
        return { problems: this.problems }
      case 'GET job ':
        return job ?? new Error(`no job ${jobId} is known here`)
      case 'GET job body':
        return { body: this.bodies.get(jobId) ?? {} }
      case 'POST job approve':
      case 'POST job reject':
        return job === undefined ? new Error(`no job ${jobId} is known here`) : {}
      case 'GET /v1/isched/logs':
        return this.#logs(query)
      case 'GET /v1/isched/components':
        return { components: this.components }
      case 'POST /v1/isched/components/remove':
        return { removed: 1 }
      case 'GET /v1/isched/doctor':
        return { findings: this.findings }
      case 'GET /v1/isched/peers':
        return { peers: this.peers }
      case 'POST /v1/isched/peers/check':
        return this.checks.get(String(body.node_id)) ?? new Error(`no peer ${body.node_id} is known here`)
      case 'POST /v1/platform/schedule/job/create_all':
        this.bodies.set(String(body.job_id), body)
        this.onCreate(String(body.job_id), body)
        return { job_id: body.job_id }
      case 'POST /v1/platform/schedule/job/stop_all':
      case 'POST /v1/platform/schedule/job/stop_task':
      case 'POST /v1/platform/schedule/component/register':
        return {}
      default:
        return undefined
    }
  }

  async #logs(query: Record<string, string>): Promise<LogPage> {
    const read = () => {
      const { role } = query
      const all = (this.lines.get(query.task_name ?? '') ?? []).filter(
        line => role === undefined || line.role === role || line.role.startsWith(`${role}.`),
      )
      const start =
        query.tail === undefined ? Number(query.start ?? 1) : Math.max(1, all.length - Number(query.tail) + 1)
      const lines = all.slice(start - 1, start - 1 + Number(query.length ?? Number.POSITIVE_INFINITY))
      return { lines, next: start + lines.length, complete: this.complete && start - 1 + lines.length >= all.length }
    }
    const page = read()
    if (page.lines.length > 0 || page.complete || query.wait === undefined) return page
    await new Promise<void>(resolve => this.#waiting.push(resolve))
    return read()
  }
}

/** A daemon that listens until the test ends, and an environment in which commands find it. */
export async function startDaemon(t: Test): Promise<FakeDaemon> {
  const daemon = new FakeDaemon()
  await daemon.listen()
  t.teardown(() => daemon.close())
  const directory = await mkdtemp(join(tmpdir(), 'isched-test-'))
  t.teardown(() => rm(directory, { recursive: true }))
  daemon.tokenFile = join(directory, 'token')
  await writeFile(daemon.tokenFile, `${daemon.token}\n`)
  daemon.env = { ISCHED_URL: daemon.url, ISCHED_TOKEN_FILE: daemon.tokenFile, XDG_RUNTIME_DIR: directory }
  return daemon
}
