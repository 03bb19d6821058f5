/** The nodes of a torture, and the network between them. */
import { chmodSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { Agent } from 'node:http'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fromRoot } from '../fixtures/root.js'
import { type RunnerKind, TestNode } from '../helpers/daemon.js'
import { nodeImage } from '../helpers/docker.js'
import { freePorts } from '../helpers/ports.js'
import { Ledger } from './ledger.js'
import { Life } from './life.js'
import { Link } from './link.js'
import type { Random } from './random.js'

const IMAGE = 'isched-torture/component'
/** Where a container sees the ledger. */
const MOUNTED = '/ledger'
/** For so long a daemon waits for a peer's answer. */
export const PEER_TIMEOUT_MS = 1500

export interface ClusterOptions {
  nodes: number
  runner: RunnerKind
  random: Random
  /** What the last daemon, whose operator is asked, is started with beside what it needs. */
  environment?: Record<string, string>
}

export class Cluster {
  readonly lives = new Map<string, Life>()
  /** By `from>to`. */
  readonly links = new Map<string, Link>()
  readonly manual: string[]
  readonly #agent = new Agent()

  private constructor(
    readonly folder: string,
    readonly ids: string[],
    readonly ledger: Ledger,
    readonly runner: RunnerKind,
  ) {
    this.manual = ids.slice(-1)
  }

  static async open({ nodes, runner, random, environment = {} }: ClusterOptions): Promise<Cluster> {
    const folder = mkdtempSync(join(tmpdir(), 'isched-torture-'))
    const ledgerFolder = join(folder, 'ledger')
    mkdirSync(ledgerFolder)
    // An image may run as any user.
    chmodSync(ledgerFolder, 0o777)
    const path = join(ledgerFolder, 'ledger')
    const ids = Array.from({ length: nodes }, (_, index) => String.fromCharCode(97 + index))
    const cluster = new Cluster(folder, ids, new Ledger(path), runner)
    chmodSync(path, 0o666)
    await cluster.#layOut(random, path, environment)
    return cluster
  }

  async #layOut(random: Random, ledger: string, environment: Record<string, string>): Promise<void> {
    const component = fromRoot('fixtures/torture/component.mjs')
    const image =
      this.runner === 'docker'
        ? await nodeImage(
            ['/bin/node', '/component.mjs', `${MOUNTED}/ledger`],
            [{ path: 'component.mjs', mode: 0o644, content: readFileSync(component) }],
          )
        : IMAGE
    const runner =
      this.runner === 'docker'
        ? { docker: { volumes: [`${join(ledger, '..')}:${MOUNTED}`] } }
        : { process: { images: { [IMAGE]: [process.execPath, component, ledger] } } }
    const ports = await freePorts(this.ids.length * (this.ids.length + 1))
    const port = (): number => ports.pop() ?? 0
    const nodes: TestNode[] = []
    for (const id of this.ids) {
      const peers: Record<string, Record<string, unknown>> = {}
      for (const other of this.ids) {
        if (other !== id) peers[other] = { address: `http://127.0.0.1:${this.#reserve(`${id}>${other}`, port())}` }
      }
      const capacity = { instances: random.pick([2, 4, 16]) }
      const settings = {
        runner: { ...runner, capacity, stop_grace: '1s' },
        polling: { interval: '300ms', safety_net: '2s' },
        peer_timeout: `${PEER_TIMEOUT_MS}ms`,
        approval: this.manual.includes(id) ? 'manual' : 'auto',
      }
      const options = { runner: this.runner, settings, peers, ...(this.manual.includes(id) && { environment }) }
      nodes.push(new TestNode(id, join(this.folder, id), [port(), port()], options))
    }
    for (const node of nodes) {
      await node.layOut(nodes)
      const components = readFileSync(fromRoot('fixtures/torture/components.yaml'), 'utf8').replaceAll(IMAGE, image)
      writeFileSync(join(node.componentsFolder, 'torture.yaml'), components)
      this.lives.set(node.id, new Life(node))
    }
    for (const [name, reserved] of this.#ports) {
      const target = this.life(name.split('>')[1] ?? '').node.interconnUrl
      const link = new Link(random.fork(name), target, PEER_TIMEOUT_MS, this.#agent)
      await link.listen(reserved)
      this.links.set(name, link)
    }
  }

  readonly #ports = new Map<string, number>()

  #reserve(link: string, port: number): number {
    this.#ports.set(link, port)
    return port
  }

  async start(): Promise<void> {
    await Promise.all([...this.lives.values()].map(life => life.start()))
  }

  life(id: string): Life {
    const life = this.lives.get(id)
    if (life === undefined) throw new Error(`no node ${id}`)
    return life
  }

  node(id: string): TestNode {
    return this.life(id).node
  }

  get kills(): number {
    return [...this.lives.values()].reduce((sum, { kills }) => sum + kills, 0)
  }

  /** The network is whole, and everybody is there. */
  async heal(): Promise<void> {
    for (const link of this.links.values()) {
      link.cut = undefined
      link.calm = true
    }
    for (const life of this.lives.values()) life.goOn()
    await this.start()
  }

  /** Ends everything. `keep`: the folder, with the daemons' logs, stays to be looked at; `before`: what comes before it goes. */
  async close({ keep, before }: { keep: boolean; before?: () => Promise<void> }): Promise<void> {
    await Promise.all([...this.links.values()].map(link => link.close()))
    this.#agent.destroy()
    await Promise.all([...this.lives.values()].map(life => life.close()))
    this.ledger.close()
    await before?.()
    if (!keep) rmSync(this.folder, { recursive: true, force: true, maxRetries: 5 })
  }
}
