import { type ChildProcess, spawn } from 'node:child_process'
import { closeSync, openSync } from 'node:fs'
import { constants } from 'node:os'
import { setTimeout as delay } from 'node:timers/promises'
import { type Exit, RunnerRefusal } from '../runner.js'
import { isAlive, markOf, type ProcessMark, writerOf } from './alive.js'
import { codeOf } from './durable.js'
import type { Instances } from './instances.js'
import type { SpecRecord } from './records.js'

const ORPHANS_LOOKED_AT_EVERY_MS = 100
const EXIT_WRITTEN_AGAIN_AFTER_MS = 1000

/** Errors of spawn that another attempt may not meet. */
const PASSING = new Set(['EAGAIN', 'EMFILE', 'ENFILE', 'ENOMEM'])

interface Running {
  /** Undefined where another supervisor has it, and has not noted it yet. */
  mark: ProcessMark | undefined
  /** Resolves when it has ended and how is on disk. */
  ended: Promise<void>
}

/** The processes of one supervisor: those it started, and those that a killed one left behind. */
export class Children {
  readonly #instances: Instances
  readonly #onExit: (id: string) => void
  readonly #self: ProcessMark
  readonly #starting = new Map<string, Promise<void>>()
  readonly #running = new Map<string, Running>()

  constructor(instances: Instances, onExit: (id: string) => void) {
    this.#instances = instances
    this.#onExit = onExit
    this.#self = markOf(process.pid) ?? { pid: process.pid, born: '' }
  }

  /** How many run or are being started. */
  get count(): number {
    return this.#running.size + this.#starting.size
  }

  /** Takes on what an earlier supervisor started: what still runs is watched, of what has ended unseen that is noted. */
  async adopt(): Promise<void> {
    for (const id of await this.#instances.ids()) {
      await this.#adopt(id).catch(error => complain(`cannot take on ${id}`, error))
    }
  }

  /**
   * Starts an instance; changes nothing where that was done before.
   *
   * @throws {RunnerRefusal} when there is no such instance, or its program cannot be run
   */
  async start(id: string): Promise<void> {
    const underWay = this.#starting.get(id) ?? this.#start(id).finally(() => this.#starting.delete(id))
    this.#starting.set(id, underWay)
    return underWay
  }

  /** Ends an instance: SIGTERM to its whole process group, SIGKILL after `graceMs` (at once for 0). Resolves when it has ended. */
  async stop(id: string, graceMs: number): Promise<void> {
    await this.#starting.get(id)?.catch(() => undefined)
    const running = this.#running.get(id)
    if (running === undefined) return
    if (graceMs > 0) {
      signalGroup(running.mark, 'SIGTERM')
      const patience = new AbortController()
      const expired = delay(graceMs, true, { signal: patience.signal }).catch(() => false)
      const late = await Promise.race([running.ended.then(() => false), expired])
      patience.abort()
      if (!late) return
    }
    signalGroup(running.mark, 'SIGKILL')
    await running.ended
  }

  async #adopt(id: string): Promise<void> {
    const started = await this.#instances.started(id)
    if (started === undefined || (await this.#instances.exit(id)) !== undefined) return
    const mark = (await this.#instances.process(id)) ?? writerOf(this.#instances.path(id, 'stdout'))
    const others = [started.supervisor, ...(mark === undefined ? [] : [mark])]
    if (others.some(isAlive)) this.#watch(id, mark, others, started.at)
    else await this.#noteLost(id, started.at)
  }

  async #start(id: string): Promise<void> {
    const spec = await this.#instances.spec(id)
    if (spec === undefined) throw new RunnerRefusal(`The instance ${id} is gone.`)
    const at = Date.now()
    if (!(await this.#instances.markStarted(id, { at, supervisor: this.#self }))) return
    try {
      const child = await this.#spawn(id, spec)
      this.#supervise(id, child, at)
    } catch (error) {
      await this.#instances.unmarkStarted(id)
      const sentence = `${spec.command[0]} cannot be run in ${spec.workingDirectory}: ${reason(error)}.`
      throw PASSING.has(codeOf(error) ?? '') ? new Error(sentence) : new RunnerRefusal(sentence)
    }
  }

  /** In a session, and so a process group, of its own; its output goes to files, which need neither us nor the daemon. */
  async #spawn(id: string, spec: SpecRecord): Promise<{ process: ChildProcess; pid: number }> {
    const [program = '', ...args] = spec.command
    const out = openSync(this.#instances.path(id, 'stdout'), 'a', 0o600)
    const err = openSync(this.#instances.path(id, 'stderr'), 'a', 0o600)
    try {
      const child = spawn(program, args, {
        cwd: spec.workingDirectory,
        env: spec.environment,
        stdio: ['ignore', out, err],
        detached: true,
      })
      const { pid } = child
      if (pid === undefined) throw await new Promise(resolve => child.once('error', resolve))
      // Not a moment later: were we killed before this, nobody would know the process.
      const mark = markOf(pid)
      if (mark !== undefined) this.#instances.noteProcess(id, mark)
      return { process: child, pid }
    } finally {
      closeSync(out)
      closeSync(err)
    }
  }

  #supervise(id: string, child: { process: ChildProcess; pid: number }, startedAt: number): void {
    const mark = markOf(child.pid) ?? { pid: child.pid, born: '' }
    const ended = new Promise<void>(resolve => {
      child.process.once('exit', (code, signal) => {
        // As with a container, nothing outlives the first process.
        sendToGroup(child.pid, 'SIGKILL')
        const times = { startedAt, endedAt: Date.now() }
        const exit =
          signal === null
            ? { exitCode: code ?? -1 }
            : { exitCode: 128 + constants.signals[signal], note: `ended by ${signal}` }
        resolve(this.#finish(id, { ...exit, ...times }))
      })
    })
    this.#running.set(id, { mark, ended })
  }

  /** Watches a process that is not our child until none of `others` (itself, its supervisor) is left to say how it ended. */
  #watch(id: string, mark: ProcessMark | undefined, others: ProcessMark[], startedAt: number): void {
    const look = async (): Promise<void> => {
      while (others.some(isAlive) && (await this.#isOpen(id))) await delay(ORPHANS_LOOKED_AT_EVERY_MS)
      await this.#noteLost(id, startedAt)
    }
    this.#running.set(id, { mark, ended: look() })
  }

  /** Whether an instance that was started is still there, and nobody has noted how it ended. */
  async #isOpen(id: string): Promise<boolean> {
    try {
      return (await this.#instances.started(id)) !== undefined && (await this.#instances.exit(id)) === undefined
    } catch {
      return true
    }
  }

  #noteLost(id: string, startedAt: number): Promise<void> {
    const note = 'how it ended is not known: its supervisor was killed while it ran'
    return this.#finish(id, { exitCode: -1, note, startedAt, endedAt: Date.now() })
  }

  async #finish(id: string, exit: Exit): Promise<void> {
    for (;;) {
      try {
        await this.#instances.noteExit(id, exit)
        break
      } catch (error) {
        // Removed meanwhile: nobody will ask.
        if (codeOf(error) === 'ENOENT') break
        complain(`cannot note how ${id} ended, trying again`, error)
        await delay(EXIT_WRITTEN_AGAIN_AFTER_MS)
      }
    }
    this.#running.delete(id)
    this.#onExit(id)
  }
}

/** To supervisor.log: nobody else is listening. */
function complain(what: string, error: unknown): void {
  console.error(`${new Date().toISOString()} ${what}:`, error)
}

function reason(error: unknown): string {
  if (codeOf(error) === 'ENOENT') return 'the program, or the directory, is not there'
  if (codeOf(error) === 'EACCES') return 'that is not permitted'
  return error instanceof Error ? error.message : String(error)
}

function signalGroup(mark: ProcessMark | undefined, signal: NodeJS.Signals): void {
  if (mark !== undefined && isAlive(mark)) sendToGroup(mark.pid, signal)
}

function sendToGroup(pid: number, signal: NodeJS.Signals): void {
  try {
    process.kill(-pid, signal)
  } catch (error) {
    // ESRCH: it ended by itself. EPERM (macOS): what is left of it are zombies.
    if (codeOf(error) !== 'ESRCH' && codeOf(error) !== 'EPERM') throw error
  }
}
