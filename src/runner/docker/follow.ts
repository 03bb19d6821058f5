import { setTimeout as delay } from 'node:timers/promises'
import type Docker from 'dockerode'
import { LineJoiner } from '../lines.js'
import { linked } from '../linked.js'
import type { RunnerLog } from '../log.js'
import { type Exit, type OutputLine, RunnerRefusal } from '../runner.js'
import { statusOf, wordsOf } from './engine.js'
import { FrameReader } from './frames.js'
import { Place } from './place.js'
import { exitOf, phaseOf } from './state.js'

/** How long the word that a container has stopped may come after the end of its log. */
const STOP_AFTER_LOG_MS = 250
const FIRST_PAUSE_MS = 100
const LONGEST_PAUSE_MS = 5000

/**
 * Hands over a container's lines until it has exited. The live log is for speed; once the container has stopped the log is read again
 * from the last line, so that nothing depends on how the engine ends a live log. A lost engine is asked again until it
 * answers.
 */
export class Follower {
  readonly #place: Place
  /** What `onLine` threw: that ends the following, where a failure of the engine does not. */
  #broken: { error: unknown } | undefined

  constructor(
    private readonly container: Docker.Container,
    from: string | undefined,
    private readonly onLine: (line: OutputLine) => void,
    private readonly signal: AbortSignal,
    private readonly log: RunnerLog,
  ) {
    this.#place = new Place(from)
  }

  get #shortId(): string {
    return this.container.id.slice(0, 12)
  }

  /** @throws {RunnerRefusal} when the container is gone or was never started; the signal's reason when aborted */
  async run(): Promise<Exit> {
    let pause = FIRST_PAUSE_MS
    for (;;) {
      this.signal.throwIfAborted()
      try {
        await this.#untilStopped()
        const exit = await this.#ifExited()
        if (exit !== undefined) return exit
        pause = FIRST_PAUSE_MS
      } catch (error) {
        if (this.#broken !== undefined) throw this.#broken.error
        this.signal.throwIfAborted()
        if (error instanceof RunnerRefusal) throw error
        if (statusOf(error) === 404)
          throw new RunnerRefusal(`The container ${this.#shortId} is gone.`, { cause: error })
        const level = pause === FIRST_PAUSE_MS ? 'warn' : 'debug'
        this.log(level, 'The Docker engine is away; attaching to the container again', {
          container: this.#shortId,
          error: wordsOf(error),
        })
        pause = Math.min(2 * pause, LONGEST_PAUSE_MS)
      }
      await delay(pause, undefined, { signal: this.signal }).catch(() => undefined)
    }
  }

  /** Reads the live log until the engine says that the container has stopped, or the log ends without that. */
  async #untilStopped(): Promise<void> {
    const link = linked(this.signal)
    const stopped = this.container.wait({ condition: 'not-running', abortSignal: link.signal })
    const reading = this.#read(link.signal, 'so far')
    const ended = reading.then(() => delay(STOP_AFTER_LOG_MS, undefined, { signal: link.signal }))
    stopped.catch(() => undefined)
    ended.catch(() => undefined)
    try {
      await Promise.race([stopped, ended])
    } finally {
      link.release()
      link.abort()
      await reading.catch(() => undefined)
    }
  }

  /** The exit, with the rest of the log handed over; undefined while it runs. The log is whole only when it is read after the stop. */
  async #ifExited(): Promise<Exit | undefined> {
    const { State } = await this.container.inspect({ abortSignal: this.signal })
    const phase = phaseOf(State)
    if (phase === 'running') return undefined
    if (phase === 'created') throw new RunnerRefusal(`The container ${this.#shortId} was never started.`)
    await this.#readWhole()
    return exitOf(State)
  }

  async #readWhole(): Promise<void> {
    const link = linked(this.signal)
    try {
      await this.#read(link.signal, 'to its end')
    } finally {
      link.release()
    }
  }

  /** A last line without a newline is a line only once nothing more can come. */
  async #read(signal: AbortSignal, whole: 'so far' | 'to its end'): Promise<void> {
    const since = this.#place.reopen()
    const stream = await this.container.logs({
      follow: true,
      stdout: true,
      stderr: true,
      timestamps: true,
      abortSignal: signal,
      ...(since === undefined ? {} : { since }),
    })
    const frames = new FrameReader()
    const joiners = { stdout: new LineJoiner(), stderr: new LineJoiner() }
    const last = { stdout: 0, stderr: 0 }
    for await (const chunk of stream) {
      // Aborting does not take back what has arrived: the next reading would hand it over a second time.
      if (signal.aborted) return
      for (const frame of frames.push(Buffer.isBuffer(chunk) ? chunk : Buffer.from(chunk))) {
        if (!this.#place.isNew(frame)) continue
        last[frame.stream] = Date.parse(frame.timestamp)
        for (const { text } of joiners[frame.stream].push(frame.content))
          this.#hand(frame.stream, text, last[frame.stream])
      }
    }
    if (whole === 'so far') return
    for (const stream of ['stdout', 'stderr'] as const) {
      const line = joiners[stream].end()
      if (line !== undefined) this.#hand(stream, line.text, last[stream])
    }
  }

  #hand(stream: OutputLine['stream'], text: string, at: number): void {
    try {
      this.onLine({ stream, text, at, cursor: this.#place.advance(stream) })
    } catch (error) {
      this.#broken = { error }
      throw error
    }
  }
}
