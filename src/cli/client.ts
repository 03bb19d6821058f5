/** The node's platform API, as the commands and the screen see it: all of the command line that knows HTTP. */
import { setTimeout as sleep } from 'node:timers/promises'
import type { JobStatus } from '../protocol/values.js'
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
} from '../protocol/view.js'
import type { JobSource, LogQuery, SourceEvent } from '../tui/source.js'
import { type Address, type AddressOptions, findAddress } from './address.js'
import { CliError, EXIT, type ExitCode } from './exit.js'
import type { Io } from './io.js'
import { serverSentEvents } from './server-sent-events.js'

/** What the daemon may take for an answer, beside what it was asked to hold back. */
const ANSWER_MS = 30_000
const CONNECT_MS = 5_000
/** An event stream that is silent for so long is opened again: the other end may be gone without a word. */
const SILENCE_MS = 20_000
/** And one that is opened answers at once. */
const STREAM_MS = 10_000
const FIRST_RETRY_MS = 250
const LAST_RETRY_MS = 5_000

/** An answer of the daemon's that says no; `code` is the envelope's. */
export class Refusal extends CliError {
  override name = 'Refusal'

  constructor(
    message: string,
    readonly code: number,
  ) {
    super(message, exitCodeFor(code))
  }
}

export interface JobFilter {
  status?: JobStatus
  flowId?: string
  limit?: number
}

export interface ComponentKey {
  componentName: string
  provider?: string
  version?: string
}

interface Request {
  query?: Record<string, string | number | undefined>
  body?: object
  /** Seconds that the daemon was asked to hold its answer back. */
  waitSeconds?: number
  signal?: AbortSignal | undefined
}

type Headers = Record<string, string>

/** Every call answers the envelope's `data`, and throws a {@link CliError} with the daemon's own words where it says no. */
export class Client implements JobSource {
  constructor(readonly address: Address) {}

  node(): Promise<NodeView> {
    return this.#get('/v1/isched/node')
  }

  async listJobs(signal?: AbortSignal): Promise<JobSummary[]> {
    return (await this.#get<{ jobs: JobSummary[] }>('/v1/isched/jobs', { signal })).jobs
  }

  async findJobs({ status, flowId, limit }: JobFilter): Promise<JobSummary[]> {
    const query = { status, flow_id: flowId, limit }
    return (await this.#get<{ jobs: JobSummary[] }>('/v1/isched/jobs', { query })).jobs
  }

  job(jobId: string, signal?: AbortSignal): Promise<JobView> {
    return this.#get(`/v1/isched/jobs/${encodeURIComponent(jobId)}`, { signal })
  }

  /** What this node finds wrong with a body that it has not been sent: its own components, peers and images count. */
  async check(body: object): Promise<Problem[]> {
    return (await this.#post<{ problems: Problem[] }>('/v1/isched/jobs/check', { body })).problems
  }

  /** The body as it was submitted. */
  async body(jobId: string): Promise<Record<string, unknown>> {
    const path = `/v1/isched/jobs/${encodeURIComponent(jobId)}/body`
    return (await this.#get<{ body: Record<string, unknown> }>(path)).body
  }

  /** Submits a job; the body holds a `job_id`, and so the call may be repeated. Answers the id. */
  async createAll(body: object): Promise<string> {
    return (await this.#post<{ job_id: string }>('/v1/platform/schedule/job/create_all', { body })).job_id
  }

  async stop(jobId: string, taskName?: string): Promise<void> {
    if (taskName === undefined) await this.#post('/v1/platform/schedule/job/stop_all', { body: { job_id: jobId } })
    else await this.#post('/v1/platform/schedule/job/stop_task', { body: { job_id: jobId, task_name: taskName } })
  }

  async approve(jobId: string): Promise<void> {
    await this.#post(`/v1/isched/jobs/${encodeURIComponent(jobId)}/approve`, { body: {} })
  }

  async reject(jobId: string, reason: string): Promise<void> {
    await this.#post(`/v1/isched/jobs/${encodeURIComponent(jobId)}/reject`, { body: { reason } })
  }

  logs(query: LogQuery, signal?: AbortSignal): Promise<LogPage> {
    const { jobId, taskName, role, level, start, tail, length, waitSeconds } = query
    return this.#get('/v1/isched/logs', {
      query: { job_id: jobId, task_name: taskName, role, level, start, tail, length, wait: waitSeconds },
      waitSeconds: waitSeconds ?? 0,
      signal,
    })
  }

  async components(): Promise<ComponentView[]> {
    return (await this.#get<{ components: ComponentView[] }>('/v1/isched/components')).components
  }

  async registerComponent(registration: object): Promise<void> {
    await this.#post('/v1/platform/schedule/component/register', { body: registration })
  }

  /** Answers how many were removed. */
  async removeComponent(key: ComponentKey): Promise<number> {
    return (await this.#post<{ removed: number }>('/v1/isched/components/remove', { body: key })).removed
  }

  async peers(): Promise<PeerView[]> {
    return (await this.#get<{ peers: PeerView[] }>('/v1/isched/peers')).peers
  }

  checkPeer(nodeId: string): Promise<PeerCheck> {
    return this.#post('/v1/isched/peers/check', { body: { node_id: nodeId } })
  }

  /** How everything is that the node depends on. */
  async doctor(): Promise<Finding[]> {
    return (await this.#get<{ findings: Finding[] }>('/v1/isched/doctor')).findings
  }

  events(onEvent: (event: SourceEvent) => void, signal: AbortSignal): void {
    void this.#followEvents(onEvent, signal)
  }

  async #followEvents(onEvent: (event: SourceEvent) => void, signal: AbortSignal): Promise<void> {
    let lastId: string | undefined
    let retryMs = FIRST_RETRY_MS
    while (!signal.aborted) {
      try {
        for await (const event of this.#eventStream(lastId, signal)) {
          retryMs = FIRST_RETRY_MS
          if (event.id !== undefined) lastId = event.id
          if (event.name === 'connected') onEvent({ kind: 'connected' })
          else if (event.name === 'reset') onEvent({ kind: 'reset' })
          else if (event.name === 'job') onEvent({ kind: 'job', job: JSON.parse(event.data) })
        }
      } catch (error) {
        if (signal.aborted) return
        if (!isSilence(error)) onEvent({ kind: 'away', reason: this.#explain(error).message })
      }
      await sleep(retryMs, undefined, { signal }).catch(() => undefined)
      retryMs = Math.min(LAST_RETRY_MS, retryMs * 2)
    }
  }

  /** One connection's events, the first of them `connected`. */
  async *#eventStream(lastId: string | undefined, signal: AbortSignal) {
    const { default: got } = await import('got')
    const stream = got.stream(`${this.address.url}/v1/isched/events`, {
      headers: {
        ...this.#headers(),
        accept: 'text/event-stream',
        ...(lastId === undefined ? {} : { 'last-event-id': lastId }),
      },
      timeout: { connect: CONNECT_MS, response: STREAM_MS, socket: SILENCE_MS },
      retry: { limit: 0 },
      decompress: false,
      throwHttpErrors: false,
      signal,
    })
    const response = await new Promise<{ statusCode: number; type: string }>((resolve, reject) => {
      stream.once('response', ({ statusCode, headers }) => resolve({ statusCode, type: headers['content-type'] ?? '' }))
      stream.once('error', reject)
    })
    if (response.statusCode !== 200 || !response.type.startsWith('text/event-stream')) {
      stream.destroy()
      throw strangerAt(this.address.url, response.statusCode, response.type)
    }
    yield { name: 'connected', id: undefined, data: '' }
    yield* serverSentEvents(stream)
  }

  #get<T>(path: string, request: Request = {}): Promise<T> {
    return this.#send('GET', path, request)
  }

  #post<T>(path: string, request: Request): Promise<T> {
    return this.#send('POST', path, request)
  }

  async #send<T>(method: 'GET' | 'POST', path: string, request: Request): Promise<T> {
    const { default: got } = await import('got')
    const query = new URLSearchParams()
    for (const [name, value] of Object.entries(request.query ?? {})) {
      if (value !== undefined) query.set(name, String(value))
    }
    try {
      const response = await got(`${this.address.url}${path}`, {
        method,
        headers: this.#headers(),
        ...(request.body === undefined ? {} : { json: request.body }),
        ...(query.size === 0 ? {} : { searchParams: query }),
        timeout: { connect: CONNECT_MS, request: ANSWER_MS + (request.waitSeconds ?? 0) * 1000 },
        // Every call is safe to repeat, so an answer lost on the way is asked for again.
        retry: { limit: 2, methods: ['GET', 'POST'], statusCodes: [], errorCodes: ['ECONNRESET', 'EPIPE'] },
        throwHttpErrors: false,
        followRedirect: false,
        ...(request.signal === undefined ? {} : { signal: request.signal }),
      })
      return this.#read(response.body, response.statusCode, response.headers['content-type'] ?? '')
    } catch (error) {
      throw this.#explain(error)
    }
  }

  #read<T>(text: string, status: number, type: string): T {
    const envelope = readEnvelope<T>(text)
    if (envelope === undefined) throw strangerAt(this.address.url, status, type)
    if (envelope.code === 0 || envelope.code === 200) return envelope.data
    if (envelope.code === 401) throw new Refusal(this.#tokenTrouble(envelope.msg), 401)
    throw new Refusal(envelope.msg || `The daemon answered with the code ${envelope.code} and no word.`, envelope.code)
  }

  #headers(): Headers {
    return this.address.token === undefined ? {} : { authorization: `Bearer ${this.address.token}` }
  }

  #tokenTrouble(words: string): string {
    const { url, tokenFile } = this.address
    return tokenFile === undefined
      ? `The daemon at ${url} asks for its token: say where it lies with --token-file or ISCHED_TOKEN_FILE.`
      : `The daemon at ${url} does not take the token in ${tokenFile}${words ? `: ${words}` : ''}`
  }

  /** What went wrong on the way, as a sentence. */
  #explain(error: unknown): Error {
    if (error instanceof CliError) return error
    if (!(error instanceof Error)) return new Error(String(error))
    if (error.name === 'AbortError') return error
    const code = 'code' in error ? error.code : undefined
    const why = code === 'ECONNREFUSED' ? 'the connection is refused' : error.message
    return new CliError(`No daemon answers at ${this.address.url}: ${why}. Does ischedd run?`, EXIT.unreachable, {
      cause: error,
    })
  }
}

/** A client for the daemon that the options, the environment or the machine name. */
export async function connect(options: AddressOptions, env: Io['env']): Promise<Client> {
  return new Client(await findAddress(options, env))
}

function readEnvelope<T>(text: string): { code: number; msg: string; data: T } | undefined {
  try {
    const envelope = JSON.parse(text)
    return typeof envelope?.code === 'number' ? { ...envelope, msg: String(envelope.msg ?? '') } : undefined
  } catch {
    return undefined
  }
}

function strangerAt(url: string, status: number, type: string): CliError {
  return new CliError(
    `What answers at ${url} is not isched's platform listener (HTTP ${status}, ${type || 'no content type'}).`,
    EXIT.unreachable,
  )
}

function isSilence(error: unknown): boolean {
  return error instanceof Error && 'event' in error && error.event === 'socket'
}

function exitCodeFor(code: number): ExitCode {
  if (code === 502 || code === 503) return EXIT.unreachable
  return code >= 400 && code < 500 ? EXIT.badInput : EXIT.failed
}
