/** Whole daemons for the tests: started as a user starts them, from the built bin/ischedd, and gone without a trace at the test's end. */
import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { closeSync, existsSync, mkdirSync, mkdtempSync, openSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import type { Test } from 'tap'
import { parse, stringify } from 'yaml'
import { readSettings } from '../../src/config/load.js'
import { startDaemon } from '../../src/daemon.js'
import type { RunningDaemon } from '../../src/ischedd/run-daemon.js'
import type { JobView, LogPage, NodeView } from '../../src/protocol/view.js'
import { createProcessRunner } from '../../src/runner/process.js'
import { fixture, fromRoot } from '../fixtures/root.js'
import { type Answer, type CallOptions, call } from './call.js'
import { holdToDescription } from './description.js'
import { busyboxImage, docker, nodeImage } from './docker.js'
import { freePorts } from './ports.js'
import { until } from './until.js'

export type RunnerKind = 'process' | 'docker'

export interface NodeOptions {
  /** Default: process. */
  runner?: RunnerKind
  /** As in ischedd.yaml, over what the helper writes; sections are merged. */
  settings?: Record<string, unknown>
  /** Single settings for a peer (`preset`, `edition`, ...), by its node id. */
  peers?: Record<string, Record<string, unknown>>
  /** Not among anyone's peers, and has none. */
  alone?: boolean
  /** Variables that its daemon is started with, beside those that it needs. */
  environment?: Record<string, string>
  /** In the process of the test, not in one of its own: for what is said over its doors, where no signal is needed. */
  inProcess?: boolean
}

/** Starts daemons that know each other; they, and all that they started, are gone with the test. */
export async function startNodes<Id extends string>(
  t: Pick<Test, 'teardown' | 'passing'>,
  nodes: Record<Id, NodeOptions>,
): Promise<Record<Id, TestNode>> {
  const folder = mkdtempSync(join(tmpdir(), 'isched-e2e-'))
  const entries = Object.entries<NodeOptions>(nodes)
  const ports = await freePorts(entries.length * 2)
  const made = entries.map(
    ([id, options], index) =>
      new TestNode(id, join(folder, id), [ports[2 * index] ?? 0, ports[2 * index + 1] ?? 0], options),
  )
  t.teardown(async () => {
    if (!t.passing()) for (const node of made) process.stderr.write(`--- ${node.id}\n${node.lastWords(60)}\n`)
    await Promise.all(made.map(node => node.clear()))
    rmSync(folder, { recursive: true, force: true })
  })
  for (const node of made) await node.layOut(made)
  await Promise.all(made.map(node => node.start()))
  return byId<Id>(made)
}

function byId<Id extends string>(nodes: TestNode[]): Record<Id, TestNode>
function byId(nodes: TestNode[]): Record<string, TestNode> {
  return Object.fromEntries(nodes.map(node => [node.id, node]))
}

/** How a run of `isched` ended. */
export interface CliRun {
  code: number
  stdout: string
  stderr: string
}

/** An instance as the runner has it. */
export interface FoundHere {
  id: string
  job: string
  task: string
  role: string
  phase: string
}

export class TestNode {
  readonly config: string
  readonly data: string
  readonly componentsFolder: string
  readonly platformUrl: string
  readonly interconnUrl: string
  readonly runner: RunnerKind
  readonly #log: string
  #child: ChildProcess | undefined
  #inProcess: RunningDaemon | undefined
  #clearing = false

  constructor(
    readonly id: string,
    readonly folder: string,
    readonly ports: [platform: number, interconn: number],
    readonly options: NodeOptions,
  ) {
    this.config = join(folder, 'ischedd.yaml')
    this.data = join(folder, 'data')
    this.componentsFolder = join(folder, 'components.d')
    this.platformUrl = `http://127.0.0.1:${ports[0]}`
    this.interconnUrl = `http://127.0.0.1:${ports[1]}`
    this.runner = options.runner ?? 'process'
    holdToDescription(this.platformUrl, 'platform')
    holdToDescription(this.interconnUrl, 'interconn')
    this.#log = join(folder, 'ischedd.log')
  }

  /** Writes its settings and its components. */
  async layOut(nodes: TestNode[]): Promise<void> {
    mkdirSync(this.componentsFolder, { recursive: true })
    const images = this.runner === 'docker' ? await containerImages() : {}
    const descriptors: unknown[] = parse(readFileSync(fromRoot('fixtures/components/components.yaml'), 'utf8'))
    const named = descriptors.map(each => {
      const imageUrl = String(Object(each).imageUrl)
      return { ...Object(each), imageUrl: images[imageUrl] ?? imageUrl }
    })
    writeFileSync(join(this.componentsFolder, 'test.yaml'), stringify(named))
    const others = nodes.filter(node => node !== this && !node.options.alone && !this.options.alone)
    this.configure({
      node_id: this.id,
      listen: { platform: `127.0.0.1:${this.ports[0]}`, interconn: `127.0.0.1:${this.ports[1]}` },
      peers: Object.fromEntries(
        others.map(({ id, interconnUrl }) => [id, { address: interconnUrl, ...this.options.peers?.[id] }]),
      ),
      runner: {
        kind: this.runner,
        stop_grace: '500ms',
        ...(this.runner === 'process' && { process: { images: processImages() } }),
      },
      polling: { interval: '100ms', safety_net: '2s' },
      log_level: 'debug',
    })
  }

  /** Writes ischedd.yaml; also what is changed in it while the daemon runs. */
  configure(settings: Record<string, unknown>): void {
    const before = existsSync(this.config) ? parse(readFileSync(this.config, 'utf8')) : {}
    writeFileSync(this.config, stringify(merged(merged(before, settings), this.options.settings ?? {})))
  }

  /** Puts another component into its folder: the shell component, for guest and host, by another name. */
  addComponent(name: string): void {
    const images: { imageUrl: string; component_info: { componentName: string } }[] = parse(
      readFileSync(join(this.componentsFolder, 'test.yaml'), 'utf8'),
    )
    const pair = images.find(({ component_info: info }) => info.componentName === 'pair')
    const added = { ...pair, component_info: { ...pair?.component_info, componentName: name } }
    writeFileSync(join(this.componentsFolder, `${name}.yaml`), stringify(added))
  }

  get pid(): number | undefined {
    return this.#child?.pid
  }

  /** Starts the daemon, and resolves when it answers. */
  async start(): Promise<void> {
    if (this.#clearing) throw new Error(`${this.id}: the test is over`)
    const runtime = join(this.folder, 'run')
    mkdirSync(runtime, { recursive: true, mode: 0o700 })
    if (this.options.inProcess) {
      process.env.XDG_RUNTIME_DIR = runtime
      const { settings } = await readSettings(this.config, process.env)
      if (settings === undefined) throw new Error(`${this.config} is no settings file`)
      this.#inProcess = await startDaemon(settings, { configFile: this.config, logLevel: 'silent' })
      return
    }
    const log = openSync(this.#log, 'a')
    const environment = { HOME: this.folder, XDG_RUNTIME_DIR: runtime, ...this.options.environment }
    const child = spawn(...asUser(environment, fromRoot('bin/ischedd'), '--config', this.config), {
      cwd: this.folder,
      stdio: ['ignore', log, log],
    })
    closeSync(log)
    this.#child = child
    children.add(child)
    child.once('exit', () => children.delete(child))
    await until(`${this.id} answers`, async () => {
      if (child.exitCode !== null || child.signalCode !== null)
        throw new Error(`${this.id} ended with ${child.exitCode ?? child.signalCode}:\n${this.lastWords(20)}`)
      return this.view().catch(() => undefined)
    })
  }

  /** Ends the daemon, and resolves when it has ended; what it has started runs on. Answers its exit code or signal. */
  async stop(signal: NodeJS.Signals = 'SIGTERM'): Promise<number | string> {
    await this.#inProcess?.close()
    this.#inProcess = undefined
    const child = this.#child
    if (child === undefined) return 'never started'
    if (child.exitCode === null && child.signalCode === null) {
      const ended = once(child, 'exit')
      child.kill(signal)
      await ended
    }
    return child.exitCode ?? child.signalCode ?? ''
  }

  /** Ends everything, and removes its containers. */
  async clear(): Promise<void> {
    this.#clearing = true
    const gently = setTimeout(() => this.#child?.kill('SIGKILL'), 5000)
    await this.stop()
    clearTimeout(gently)
    for (const { id } of await this.instances()) await this.#removeInstance(id)
    if (!existsSync(this.data)) return
    const { endSupervisor } = await fixture<{ endSupervisor(state: string): Promise<void> }>(
      'demo/setup/supervisor.mjs',
    )
    await endSupervisor(this.data)
  }

  async #removeInstance(id: string): Promise<void> {
    if (this.runner === 'docker') {
      await docker
        .getContainer(id)
        .remove({ force: true })
        .catch(() => undefined)
      return
    }
    const runner = this.#processes()
    await runner.remove(id)
    await runner.close()
  }

  /** What its runner has, of one job or of all, whatever the daemon says of it. */
  async instances(jobId?: string): Promise<FoundHere[]> {
    const all = await this.#allInstances()
    return jobId === undefined ? all : all.filter(({ job }) => job === jobId)
  }

  async #allInstances(): Promise<FoundHere[]> {
    if (this.installation === '') return []
    if (this.runner === 'docker') {
      const filters = { label: [`isched.installation=${this.installation}`] }
      const containers = await docker.listContainers({ all: true, filters })
      return containers.map(({ Id, Labels, State }) => ({
        id: Id,
        job: Labels['isched.job'] ?? '',
        task: Labels['isched.task'] ?? '',
        role: Labels['isched.role'] ?? '',
        phase: State,
      }))
    }
    if (!existsSync(join(this.data, 'processes'))) return []
    const runner = this.#processes()
    const found = await runner.list()
    await runner.close()
    return found.map(({ id, labels, phase }) => ({
      id,
      job: labels['isched.job'] ?? '',
      task: labels['isched.task'] ?? '',
      role: labels['isched.role'] ?? '',
      phase,
    }))
  }

  #processes() {
    return createProcessRunner({
      directory: join(this.data, 'processes'),
      installation: this.installation,
      images: {},
      capacity: {},
      log: () => undefined,
    })
  }

  /** The id by which its containers are told from others'; empty where it never got that far. */
  get installation(): string {
    const file = join(this.data, 'installation.json')
    return existsSync(file) ? String(JSON.parse(readFileSync(file, 'utf8')).id) : ''
  }

  get token(): string {
    return readFileSync(join(this.data, 'platform.token'), 'utf8').trim()
  }

  /** A call at its platform door, with the token. */
  platform(method: 'GET' | 'POST', path: string, body?: unknown, options: CallOptions = {}): Promise<Answer> {
    const headers = { authorization: `Bearer ${this.token}`, ...options.headers }
    return call(this.platformUrl, method, path, body, { ...options, headers })
  }

  /** A call under /v1/interconn/schedule of another node. */
  interconn(path: string, body: unknown, from?: string, options: CallOptions = {}): Promise<Answer> {
    const headers = { ...(from !== undefined && { 'x-node-id': from }), ...options.headers }
    const method = path.startsWith('job/status_all') ? 'GET' : 'POST'
    return call(this.interconnUrl, method, `/v1/interconn/schedule/${path}`, body, { ...options, headers })
  }

  /** The data of a successful answer at the platform door; throws its sentence else. */
  async ask(method: 'GET' | 'POST', path: string, body?: unknown): Promise<Record<string, unknown>> {
    const { code, msg, data } = await this.platform(method, path, body)
    if (code !== 0 && code !== 200) throw new Error(`${this.id} answers ${path} with ${code}: ${msg}`)
    return data
  }

  async view(): Promise<NodeView> {
    return asView<NodeView>(await this.ask('GET', '/v1/isched/node'))
  }

  /** Submits a job; answers its id. */
  async submit(body: unknown): Promise<string> {
    return String((await this.ask('POST', '/v1/platform/schedule/job/create_all', body)).job_id)
  }

  /** A job as this node sees it. */
  async job(jobId: string): Promise<JobView> {
    return asView<JobView>(await this.ask('GET', `/v1/isched/jobs/${jobId}`))
  }

  /** The job once it satisfies; a job that is not known here yet does not. */
  async jobWhen(jobId: string, what: string, satisfied: (job: JobView) => boolean): Promise<JobView> {
    let last: JobView | undefined
    try {
      return await until(`${this.id}: ${what}`, async () => {
        last = await this.job(jobId).catch(() => undefined)
        return last !== undefined && satisfied(last) ? last : undefined
      })
    } catch (error) {
      throw new Error(`${error instanceof Error ? error.message : error}; last seen: ${JSON.stringify(last, null, 1)}`)
    }
  }

  /** The job when it is over, and every task that was begun has settled. */
  finished(jobId: string): Promise<JobView> {
    return this.jobWhen(jobId, 'the job ends', job => job.outcome !== undefined && isSettled(job))
  }

  /** The lines of a task's log, once it is complete or satisfies. */
  async log(jobId: string, task: string, satisfied: (page: LogPage) => boolean = page => page.complete) {
    const { lines } = await until(`${this.id}: the log of ${task}`, async () => {
      const page = asView<LogPage>(await this.ask('GET', `/v1/isched/logs?job_id=${jobId}&task_name=${task}&wait=1`))
      return satisfied(page) ? page : undefined
    })
    return lines.map(({ text }) => text)
  }

  /** Lets a component that holds go on. `step` is what it waits for. */
  release(job: JobView, task: string, role: string, step = 'go'): void {
    const taskId = job.task_list.find(({ name }) => name === task)?.task_id ?? ''
    const folder = join(this.data, 'files', job.job_id, taskId, role)
    mkdirSync(folder, { recursive: true })
    writeFileSync(join(folder, step), '')
  }

  /** How often an instance was started: every start leaves a line. */
  starts(job: JobView, task: string, role: string): number {
    const taskId = job.task_list.find(({ name }) => name === task)?.task_id ?? ''
    const file = join(this.data, 'files', job.job_id, taskId, role, 'starts')
    return existsSync(file) ? readFileSync(file, 'utf8').trim().split('\n').length : 0
  }

  /** Runs `isched` against this node. */
  async isched(...args: string[]): Promise<CliRun> {
    const environment = {
      HOME: this.folder,
      XDG_RUNTIME_DIR: join(this.folder, 'run'),
      ISCHED_URL: this.platformUrl,
      ISCHED_TOKEN_FILE: join(this.data, 'platform.token'),
      NO_COLOR: '1',
    }
    const child = spawn(...asUser(environment, fromRoot('bin/isched'), ...args), {
      cwd: this.folder,
      stdio: ['ignore', 'pipe', 'pipe'],
    })
    const run: CliRun = { code: 0, stdout: '', stderr: '' }
    child.stdout.setEncoding('utf8').on('data', part => (run.stdout += part))
    child.stderr.setEncoding('utf8').on('data', part => (run.stderr += part))
    const [code] = await once(child, 'close')
    run.code = Number(code)
    return run
  }

  /** What the daemon has written, all of its lives together. */
  get words(): string {
    return existsSync(this.#log) ? readFileSync(this.#log, 'utf8') : ''
  }

  lastWords(lines: number): string {
    // The tests' own looking is left out.
    const said = this.words.split('\n').filter(line => line !== '' && !line.includes('"path":"/v1/isched/'))
    return said.slice(-lines).join('\n')
  }
}

/**
 * A program of ours as a user's shell starts it, with this environment and no other. A test runner puts its own hooks into the environment
 * of every child, whatever is asked for: so `env` clears it, and then becomes the program.
 */
function asUser(environment: Record<string, string>, program: string, ...args: string[]): [string, string[]] {
  const variables = Object.entries({ PATH: process.env.PATH ?? '', ...environment })
  return [
    '/usr/bin/env',
    ['-i', ...variables.map(([name, value]) => `${name}=${value}`), process.execPath, program, ...args],
  ]
}

/** What runs; a test that is ended from outside has no time to end it in order. */
const children = new Set<ChildProcess>()
process.once('exit', () => {
  for (const child of children) child.kill('SIGKILL')
})

function isSettled({ task_list: tasks }: JobView): boolean {
  return tasks.every(({ parties }) => parties.every(({ status }) => status !== 'RUNNING' && status !== 'READY'))
}

/** The views are what the daemon promises; the tests look at their values. */
function asView<T>(data: unknown): T
function asView(data: unknown): unknown {
  return data
}

function processImages(): Record<string, string[]> {
  return {
    'isched-test/shell': ['/bin/sh', fromRoot('fixtures/components/shell.sh')],
    'isched-test/caller': [process.execPath, fromRoot('fixtures/components/caller.mjs')],
  }
}

let images: Promise<Record<string, string>> | undefined

function containerImages(): Promise<Record<string, string>> {
  images ??= makeImages()
  return images
}

async function makeImages(): Promise<Record<string, string>> {
  const script = readFileSync(fromRoot('fixtures/components/shell.sh'), 'utf8')
  const caller = readFileSync(fromRoot('fixtures/components/caller.mjs'))
  return {
    'isched-test/shell': await busyboxImage(['/bin/sh', '-c', script]),
    'isched-test/caller': await nodeImage(
      ['/bin/node', '/caller.mjs'],
      [{ path: 'caller.mjs', mode: 0o644, content: caller }],
    ),
  }
}

function merged(below: Record<string, unknown>, above: Record<string, unknown>): Record<string, unknown> {
  const result: Record<string, unknown> = { ...below }
  for (const [name, value] of Object.entries(above)) {
    const under = result[name]
    result[name] = isSection(under) && isSection(value) ? merged(under, value) : value
  }
  return result
}

function isSection(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

/** A moment in which something that must not happen has its chance. */
export async function moment(): Promise<void> {
  await sleep(300)
}
