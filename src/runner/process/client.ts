import { spawn } from 'node:child_process'
import { closeSync, openSync } from 'node:fs'
import { connect, type Socket } from 'node:net'
import { extname, join } from 'node:path'
import { setTimeout as delay } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'
import type { RunnerLog } from '../log.js'
import { RunnerRefusal } from '../runner.js'
import { codeOf } from './durable.js'
import { eachLine, type Message, parseMessage, type Request, socketPath } from './wire.js'

const ATTEMPTS = 5
const AGAIN_AFTER_MS = 1000
const HANG_UP_AFTER_MS = 1000

type Order = { do: 'start'; instance: string } | { do: 'stop'; instance: string; graceMs: number }

interface Waiting {
  resolve: () => void
  reject: (error: Error) => void
}

/** The connection was lost before the answer came. */
class ConnectionLost extends Error {
  override name = 'ConnectionLost'
}

/** A daemon's end of the line to its directory's supervisor, which it starts when there is none. */
export class Supervisor {
  readonly #directory: string
  readonly #log: RunnerLog
  #path: string | undefined
  #socket: Promise<Socket> | undefined
  /** The socket on which a supervisor has said who it is. */
  #current: Socket | undefined
  #lastId = 0
  #closed = false
  readonly #waiting = new Map<number, Waiting>()
  readonly #watchers = new Map<string, Set<() => void>>()

  constructor(directory: string, log: RunnerLog) {
    this.#directory = directory
    this.#log = log
  }

  /** Resolves when a supervisor is there; then every instance that was started is either running or has its exit noted. */
  async connected(): Promise<void> {
    await this.#connection()
  }

  /**
   * Has something done, and resolves when it is. Both things can be asked for twice, so a supervisor that is lost in the middle
   * is replaced and asked again.
   *
   * @throws {RunnerRefusal} when it cannot be done for good
   */
  async order(order: Order): Promise<void> {
    for (let attempt = 1; ; attempt++) {
      try {
        return await this.#ask(order)
      } catch (error) {
        if (!(error instanceof ConnectionLost) || this.#closed || attempt === ATTEMPTS) throw error
      }
    }
  }

  /** Calls `wake` when an instance may have exited; answers what ends that. */
  onExit(instance: string, wake: () => void): () => void {
    const watchers = this.#watchers.get(instance) ?? new Set()
    this.#watchers.set(instance, watchers.add(wake))
    return () => {
      watchers.delete(wake)
      if (watchers.size === 0) this.#watchers.delete(instance)
    }
  }

  /** Hangs up; the supervisor goes too where nothing runs. */
  async close(): Promise<void> {
    this.#closed = true
    const socket = await this.#socket?.catch(() => undefined)
    if (socket === undefined || socket.closed) return
    const closed = new Promise(resolve => socket.once('close', resolve))
    socket.write(line({ do: 'rest' }))
    await Promise.race([closed, delay(HANG_UP_AFTER_MS, undefined, { ref: false })])
    socket.destroy()
  }

  async #ask(order: Order): Promise<void> {
    const socket = await this.#connection()
    const id = ++this.#lastId
    const request: Request = { id, ...order }
    await new Promise<void>((resolve, reject) => {
      this.#waiting.set(id, { resolve, reject })
      socket.write(line(request))
    })
  }

  #connection(): Promise<Socket> {
    if (this.#closed) return Promise.reject(new Error('The runner was closed.'))
    if (this.#socket === undefined) {
      const socket = this.#connect()
      this.#socket = socket
      socket.catch(() => this.#forget(socket))
    }
    return this.#socket
  }

  #forget(socket: Promise<Socket>): void {
    if (this.#socket === socket) this.#socket = undefined
  }

  async #connect(): Promise<Socket> {
    this.#path ??= socketPath(this.#directory)
    for (let attempt = 0; attempt < ATTEMPTS; attempt++) {
      if (attempt > 0) await startSupervisor(this.#directory)
      const socket = await this.#greet(this.#path)
      if (socket !== undefined) return socket
    }
    throw new Error(
      `No supervisor of processes could be started in ${this.#directory}; ${join(this.#directory, 'supervisor.log')} may say why.`,
    )
  }

  /** A connection on which a supervisor has said who it is; undefined where there is none, or it just goes. */
  #greet(path: string): Promise<Socket | undefined> {
    return new Promise((resolve, reject) => {
      const socket = connect(path)
      socket.on('error', error => {
        const none = ['ENOENT', 'ECONNREFUSED', 'ECONNRESET', 'EPIPE'].includes(codeOf(error) ?? '')
        if (none) resolve(undefined)
        else reject(error)
      })
      socket.on('close', () => {
        resolve(undefined)
        this.#lost(socket)
      })
      eachLine(socket, text => {
        const message = parseMessage(text)
        if (message === undefined) socket.destroy()
        else if ('supervisor' in message) {
          this.#current = socket
          resolve(socket)
        } else this.#hear(message)
      })
    })
  }

  #hear(message: Exclude<Message, { supervisor: number }>): void {
    if ('exited' in message) {
      this.#wake(message.exited)
      return
    }
    const waiting = this.#waiting.get(message.id)
    this.#waiting.delete(message.id)
    if (message.ok) waiting?.resolve()
    else waiting?.reject(message.final ? new RunnerRefusal(message.reason) : new Error(message.reason))
  }

  #lost(socket: Socket): void {
    if (socket !== this.#current) return
    this.#current = undefined
    this.#socket = undefined
    for (const { reject } of this.#waiting.values()) reject(new ConnectionLost('The supervisor of processes was lost.'))
    this.#waiting.clear()
    if (!this.#closed && this.#watchers.size > 0) void this.#reconnect()
  }

  /** For those who wait for an exit, which nobody would tell them of otherwise. */
  async #reconnect(): Promise<void> {
    this.#log('warn', 'The supervisor of processes was lost; starting another', { directory: this.#directory })
    while (!this.#closed) {
      try {
        await this.#connection()
        for (const instance of this.#watchers.keys()) this.#wake(instance)
        return
      } catch (error) {
        this.#log('error', 'No supervisor of processes could be started', { error: String(error) })
        await delay(AGAIN_AFTER_MS)
      }
    }
  }

  #wake(instance: string): void {
    for (const wake of this.#watchers.get(instance) ?? []) wake()
  }
}

function line(request: Request): string {
  return `${JSON.stringify(request)}\n`
}

/**
 * Starts a supervisor in a process of its own, which belongs to nobody, and resolves when it is ready or has failed. Its environment is
 * empty: what it starts inherits nothing.
 */
async function startSupervisor(directory: string): Promise<void> {
  const self = fileURLToPath(import.meta.url)
  const main = join(self, '..', `main${extname(self)}`)
  // Where the sources run as they are, whatever makes that possible is needed there too.
  const flags = extname(self) === '.ts' ? process.execArgv : []
  const log = openSync(join(directory, 'supervisor.log'), 'a', 0o600)
  try {
    const child = spawn(process.execPath, [...flags, main, directory], {
      cwd: directory,
      env: {},
      detached: true,
      stdio: ['ignore', 'pipe', log],
    })
    await new Promise<void>((resolve, reject) => {
      child.once('error', reject)
      child.once('exit', resolve)
      child.stdout?.once('data', resolve)
    })
    child.stdout?.destroy()
    child.unref()
  } finally {
    closeSync(log)
  }
}
