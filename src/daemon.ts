/** The one place where a daemon is put together: data, runner, jobs, peers, and its three doors. */
import { mkdir } from 'node:fs/promises'
import { join } from 'node:path'
import { type Logger, pino } from 'pino'
import { announce } from './cli/rendezvous.js'
import { packageVersion } from './cli/version.js'
import { Registry } from './components/registry.js'
import { watchSettings } from './config/reload.js'
import type { Settings } from './config/settings.js'
import { watchFolder } from './config/watch.js'
import { examine } from './doctor.js'
import { InitiatorService } from './initiator/service.js'
import type { NodeContext } from './job/context.js'
import { JOB_SCHEMA, type JobDocument, readDocument } from './job/document.js'
import { Jobs } from './job/jobs.js'
import { iso } from './job/view.js'
import { TaskLogs } from './logs/logs.js'
import { InstancePerformer } from './participant/perform.js'
import { ParticipantService } from './participant/service.js'
import { Slots } from './participant/slots.js'
import { strayReason } from './participant/strays.js'
import { PeerClient } from './peers/client.js'
import { greet } from './peers/greet.js'
import { performer } from './perform.js'
import type { NodeView } from './protocol/view.js'
import type { Runner } from './runner/runner.js'
import { selectRunner } from './runner/select.js'
import { demandEngine, kindToAskFor } from './runner/stay.js'
import { SchedulerService } from './scheduler/service.js'
import { application } from './server/application.js'
import { CALLBACK_PATH, CallbacksUnderWay, callbackRoutes } from './server/callback.js'
import { CallbackHosts } from './server/callback-hosts.js'
import { EventStream } from './server/events.js'
import { heard, interconnRoutes } from './server/interconn.js'
import { type Listening, listen } from './server/listen.js'
import { LogService } from './server/logs.js'
import { Metrics } from './server/metrics.js'
import { PLATFORM_RAW } from './server/openapi/raw.js'
import { descriptionRoutes, platformRawRoutes } from './server/openapi/routes.js'
import { ownRoutes, platformRoutes } from './server/platform.js'
import { successCodeFor } from './server/success.js'
import { bearerToken } from './server/token.js'
import { openDataDirectory } from './store/directory.js'
import { Documents } from './store/documents.js'
import { platformToken } from './store/token.js'

export interface DaemonOptions {
  configFile: string
  logLevel?: string
  pretty?: boolean
}

/** How long an ending daemon waits for what it is answering, in milliseconds. */
const LAST_ANSWERS_MS = 5000

/** Starts a daemon, and answers when all its listeners are open. Throws a sentence where it cannot. */
export async function startDaemon(
  settings: Settings,
  options: DaemonOptions,
): Promise<{ close(): Promise<void>; describe(): string[] }> {
  const startedAt = Date.now()
  const version = packageVersion()
  const log = makeLog(settings, options)
  // What was opened is closed again in the opposite order, also when the start fails half-way.
  const closers: (() => Promise<void>)[] = []
  const close = async (): Promise<void> => {
    for (const each of closers.splice(0).reverse())
      await each().catch((error: unknown) => log.error({ err: error }, 'closing'))
  }
  try {
    const data = await openDataDirectory(settings.dataDirectory)
    closers.push(() => data.close())
    const { token, path: tokenFile } = await platformToken(data.path)
    const runnerBefore = kindOf(data.recall('runner'))
    const runner = await openRunner(settings, data.path, data.installationId, runnerBefore, log)
    closers.push(() => runner.close())
    const capacity = await runner.capacity()
    const slots = new Slots(capacity)
    const logs = new TaskLogs(join(data.path, 'logs'), failure =>
      log.error({ err: failure }, 'a task log cannot be written'),
    )
    closers.push(() => logs.close())
    const registry = new Registry(join(data.path, 'components'), settings.componentsDirectory)
    for (const problem of (await registry.load()).stored) log.warn(problem, 'a component cannot be read')

    let peers = settings.peers
    const now = Date.now
    const random = Math.random
    const client = new PeerClient({ self: settings.nodeId, peers: () => peers, timeoutMs: settings.peerTimeoutMs, now })
    closers.push(async () => client.close())

    let jobsAreRead: () => void = () => undefined
    const callbacks = new CallbacksUnderWay(
      new Promise(resolve => {
        jobsAreRead = resolve
      }),
    )
    const callbackHost = await runner.callbackHost()
    let callbackPort = 0
    const instances = new InstancePerformer({
      runner,
      logs,
      installationId: data.installationId,
      node: { nodeId: settings.nodeId, instId: settings.instId, ...settings.system },
      callbackUrl: secret => `http://${callbackHost.host}:${callbackPort}${CALLBACK_PATH}?token=${secret}`,
      logDirectory: async (jobId, taskId, role) => {
        const directory = join(data.path, 'files', jobId, taskId, role)
        await mkdir(directory, { recursive: true })
        return directory
      },
      callbacksTaken: () => callbacks.taken(),
      now,
      random,
      onTrouble: ({ jobId }, { task, role }, sentence) =>
        log.warn({ job: jobId, task, role }, `will be tried again: ${sentence}`),
    })

    const events = new EventStream()
    const store = new Documents<JobDocument>({
      directory: join(data.path, 'jobs'),
      schema: JOB_SCHEMA,
      check: readDocument,
    })
    await store.open()
    const jobs = new Jobs({
      store,
      slots,
      now,
      perform: performer({
        client,
        instances,
        polling: settings.polling,
        silenceMatters: settings.deadlines.silentPeerMs !== undefined,
        now,
        random,
      }),
      onStored: (summary, doc) => {
        events.publish(summary)
        log.info(
          {
            job: doc.jobId,
            trace: doc.traceId,
            status: summary.status,
            tasks: summary.tasks,
            ...(summary.reason && { reason: summary.reason }),
          },
          'job',
        )
      },
      onFault: (error, doing) => log.error({ err: error, doing }, 'a fault'),
    })

    const node: NodeContext = {
      self: settings.nodeId,
      jobs,
      peers: () => peers,
      components: () => registry.all(),
      admitImage: (image, resources) => runner.admit(image, resources),
      askStatus: (peer, query, traceId) => client.get(peer, 'job/status_all', query, traceId),
      scheduler: settings.scheduler,
      approval: settings.approval,
      strictParameters: settings.parameters === 'strict',
      storage: settings.system.storage,
      patienceMs: settings.patienceMs,
      graceMs: settings.runner.stopGraceMs,
      deadlines: settings.deadlines,
      now,
    }
    const scheduler = new SchedulerService(node)
    const participant = new ParticipantService(node)
    const initiator = new InitiatorService(node, scheduler)
    const metrics = new Metrics(jobs, slots)
    const successCode = successCodeFor(() => peers)
    const successCodeOfPeer = successCodeFor(
      () => peers,
      (jobId, taskId) => jobs.schedulerOf(jobId, taskId),
    )

    const open: Listening[] = []
    const openListener = async (
      name: string,
      handler: Parameters<typeof listen>[1],
      address: { host: string; port: number },
    ): Promise<Listening> => {
      const listening = await listen(name, handler, address)
      open.push(listening)
      return listening
    }
    closers.push(async () => {
      await Promise.all(open.map(listening => listening.close(LAST_ANSWERS_MS)))
    })
    closers.push(() => jobs.close())

    // Containers that still run hold the URL: the port stays the same over restarts.
    const callbackApp = application({
      log,
      successCode,
      routes: [...callbackRoutes(participant), ...descriptionRoutes('callback')],
      gate: callbacks.counted,
    }).callback()
    const { host, port } = settings.listen.callback
    const callbackHosts = new CallbackHosts({
      wanted: async () => (await runner.callbackHost()).bind,
      open: address => openListener('callback', callbackApp, address),
      onOpened: url => log.info({ url }, 'instances reach this node at one address more'),
    })
    const hosts = host === 'auto' ? callbackHost.bind : [host]
    if (port !== 0) await callbackHosts.start(hosts, port)
    else {
      const kept = Number(data.recall('callbackPort') ?? 0) || undefined
      await callbackHosts.startKept(hosts, kept)
      if (kept !== undefined && kept !== callbackHosts.port)
        log.warn(
          { kept, port: callbackHosts.port },
          'the callback port is taken: of what runs already, only exit codes count',
        )
      await data.remember('callbackPort', callbackHosts.port)
    }
    callbackPort = callbackHosts.port
    if (host === 'auto') callbackHosts.watch()
    closers.push(async () => callbackHosts.stop())

    const unreadable = await jobs.load(living => {
      const instances = living.reduce((sum, doc) => sum + heldInstances(doc), 0)
      const { kind, docker } = settings.runner
      demandEngine(kind, runnerBefore, runner.kind, { instances, socket: docker.socket })
    })
    await data.remember('runner', runner.kind)
    jobsAreRead()
    for (const problem of unreadable) log.error(problem, 'a job cannot be read')
    await removeStrays(runner, jobs, new Set(unreadable.map(({ id }) => id)), log)

    const interconn = await openListener(
      'interconn',
      application({
        log,
        successCode: successCodeOfPeer,
        routes: [...interconnRoutes(scheduler, participant), ...descriptionRoutes('interconn')],
        raw: [metrics.timed('interconn'), heard(peer => client.heard(peer))],
      }).callback(),
      settings.listen.interconn,
    )
    void greet(node, jobs.living())
    const describeNode = async (): Promise<NodeView> => ({
      node_id: settings.nodeId,
      inst_id: settings.instId,
      version,
      pid: process.pid,
      started_at: iso(startedAt),
      runner: {
        kind: runner.kind,
        describe: await runner.describe(),
        ...slots.count(),
        capacity: { instances: finite(capacity.instances), cpu: finite(capacity.cpu), memory: finite(capacity.memory) },
      },
      approval: settings.approval,
      scheduler: settings.scheduler ?? settings.nodeId,
      listeners: {
        platform: platform.url,
        interconn: interconn.url,
        callback: callbackHosts.urls,
      },
      ...(jobs.closed !== undefined && { closed: jobs.closed }),
      jobs: jobs.countByStatus(),
    })
    const patient = {
      runner,
      registry,
      jobs,
      client,
      peers: () => Object.keys(peers),
      callbacks: () => callbackHosts.urls,
      dataDirectory: data.path,
      room: () => slots.count(),
    }
    const parts = {
      node,
      initiator,
      participant,
      registry,
      client,
      logs: new LogService(node, logs),
      describeNode,
      examine: () => examine(patient),
    }
    const platform = await openListener(
      'platform',
      application({
        log,
        successCode,
        routes: [
          ...platformRoutes(parts),
          ...ownRoutes(parts),
          ...platformRawRoutes({ events: events.middleware(PLATFORM_RAW.events.path), metrics: metrics.page }),
        ],
        gate: bearerToken(token, tokenFile),
        raw: [metrics.timed('platform')],
      }).callback(),
      settings.listen.platform,
    )
    closers.push(async () => events.close())

    const settingsWatcher = await watchSettings(
      options.configFile,
      settings,
      (next, changed) => {
        peers = next.peers
        if (options.logLevel === undefined) log.level = next.logLevel
        log.info({ changed }, 'settings taken over')
      },
      sentence => log.warn(sentence),
    )
    closers.push(() => settingsWatcher.close())
    const readComponents = async (): Promise<void> => {
      for (const problem of await registry.reload()) log.warn(problem, 'a component cannot be read')
      log.info({ components: registry.all().length }, 'components read')
    }
    const componentsWatcher = await watchFolder(settings.componentsDirectory, readComponents)
    // Since they were read at first, one may have come.
    await readComponents()
    closers.push(() => componentsWatcher.close())
    const retract = await announce({
      node_id: settings.nodeId,
      url: platform.url,
      token_file: tokenFile,
      pid: process.pid,
      data_directory: data.path,
    })
    closers.push(retract)

    const runnerText = await runner.describe()
    log.info({ platform: platform.url, interconn: interconn.url, runner: runnerText }, 'started')
    return {
      close,
      describe: () => [
        `node ${settings.nodeId}: platform ${platform.url}, interconn ${interconn.url}`,
        `runner: ${runnerText}; token: ${tokenFile}`,
      ],
    }
  } catch (error) {
    await close()
    throw error
  }
}

/** Reports what runs for no job that is known, and removes it: it carries this installation's id. */
async function removeStrays(runner: Runner, jobs: Jobs, unreadable: ReadonlySet<string>, log: Logger): Promise<void> {
  for (const found of await runner.list()) {
    const jobId = found.labels['isched.job'] ?? ''
    // A job whose document cannot be read may need it yet.
    if (unreadable.has(jobId)) continue
    const reason = strayReason(found, await jobs.get(jobId))
    if (reason === undefined) continue
    log.warn({ instance: found.name, phase: found.phase, job: jobId }, `removing an instance: ${reason}`)
    await runner
      .remove(found.id)
      .catch((error: unknown) =>
        log.error({ err: error, instance: found.name }, 'it could not be removed; left to the next start'),
      )
  }
}

async function openRunner(
  settings: Settings,
  path: string,
  installation: string,
  before: Runner['kind'] | undefined,
  log: Logger,
): Promise<Runner> {
  const { kind, docker, process: processes, capacity } = settings.runner
  const directory = join(path, 'processes')
  return selectRunner(await kindToAskFor(kind, before, directory), {
    docker,
    process: { directory, images: processes.images },
    installation,
    capacity,
    log: (level, message, fields) => log[level](fields ?? {}, message),
  })
}

function kindOf(remembered: unknown): Runner['kind'] | undefined {
  return remembered === 'docker' || remembered === 'process' ? remembered : undefined
}

/** How many instances of a job the runner has, by what is stored. */
function heldInstances({ participant }: JobDocument): number {
  const instances = Object.values(participant?.tasks ?? {}).flatMap(task => Object.values(task.instances))
  return instances.filter(({ phase }) => phase === 'prepared' || phase === 'starting' || phase === 'running').length
}

function makeLog(settings: Settings, { logLevel, pretty }: DaemonOptions): Logger {
  const options = { level: logLevel ?? settings.logLevel, base: { node: settings.nodeId }, redact: ['token'] }
  return pretty === true ? pino(options, prettyStream()) : pino(options)
}

/** One readable line for each record, for a person at a terminal. */
function prettyStream(): { write(record: string): void } {
  return {
    write(record) {
      const { time, level, msg, pid: _pid, hostname: _hostname, ...rest }: Record<string, unknown> = JSON.parse(record)
      const at = new Date(Number(time)).toISOString().slice(11, 23)
      const word = Object.entries(pino.levels.values).find(([, number]) => number === level)?.[0] ?? ''
      const fields = Object.entries(rest).map(
        ([name, value]) => `${name}=${typeof value === 'string' ? value : JSON.stringify(value)}`,
      )
      process.stdout.write(`${at} ${word.padEnd(5)} ${String(msg)} ${fields.join(' ')}\n`)
    },
  }
}

function finite(value: number): number | null {
  return Number.isFinite(value) ? value : null
}
