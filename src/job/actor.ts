/**
 * A job that lives: it takes events in their order, stores what they make of it, and has done what its machine asks for.
 * Store, then speak: nobody hears of a state before it is on disk, and what arrives together shares one write.
 */
import { freeze } from 'immer'
import type { Slots } from '../participant/slots.js'
import { ProtocolError } from '../protocol/envelope.js'
import type { Command, InstanceRef, Outstanding } from './commands.js'
import type { JobDocument } from './document.js'
import { atOf, type JobEvent, outstanding, step } from './machine.js'

/** What a performer is given beside its command. */
export interface Scene {
  jobId: string
  /** The last stored state. */
  doc: () => JobDocument
  /** The command as it stands in that state; undefined when it is off the list. */
  command: () => Command | undefined
  submit: (event: JobEvent) => void
  /** Aborts when the command is off the list, or the daemon ends. */
  signal: AbortSignal
  /** Aborts when a stop has overtaken the call. */
  overtaken: AbortSignal
  /** The command was outstanding already when this daemon started: it may have been under way before. */
  recovered: boolean
}

export type Perform = (command: Command, scene: Scene) => Promise<void>

export interface ActorOptions {
  jobId: string
  store: (doc: JobDocument) => Promise<void>
  perform: Perform
  slots: Slots
  now: () => number
  /** After every stored change. */
  onStored: (doc: JobDocument) => void
  /** What was under way is no more, and nothing came of it. */
  onIdle?: () => void
  /** A write failed: no new work is to be taken until one succeeds. */
  onWriteFailed: (error: Error) => void
  onFault: (error: unknown, doing: string) => void
}

interface Queued {
  event: JobEvent
  /** Absent for what this node says to itself: it is kept until it can be stored. */
  waiter?: { resolve: (doc: JobDocument) => void; reject: (error: unknown) => void }
}

interface Running {
  command: Command
  abort: AbortController
  overtaken: AbortController
}

const RETRY_WRITE_MS = 1000

export class JobActor {
  #doc: JobDocument | undefined
  #queue: Queued[] = []
  #flushing: Promise<void> | undefined
  #running = new Map<string, Running>()
  /** Performances that have not ended, those let go of included: they may have something to say yet. */
  #performing = 0
  #slots = new Set<string>()
  #closed = false
  #changes = new Set<() => void>()
  #retry: NodeJS.Timeout | undefined

  constructor(private readonly options: ActorOptions) {}

  get doc(): JobDocument | undefined {
    return this.#doc
  }

  /** Nothing is left to do or to be stored. */
  get idle(): boolean {
    return (
      this.#queue.length === 0 && this.#flushing === undefined && this.#running.size === 0 && this.#performing === 0
    )
  }

  /** Takes up a stored job again. */
  resume(doc: JobDocument): void {
    this.#doc = freeze(doc, true)
    this.#reconcile(outstanding(doc), true)
  }

  /** Stores what the event makes of the job; answers the stored state, or throws what the state says against it. */
  apply(event: JobEvent): Promise<JobDocument> {
    if (this.#closed) return Promise.reject(new ProtocolError(503, 'this node is stopping', { httpStatus: 503 }))
    return new Promise((resolve, reject) => {
      this.#queue.push({ event, waiter: { resolve, reject } })
      this.#flush()
    })
  }

  /** The same without waiting; kept and tried again where it cannot be stored. */
  submit(event: JobEvent): void {
    if (this.#closed) return
    this.#queue.push({ event })
    this.#flush()
  }

  /** Resolves when the stored state satisfies `wanted`, at the latest after `ms`. */
  async until(wanted: (doc: JobDocument) => boolean, ms: number): Promise<JobDocument | undefined> {
    const end = Date.now() + ms
    while (this.#doc !== undefined && !wanted(this.#doc) && !this.#closed) {
      const left = end - Date.now()
      if (left <= 0) break
      await new Promise<void>(resolve => {
        const done = (): void => {
          clearTimeout(timer)
          this.#changes.delete(done)
          resolve()
        }
        const timer = setTimeout(done, left)
        this.#changes.add(done)
      })
    }
    return this.#doc
  }

  /** Takes no more events, waits for what is being stored, and lets go of what is under way. */
  async close(): Promise<void> {
    this.#closed = true
    clearTimeout(this.#retry)
    await this.#flushing
    for (const { abort } of this.#running.values()) abort.abort(new Error('this node is stopping'))
    this.#running.clear()
    for (const wake of [...this.#changes]) wake()
  }

  #flush(): void {
    if (this.#flushing !== undefined) return
    // A turn of the loop later, so that what arrives together is stored together.
    this.#flushing = Promise.resolve()
      .then(() => this.#storeQueued())
      .finally(() => {
        this.#flushing = undefined
        if (this.#queue.length > 0 && this.#retry === undefined && !this.#closed) this.#flush()
      })
  }

  async #storeQueued(): Promise<void> {
    const batch = this.#queue
    this.#queue = []
    const before = this.#doc
    const heldBefore = new Set(this.#slots)
    let next = before
    const done: Queued[] = []
    for (const queued of batch) {
      try {
        next = step(next, queued.event)
        done.push(queued)
      } catch (error) {
        if (queued.waiter !== undefined) queued.waiter.reject(error)
        else if (!(error instanceof ProtocolError)) this.options.onFault(error, `an event of job ${this.options.jobId}`)
      }
    }
    if (next === undefined) return
    next = this.#takeRoom(next)
    const last = batch.at(-1)
    if (next !== before && last !== undefined) {
      next = freeze(
        { ...next, revision: next.revision + 1, updatedAt: Math.max(next.updatedAt, atOf(last.event)) },
        true,
      )
      try {
        await this.options.store(next)
      } catch (error) {
        this.#writeFailed(error, done, heldBefore)
        return
      }
      this.#doc = next
      this.options.onStored(next)
      for (const wake of [...this.#changes]) wake()
    }
    for (const { waiter } of done) waiter?.resolve(next)
    if (!this.#closed && next !== before) this.#reconcile(outstanding(next), false)
  }

  /** What has room in the runner gets it in the same step, so that a start costs one write. */
  #takeRoom(doc: JobDocument): JobDocument {
    let next = doc
    for (const [key, command] of Object.entries(outstanding(doc))) {
      if (command.type !== 'slot' || this.#slots.has(key)) continue
      if (!this.options.slots.take(this.#slotKey(key), command.resources)) continue
      this.#slots.add(key)
      next = step(next, {
        part: 'participant',
        event: { type: 'granted', ...command.instance, at: this.options.now() },
      })
    }
    return next
  }

  #writeFailed(error: unknown, batch: Queued[], heldBefore: Set<string>): void {
    const reason = error instanceof Error ? error : new Error(String(error))
    for (const key of this.#slots) if (!heldBefore.has(key)) this.#release(key)
    for (const { waiter } of batch)
      waiter?.reject(new ProtocolError(503, `this node cannot store it: ${reason.message}`, { httpStatus: 503 }))
    // What this node found out itself must not be forgotten.
    this.#queue = [...batch.filter(({ waiter }) => waiter === undefined), ...this.#queue]
    this.options.onWriteFailed(reason)
    // What is lost now is found out again by the next daemon.
    if (this.#closed) return
    clearTimeout(this.#retry)
    this.#retry = setTimeout(() => {
      this.#retry = undefined
      this.#flush()
    }, RETRY_WRITE_MS)
  }

  /** Begins what is outstanding and not under way, and lets go of what is off the list. */
  #reconcile(wanted: Outstanding, recovered: boolean): void {
    for (const [key, { abort }] of this.#running) {
      if (key in wanted) continue
      this.#running.delete(key)
      abort.abort(new Error('no longer wanted'))
    }
    this.#settleRoom(wanted, recovered)
    for (const [key, command] of Object.entries(wanted)) {
      const running = this.#running.get(key)
      if (running !== undefined) {
        running.command = command
        noteOvertaken(running)
        continue
      }
      if (command.type !== 'slot') this.#begin(key, command, recovered)
    }
  }

  #begin(key: string, command: Command, recovered: boolean): void {
    const abort = new AbortController()
    const running: Running = { command, abort, overtaken: new AbortController() }
    noteOvertaken(running)
    this.#running.set(key, running)
    const scene: Scene = {
      jobId: this.options.jobId,
      doc: () => {
        if (this.#doc === undefined) throw new Error(`job ${this.options.jobId} is not stored`)
        return this.#doc
      },
      command: () => (this.#running.get(key) === running ? running.command : undefined),
      submit: event => this.submit(event),
      signal: abort.signal,
      overtaken: running.overtaken.signal,
      recovered,
    }
    this.#performing += 1
    this.options
      .perform(command, scene)
      .catch((error: unknown) => {
        if (!abort.signal.aborted) this.options.onFault(error, key)
      })
      .finally(() => {
        this.#performing -= 1
        if (this.idle) this.options.onIdle?.()
      })
  }

  /** Keeps room for what runs, asks for it for what waits, and gives it up for what does neither. */
  #settleRoom(wanted: Outstanding, recovered: boolean): void {
    const running = new Map<string, InstanceRef>()
    for (const command of Object.values(wanted)) {
      if (command.type !== 'start' && command.type !== 'follow' && command.type !== 'halt') continue
      running.set(`slot:${command.instance.taskId}:${command.instance.role}`, command.instance)
    }
    for (const key of [...this.#slots]) if (!running.has(key) && !(key in wanted)) this.#release(key)
    if (recovered) {
      for (const [key, instance] of running) {
        this.#slots.add(key)
        this.options.slots.hold(
          this.#slotKey(key),
          this.#doc?.participant?.tasks[instance.task]?.instances[instance.role]?.resources ?? {},
        )
      }
    }
    for (const [key, command] of Object.entries(wanted)) {
      if (command.type !== 'slot' || this.#slots.has(key)) continue
      this.#slots.add(key)
      this.options.slots.wait(this.#slotKey(key), command.resources, () => {
        this.submit({ part: 'participant', event: { type: 'granted', ...command.instance, at: this.options.now() } })
      })
    }
  }

  #release(key: string): void {
    this.#slots.delete(key)
    this.options.slots.release(this.#slotKey(key))
  }

  #slotKey(key: string): string {
    return `${this.options.jobId}:${key}`
  }
}

function noteOvertaken({ command, overtaken }: Running): void {
  if (command.type === 'call' && command.entry.overtaken === true) overtaken.abort(new Error('overtaken by a stop'))
}
