/** The callback listener, at every address where instances reach it: also at one that this machine has only later. */
import { randomInt } from 'node:crypto'
import { setTimeout as sleep } from 'node:timers/promises'
import { isPortTaken, type Listening } from './listen.js'

/** How often it is looked for an address that was missing, in milliseconds. */
const LOOK_MS = 10_000

/** Below what systems give to outgoing connections: one of those could have the port when the daemon comes back. */
const LOWEST_PORT = 10_000
const HIGHEST_PORT = 20_000
/** How long it is waited for the port of the last life, in milliseconds, where somebody else has it. */
const KEPT_MS = 5000
const AGAIN_MS = 250
const CHOICES = 100

export interface CallbackHostsOptions {
  /** Where it must listen now. May fail: an engine can be away. */
  wanted: () => Promise<string[]>
  open: (address: { host: string; port: number }) => Promise<Listening>
  onOpened: (url: string) => void
}

/**
 * An engine that starts after the daemon, or starts anew, makes its bridge then, and containers would call back to nobody. So what is
 * wanted is asked again while the daemon lives.
 */
export class CallbackHosts {
  readonly #open = new Map<string, Listening>()
  #port = 0
  #timer: NodeJS.Timeout | undefined
  #stopped = false

  constructor(private readonly options: CallbackHostsOptions) {}

  /** Opens all at one port: the given one, or with 0 one that is free. Throws a sentence where it cannot. */
  async start(hosts: string[], port: number): Promise<void> {
    this.#port = port
    try {
      for (const host of hosts) await this.#listen(host)
    } catch (error) {
      await Promise.all([...this.#open.values()].map(listening => listening.close(0)))
      this.#open.clear()
      throw error
    }
  }

  /**
   * Opens all at the port of the last life, which running instances know; where there was none, or somebody else keeps it for
   * `patienceMs`, at one that is free.
   */
  async startKept(hosts: string[], kept: number | undefined, patienceMs = KEPT_MS): Promise<void> {
    if (kept !== undefined && (await this.#startPatiently(hosts, kept, patienceMs))) return
    for (let choice = 1; choice < CHOICES; choice += 1) {
      if (await this.#startPatiently(hosts, randomInt(LOWEST_PORT, HIGHEST_PORT), 0)) return
    }
    await this.start(hosts, 0)
  }

  /** False where the port stays taken. */
  async #startPatiently(hosts: string[], port: number, patienceMs: number): Promise<boolean> {
    for (const end = Date.now() + patienceMs; ; await sleep(AGAIN_MS)) {
      try {
        await this.start(hosts, port)
        return true
      } catch (error) {
        if (!isPortTaken(error)) throw error
        if (Date.now() >= end) return false
      }
    }
  }

  /** Looks from now on for what is missing. */
  watch(): void {
    this.#timer = setInterval(() => void this.look(), LOOK_MS).unref()
  }

  /** Opens what is missing; what cannot be opened yet is tried again the next time. */
  async look(): Promise<void> {
    const hosts = await this.options.wanted().catch(() => [])
    for (const host of hosts.filter(each => !this.#open.has(each))) {
      if (this.#stopped) return
      const url = await this.#listen(host).catch(() => undefined)
      if (url !== undefined) this.options.onOpened(url)
    }
  }

  stop(): void {
    this.#stopped = true
    clearInterval(this.#timer)
  }

  get port(): number {
    return this.#port
  }

  get urls(): string[] {
    return [...this.#open.values()].map(({ url }) => url)
  }

  async #listen(host: string): Promise<string> {
    const listening = await this.options.open({ host, port: this.#port })
    this.#open.set(host, listening)
    this.#port = listening.port
    return listening.url
  }
}
