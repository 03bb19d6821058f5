/**
 * What runs instances. A runner knows nothing of jobs, roles or peers: it is given an image, an environment and limits,
 * and says what became of them. One implementation a file: docker.ts, process.ts.
 */

/** The three sizes an instance can be limited in. Absent means no limit. */
export interface Resources {
  /** cores */
  cpu?: number
  /** GiB */
  memory?: number
  /** GiB */
  disk?: number
}

/** All that is needed to make an instance, and nothing of why. */
export interface InstanceSpec {
  /** Unique within the installation, and the same whenever it is computed again: the key by which a crash finds it. */
  name: string
  /** Found again in {@link FoundInstance.labels}. */
  labels: Record<string, string>
  /** What the registered component names. */
  image: string
  /** What {@link Runner.admit} answered for the image when the job was created; run in its place. */
  digest?: string
  /** The whole environment: nothing is inherited. */
  environment: Record<string, string>
  resources: Resources
  /** A directory on this machine that the instance may write to; seen inside under the path {@link Runner.logPath} answers. */
  logDirectory: string
}

/** Whether an image can run here within some limits. */
export type Admission = { ok: true; digest: string; warnings: string[] } | { ok: false; reason: string }

export type InstancePhase = 'created' | 'running' | 'exited'

/** An instance as the runner has it now. */
export interface FoundInstance {
  id: string
  name: string
  labels: Record<string, string>
  phase: InstancePhase
  /** Only when exited. */
  exitCode?: number
  /** Why the engine ended it, where it says so (`out of memory`). */
  note?: string
  /** Milliseconds since 1970. */
  startedAt?: number
  endedAt?: number
}

/** One line that an instance wrote. */
export interface OutputLine {
  stream: 'stdout' | 'stderr'
  text: string
  /** Milliseconds since 1970 at which it was written, or read where that is not known. */
  at: number
  /** Where to go on after this line: given back to {@link Runner.follow} after a restart. */
  cursor: string
}

/** How an instance ended. `exitCode` is -1 where the runner could not learn it. */
export interface Exit {
  exitCode: number
  /** Why, in words, where the exit code does not say it all (`out of memory`). */
  note?: string
  startedAt?: number
  endedAt: number
}

/** What fits at once. `Infinity` where there is no limit. */
export interface Capacity {
  instances: number
  /** cores */
  cpu: number
  /** GiB */
  memory: number
}

/** Thrown when the engine says no for good: trying again would not help. Anything else thrown may be tried again. */
export class RunnerRefusal extends Error {
  override name = 'RunnerRefusal'
}

export interface Runner {
  readonly kind: 'docker' | 'process'

  /** One line for `ischedd --check` and the log: engine and version, or where the processes run. */
  describe(): Promise<string>

  /** What this machine has for instances at once, from its settings or from the engine. */
  capacity(): Promise<Capacity>

  /** Whether an image is here and the limits can be kept. Never starts anything. Answers a sentence where not. */
  admit(image: string, resources: Resources): Promise<Admission>

  /**
   * Makes an instance, ready to be started, and answers its id. Called again with the same name (after a crash) it
   * answers the one that is there already.
   */
  prepare(spec: InstanceSpec): Promise<string>

  /**
   * Starts a prepared instance. The caller has stored that it will; on recovery it looks with {@link inspect} first, and
   * never starts one that was started before.
   */
  start(id: string): Promise<void>

  /** Asks it to end, and ends it after `graceMs`. Succeeds where it has ended already, was never started, or is gone. */
  stop(id: string, graceMs: number): Promise<void>

  /** Removes what is left of it; succeeds where nothing is. Refuses nothing: a running one is killed. */
  remove(id: string): Promise<void>

  /** Every instance that carries this installation's id, in any phase. */
  list(): Promise<FoundInstance[]>

  /** One of them; undefined when it is gone. */
  inspect(id: string): Promise<FoundInstance | undefined>

  /**
   * Hands over what a started instance writes, line by line, from after `from` (all of it when undefined), and resolves when it
   * has exited and every line was handed over. Survives the engine's own restart by attaching again. Rejects with
   * RunnerRefusal when the instance is gone, with the signal's reason when aborted.
   */
  follow(id: string, from: string | undefined, onLine: (line: OutputLine) => void, signal: AbortSignal): Promise<Exit>

  /** The path under which an instance sees its log directory. */
  logPath(logDirectory: string): string

  /**
   * The host name under which an instance reaches this machine: `host.docker.internal` for containers on a bridge, else
   * `127.0.0.1`; and the addresses that the callback listener must be bound to so that it can.
   */
  callbackHost(): Promise<{ host: string; bind: string[] }>

  /** Lets go of sockets and watchers; running instances go on. */
  close(): Promise<void>
}
