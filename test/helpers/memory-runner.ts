import type { Exit, FoundInstance, InstanceSpec, OutputLine, Runner } from '../../src/runner/runner.js'
import { RunnerRefusal } from '../../src/runner/runner.js'

interface Held {
  spec: InstanceSpec
  found: FoundInstance
  lines: OutputLine[]
  wake: Set<() => void>
}

/** A runner whose instances do what a test says. It keeps every promise of the interface, and counts what is asked of it. */
export class MemoryRunner implements Runner {
  readonly kind = 'process'
  readonly held = new Map<string, Held>()
  /** `prepare <name>`, `start <id>`, ... in order. */
  readonly asked: string[] = []
  /** Throws for the next calls of a kind, one each. */
  readonly failures: { method: string; error: Error; after?: boolean }[] = []
  #next = 1

  async describe() {
    return 'in memory'
  }
  async capacity() {
    return { instances: Infinity, cpu: Infinity, memory: Infinity }
  }
  async admit() {
    return { ok: true as const, digest: 'd', warnings: [] }
  }

  async prepare(spec: InstanceSpec): Promise<string> {
    this.asked.push(`prepare ${spec.name}`)
    this.#fail('prepare')
    for (const [id, { found }] of this.held) if (found.name === spec.name) return id
    const id = `i${this.#next++}`
    const { name, labels } = spec
    this.held.set(id, { spec, found: { id, name, labels, phase: 'created' }, lines: [], wake: new Set() })
    return id
  }

  async start(id: string): Promise<void> {
    this.asked.push(`start ${id}`)
    this.#fail('start')
    const held = this.#of(id)
    if (held.found.phase !== 'created') throw new Error(`${id} was started before`)
    held.found = { ...held.found, phase: 'running', startedAt: 100 }
    this.#fail('start', true)
  }

  async stop(id: string, graceMs: number): Promise<void> {
    this.asked.push(`stop ${id} ${graceMs}`)
    this.#fail('stop')
    if (this.held.get(id)?.found.phase === 'running') this.exit(id, 137)
  }

  async remove(id: string): Promise<void> {
    this.asked.push(`remove ${id}`)
    this.#fail('remove')
    this.held.delete(id)
  }

  async list(): Promise<FoundInstance[]> {
    return [...this.held.values()].map(({ found }) => found)
  }

  async inspect(id: string): Promise<FoundInstance | undefined> {
    this.asked.push(`inspect ${id}`)
    return this.held.get(id)?.found
  }

  async follow(
    id: string,
    from: string | undefined,
    onLine: (line: OutputLine) => void,
    signal: AbortSignal,
  ): Promise<Exit> {
    this.asked.push(`follow ${id}${from === undefined ? '' : ` from ${from}`}`)
    this.#fail('follow')
    let next = from === undefined ? 0 : Number(from)
    for (;;) {
      signal.throwIfAborted()
      const held = this.#of(id)
      for (const line of held.lines.slice(next)) onLine(line)
      next = held.lines.length
      const { phase, exitCode = -1, endedAt = 0, startedAt, note } = held.found
      if (phase === 'exited')
        return { exitCode, endedAt, ...(startedAt !== undefined && { startedAt }), ...(note !== undefined && { note }) }
      await new Promise<void>(resolve => {
        held.wake.add(resolve)
        signal.addEventListener('abort', () => resolve(), { once: true })
      })
    }
  }

  logPath(logDirectory: string) {
    return logDirectory
  }
  async callbackHost() {
    return { host: '127.0.0.1', bind: ['127.0.0.1'] }
  }
  async close() {}

  /** The instance writes a line. */
  print(id: string, text: string): void {
    const held = this.#of(id)
    held.lines.push({ stream: 'stdout', text, at: 0, cursor: String(held.lines.length + 1) })
    this.#wake(held)
  }

  /** The instance ends. */
  exit(id: string, exitCode: number, note?: string): void {
    const held = this.#of(id)
    held.found = { ...held.found, phase: 'exited', exitCode, endedAt: 200, ...(note !== undefined && { note }) }
    this.#wake(held)
  }

  #of(id: string): Held {
    const held = this.held.get(id)
    if (held === undefined) throw new RunnerRefusal(`${id} is gone`)
    return held
  }

  #wake(held: Held): void {
    for (const wake of held.wake) wake()
    held.wake.clear()
  }

  #fail(method: string, after = false): void {
    const at = this.failures.findIndex(each => each.method === method && (each.after ?? false) === after)
    const [failure] = at < 0 ? [] : this.failures.splice(at, 1)
    if (failure) throw failure.error
  }
}
