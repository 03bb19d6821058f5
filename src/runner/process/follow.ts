import type { RunnerLog } from '../log.js'
import { type Exit, type OutputLine, RunnerRefusal } from '../runner.js'
import type { Supervisor } from './client.js'
import type { Instances } from './instances.js'
import { Tail } from './tail.js'
import { watchDirectory } from './watch.js'

type Stream = OutputLine['stream']

const STREAMS: readonly Stream[] = ['stdout', 'stderr']

/**
 * Hands over an instance's lines as its files grow, until the supervisor says that it has exited. The two streams are two files: their
 * lines come in the order in which the files were seen to grow.
 */
export class Follower {
  readonly #tails: Record<Stream, Tail>
  /** Which files have grown, in that order. */
  #grown = new Set<Stream>(STREAMS)
  #mayHaveExited = true
  #wake: () => void = () => undefined

  constructor(
    private readonly instances: Instances,
    private readonly supervisor: Supervisor,
    private readonly id: string,
    from: string | undefined,
    private readonly onLine: (line: OutputLine) => void,
    private readonly signal: AbortSignal,
    private readonly log: RunnerLog,
  ) {
    const [stdout, stderr] = parseCursor(from)
    this.#tails = {
      stdout: new Tail(instances.path(id, 'stdout'), stdout),
      stderr: new Tail(instances.path(id, 'stderr'), stderr),
    }
  }

  /** @throws {RunnerRefusal} when the instance is gone or was never started; the signal's reason when aborted */
  async run(): Promise<Exit> {
    try {
      return await this.#follow()
    } finally {
      await Promise.all(STREAMS.map(stream => this.#tails[stream].close()))
    }
  }

  async #follow(): Promise<Exit> {
    this.signal.throwIfAborted()
    if ((await this.instances.spec(this.id)) === undefined) throw this.#gone()
    if ((await this.instances.started(this.id)) === undefined) {
      throw new RunnerRefusal(`The instance ${this.id} was never started.`)
    }
    const exit = (await this.instances.exit(this.id)) ?? (await this.#untilExit())
    for (const stream of STREAMS) {
      await this.#drain(stream)
      this.#tails[stream].end(text => this.#hand(stream, text))
    }
    return exit
  }

  async #untilExit(): Promise<Exit> {
    const wake = () => this.#changed(undefined)
    const unsubscribe = this.supervisor.onExit(this.id, wake)
    const unwatch = watchDirectory(
      this.instances.path(this.id),
      file => this.#changed(file),
      error =>
        this.log('warn', 'Files cannot be watched; looking from time to time', {
          instance: this.id,
          error: String(error),
        }),
    )
    this.signal.addEventListener('abort', wake)
    try {
      await this.supervisor.connected()
      for (;;) {
        this.signal.throwIfAborted()
        const woken = new Promise<void>(resolve => {
          this.#wake = resolve
        })
        const exit = await this.#exit()
        if (exit !== undefined) return exit
        for (const stream of this.#takeGrown()) await this.#drain(stream)
        await woken
      }
    } finally {
      this.signal.removeEventListener('abort', wake)
      unwatch()
      unsubscribe()
    }
  }

  async #exit(): Promise<Exit | undefined> {
    if (!this.#mayHaveExited) return undefined
    this.#mayHaveExited = false
    const exit = await this.instances.exit(this.id)
    if (exit === undefined && (await this.instances.started(this.id)) === undefined) throw this.#gone()
    return exit
  }

  #takeGrown(): Set<Stream> {
    const grown = this.#grown
    this.#grown = new Set()
    return grown
  }

  #drain(stream: Stream): Promise<void> {
    return this.#tails[stream].drain(text => this.#hand(stream, text))
  }

  #hand(stream: Stream, text: string): void {
    this.signal.throwIfAborted()
    const cursor = `${this.#tails.stdout.offset},${this.#tails.stderr.offset}`
    this.onLine({ stream, text, at: Date.now(), cursor })
  }

  /** A stream's file has grown; anything else that happens here may be the end. */
  #changed(file: string | undefined): void {
    const stream = STREAMS.find(name => name === file)
    for (const grown of stream === undefined ? STREAMS : [stream]) this.#grown.add(grown)
    if (stream === undefined) this.#mayHaveExited = true
    this.#wake()
  }

  #gone(): RunnerRefusal {
    return new RunnerRefusal(`The instance ${this.id} is gone.`)
  }
}

/** A cursor is the offsets behind the last line: `<stdout>,<stderr>`, in bytes. */
function parseCursor(cursor: string | undefined): [number, number] {
  const match = /^(\d+),(\d+)$/.exec(cursor ?? '0,0')
  if (match === null)
    throw new Error(`"${cursor}" is no place in a process's output: <stdout bytes>,<stderr bytes> is expected.`)
  return [Number(match[1]), Number(match[2])]
}
