import { Agent } from 'node:http'
import Docker from 'dockerode'
import { RunnerRefusal } from '../runner.js'

/** What of `docker info` matters here. Memory in GiB. */
export interface EngineFacts {
  version: string
  system: string
  storageDriver: string
  backingFilesystem: string
  loggingDriver: string
  cpu: number
  memory: number
  /** Whether the kernel can hold an instance to its limit. */
  limitsCpu: boolean
  limitsMemory: boolean
}

const FACTS_FRESH_MS = 60_000
const ANSWER_WITHIN_MS = 60_000

/** One Docker engine behind a local socket. */
export class Engine {
  readonly socket: string
  readonly docker: Docker
  readonly #agent = new Agent()
  #facts: { at: number; value: Promise<EngineFacts> } | undefined

  constructor(socket: string) {
    this.socket = socket.replace(/^unix:\/\//, '')
    // All that docker-modem would otherwise read from DOCKER_HOST and its companions is said here: the settings count.
    const options = {
      socketPath: this.socket,
      host: undefined,
      port: undefined,
      protocol: 'http' as const,
      agent: this.#agent,
    }
    this.docker = new Docker(options)
  }

  /** What the engine says of itself, at most a minute old. */
  facts(): Promise<EngineFacts> {
    const now = Date.now()
    if (this.#facts === undefined || now - this.#facts.at > FACTS_FRESH_MS) {
      const value = this.#readFacts()
      this.#facts = { at: now, value }
      value.catch(() => {
        if (this.#facts?.value === value) this.#facts = undefined
      })
    }
    return this.#facts.value
  }

  /** A signal for a call that the engine answers at once when it is well. */
  deadline(): AbortSignal {
    return AbortSignal.timeout(ANSWER_WITHIN_MS)
  }

  close(): void {
    this.#agent.destroy()
  }

  async #readFacts(): Promise<EngineFacts> {
    const info: Record<string, unknown> = await this.docker.info().catch((error: unknown) => {
      throw failure('describe itself', error)
    })
    return {
      version: text(info.ServerVersion),
      system: text(info.OperatingSystem),
      storageDriver: text(info.Driver),
      backingFilesystem: backingFilesystem(info.DriverStatus),
      loggingDriver: text(info.LoggingDriver),
      cpu: typeof info.NCPU === 'number' ? info.NCPU : Number.POSITIVE_INFINITY,
      memory: typeof info.MemTotal === 'number' ? info.MemTotal / 2 ** 30 : Number.POSITIVE_INFINITY,
      limitsCpu: info.CpuCfsQuota !== false,
      limitsMemory: info.MemoryLimit !== false,
    }
  }
}

function text(value: unknown): string {
  return typeof value === 'string' ? value : ''
}

/** `DriverStatus` is a list of pairs: `[["Backing Filesystem", "xfs"], ...]`. */
function backingFilesystem(status: unknown): string {
  if (!Array.isArray(status)) return ''
  const pairs: unknown[] = status
  const pair = pairs.find(entry => Array.isArray(entry) && entry[0] === 'Backing Filesystem')
  return Array.isArray(pair) ? text(pair[1]) : ''
}

/** The HTTP status that the engine answered with; undefined where it did not answer. */
export function statusOf(error: unknown): number | undefined {
  if (typeof error !== 'object' || error === null || !('statusCode' in error)) return undefined
  return typeof error.statusCode === 'number' ? error.statusCode : undefined
}

/** The engine's own words, without what dockerode puts around them. */
export function wordsOf(error: unknown): string {
  if (typeof error === 'object' && error !== null && 'json' in error) {
    const { json } = error
    if (typeof json === 'object' && json !== null && 'message' in json && typeof json.message === 'string')
      return json.message.trim()
  }
  return error instanceof Error ? error.message.trim() : String(error)
}

/** What the engine cannot do however often it is asked, although it answers 500: the fault lies in the image or the settings. */
const HOPELESS =
  /OCI runtime create failed|failed to create (shim )?task|error while creating mount source path|exec format error/i

/** The error to throw when the engine said no: for good where trying again cannot help. */
export function failure(doing: string, error: unknown): Error {
  const status = statusOf(error)
  const words = wordsOf(error)
  if (status === undefined)
    return new Error(`The Docker engine did not answer while asked to ${doing}: ${words}`, { cause: error })
  const sentence = `The Docker engine refused to ${doing}: ${words}`
  const final = status === 400 || status === 404 || status === 403 || HOPELESS.test(words)
  return final ? new RunnerRefusal(sentence, { cause: error }) : new Error(sentence, { cause: error })
}
