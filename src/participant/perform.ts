/** Carries out what a participant's machine asks of the runner. */
import { setTimeout as sleep } from 'node:timers/promises'
import type { Scene } from '../job/actor.js'
import type { Command, InstanceRef } from '../job/commands.js'
import type { JobDocument } from '../job/document.js'
import { pauseAfter } from '../peers/pause.js'
import { specOf } from '../protocol/job.js'
import type { Exit, InstanceSpec, OutputLine, Runner } from '../runner/runner.js'
import { RunnerRefusal } from '../runner/runner.js'
import { asRoleKey, environmentOf, type NodeEnvironment } from './environment.js'
import type { ParticipantEvent } from './machine.js'
import { parametersOf } from './parameters.js'
import { resultMessage } from './result.js'

/** What is kept of instances' output. */
export interface InstanceLogs {
  append(jobId: string, taskId: string, role: string, line: OutputLine): void
  flush(jobId: string, taskId: string): Promise<void>
  cursor(jobId: string, taskId: string, role: string): Promise<string | undefined>
}

export interface InstanceShell {
  runner: Runner
  logs: InstanceLogs
  /** In container names and labels: two nodes that share an engine must not touch each other's. */
  installationId: string
  node: NodeEnvironment
  /** The callback's URL for an instance with this token. */
  callbackUrl: (token: string) => string
  /** A directory on this machine for one instance's own log files; made before it is used. */
  logDirectory: (jobId: string, taskId: string, role: string) => Promise<string>
  /** Resolves when no callback of the task is being taken in. */
  callbacksTaken: (taskId: string) => Promise<void>
  now: () => number
  random: () => number
  /** Something that is tried again, for the log and the operator. */
  onTrouble: (scene: Scene, instance: InstanceRef, sentence: string) => void
}

type RunnerCommand = Extract<Command, { type: 'prepare' | 'start' | 'follow' | 'halt' | 'remove' }>

/** How much of the end of an instance's output is looked through for a result code. */
const LAST_LINES = 50

export class InstancePerformer {
  /** What is under way with each instance: a stop waits for a start that has begun. */
  readonly #turns = new Map<string, Promise<void>>()

  constructor(private readonly shell: InstanceShell) {}

  async perform(command: RunnerCommand, scene: Scene): Promise<void> {
    switch (command.type) {
      case 'prepare':
        return this.#again(scene, command.instance, () => this.#prepare(command.instance, scene))
      case 'start':
        return this.#inTurn(command.id, () =>
          this.#again(scene, command.instance, tries => this.#start(command.instance, command.id, scene, tries)),
        )
      case 'follow':
        return this.#again(scene, command.instance, () => this.#follow(command.instance, command.id, scene))
      case 'halt':
        return this.#inTurn(command.id, () => this.#again(scene, command.instance, () => this.#halt(command, scene)))
      case 'remove':
        return this.#again(scene, command.instance, () => this.#remove(command.instance, command.id, scene))
    }
  }

  async #prepare(instance: InstanceRef, scene: Scene): Promise<void> {
    const id = await this.shell.runner.prepare(await this.#specOf(instance, scene.doc()))
    this.#say(scene, { type: 'prepared', id, ...instance, at: this.shell.now() })
  }

  /** Exactly one start: where it may have been started before, the runner is asked first. */
  async #start(instance: InstanceRef, id: string, scene: Scene, tries: number): Promise<void> {
    const { runner, now } = this.shell
    if (scene.recovered || tries > 0) {
      const found = await runner.inspect(id)
      if (found === undefined) throw new RunnerRefusal('lost: it was about to start, and is gone now')
      if (found.phase !== 'created') {
        this.#say(scene, { type: 'started', startedAt: found.startedAt ?? now(), ...instance, at: now() })
        return
      }
    }
    // A stop that was stored while the runner was asked: what is not started by now never is.
    if (scene.signal.aborted) return
    const startedAt = now()
    await runner.start(id)
    this.#say(scene, { type: 'started', startedAt, ...instance, at: now() })
  }

  async #follow(instance: InstanceRef, id: string, scene: Scene): Promise<void> {
    const { runner, logs, now } = this.shell
    const { jobId, doc, signal } = scene
    const { taskId, role } = instance
    const last: string[] = []
    const exit = await runner.follow(
      id,
      await logs.cursor(jobId, taskId, role),
      line => {
        logs.append(jobId, taskId, role, line)
        last.push(line.text)
        if (last.length > LAST_LINES) last.shift()
      },
      signal,
    )
    await this.shell.callbacksTaken(taskId)
    const pinned = doc().participant?.components[instance.task]
    const message = pinned && resultMessage(pinned.info, exit.exitCode, last)
    this.#say(scene, { ...exited(instance, exit, message ?? exit.note), at: now() })
  }

  async #halt(command: Extract<RunnerCommand, { type: 'halt' }>, scene: Scene): Promise<void> {
    const { runner, now } = this.shell
    const { id, instance, graceMs } = command
    const found = await runner.inspect(id)
    if (found?.phase === 'running') await runner.stop(id, graceMs)
    this.#say(scene, { type: 'halted', ran: found !== undefined && found.phase !== 'created', ...instance, at: now() })
  }

  /** Nothing is removed before its lines are on disk; after a crash those that were not are read once more. */
  async #remove(instance: InstanceRef, id: string, scene: Scene): Promise<void> {
    const { runner, logs } = this.shell
    const { taskId, role } = instance
    if (scene.recovered && (await runner.inspect(id))?.phase === 'exited') {
      const from = await logs.cursor(scene.jobId, taskId, role)
      await runner.follow(id, from, line => logs.append(scene.jobId, taskId, role, line), scene.signal)
    }
    await this.shell.logs.flush(scene.jobId, instance.taskId)
    await this.shell.runner.remove(id)
    this.#say(scene, { type: 'removed', id, ...instance, at: this.shell.now() })
  }

  #say(scene: Scene, event: ParticipantEvent): void {
    scene.submit({ part: 'participant', event })
  }

  /** Until it works, or the runner refuses for good. */
  async #again(scene: Scene, instance: InstanceRef, attempt: (tries: number) => Promise<void>): Promise<void> {
    for (let tries = 0; !scene.signal.aborted || tries === 0; tries += 1) {
      try {
        return await attempt(tries)
      } catch (error) {
        if (scene.signal.aborted) return
        const message = error instanceof Error ? error.message : String(error)
        if (error instanceof RunnerRefusal) {
          this.#say(scene, { type: 'notRun', message, ...instance, at: this.shell.now() })
          return
        }
        this.shell.onTrouble(scene, instance, message)
      }
      await sleep(pauseAfter(tries, this.shell.random()), undefined, { signal: scene.signal }).catch(() => undefined)
    }
  }

  async #inTurn(id: string, work: () => Promise<void>): Promise<void> {
    const before = this.#turns.get(id)
    const turn = before === undefined ? work() : before.then(work, work)
    const kept = turn.catch(() => undefined)
    this.#turns.set(id, kept)
    try {
      await turn
    } finally {
      if (this.#turns.get(id) === kept) this.#turns.delete(id)
    }
  }

  async #specOf(instance: InstanceRef, doc: JobDocument): Promise<InstanceSpec> {
    const { task, taskId, role } = instance
    const { body, participant, jobId, traceId } = doc
    const pinned = participant?.components[task]
    const stored = participant?.tasks[task]?.instances[role]
    const spec = body && specOf(body)
    const entry = spec?.tasks.find(({ name }) => name === task)
    if (
      participant === undefined ||
      pinned === undefined ||
      stored === undefined ||
      spec === undefined ||
      entry === undefined
    ) {
      throw new RunnerRefusal(`the job's document says nothing of ${task} at ${role}`)
    }
    const logDirectory = await this.shell.logDirectory(jobId, taskId, role)
    const key = asRoleKey(role)
    const upstreamIds = Object.fromEntries(
      Object.entries(participant.tasks).flatMap(([name, { taskId: id, instances }]) =>
        role in instances ? [[name, id]] : [],
      ),
    )
    return {
      name: `isched-${this.shell.installationId}-${taskId}-${role}`,
      labels: {
        'isched.job': jobId,
        'isched.task': task,
        'isched.task_id': taskId,
        'isched.role': role,
        'isched.node': this.shell.node.nodeId,
      },
      image: pinned.imageUrl,
      digest: pinned.digest,
      environment: environmentOf({
        jobId,
        traceId,
        spec,
        task: entry,
        taskId,
        role: key,
        info: pinned.info,
        parameters: parametersOf(spec, task, key, pinned.info),
        upstreamIds,
        node: this.shell.node,
        callbackUrl: this.shell.callbackUrl(stored.token),
        logPath: this.shell.runner.logPath(logDirectory),
      }),
      resources: stored.resources,
      logDirectory,
    }
  }
}

function exited(instance: InstanceRef, { exitCode, endedAt, startedAt }: Exit, message: string | undefined) {
  return {
    type: 'exited' as const,
    exitCode,
    endedAt,
    ...(startedAt !== undefined && { startedAt }),
    ...(message !== undefined && { message }),
    ...instance,
  }
}
