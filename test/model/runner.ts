/** The runner of one life of a daemon: asks the model's engine, which outlives it. */
import type { JobDocument } from '../../src/job/document.js'
import type { Exit, Runner } from '../../src/runner/runner.js'
import type { Engine } from './engine.js'
import type { Life } from './life.js'
import { behaviourOf } from './scenario.js'
import type { World } from './world.js'

export function modelRunner(
  life: Life,
  engine: Engine,
  world: World,
  node: number,
  stored: (jobId: string) => JobDocument | undefined,
): Runner {
  return {
    kind: 'process',
    describe: async () => 'the model',
    capacity: async () => ({ instances: 1, cpu: 1, memory: 1 }),
    admit: async () => ({ ok: true, digest: 'sha256:0', warnings: [] }),
    prepare: spec =>
      life.operate(`prepare ${spec.name}`, () => {
        const { 'isched.job': jobId = '', 'isched.task': task = '', 'isched.role': role = '' } = spec.labels
        const job = world.jobOf(jobId)
        return engine.prepare(spec, behaviourOf(job, Number(task.slice(1)), role))
      }),
    start: id => {
      const labels = engine.containers.get(id)?.labels ?? {}
      if (life.alive) world.rules.starts(node, stored(labels['isched.job'] ?? ''), labels)
      return life.operate(`start ${id}`, () => engine.start(id))
    },
    stop: async (id, graceMs) => {
      await life.operate(`stop ${id}`, () => undefined)
      await new Promise<void>(resolve => {
        engine.stop(id, graceMs, () => {
          if (life.alive) resolve()
        })
      })
    },
    remove: id => life.operate(`remove ${id}`, () => engine.remove(id)),
    list: () => life.operate('list', () => [...engine.containers.values()], 'never'),
    inspect: id =>
      life.operate(`inspect ${id}`, () => {
        const found = engine.containers.get(id)
        return found && { ...found }
      }),
    follow: async (id, _from, _onLine, signal) => {
      await life.operate(`follow ${id}`, () => undefined)
      return new Promise<Exit>((resolve, reject) => {
        const look = (): void => {
          if (!life.alive || signal.aborted) return
          try {
            const exit = engine.exitOf(id)
            if (exit === undefined) engine.onEnd(id, look)
            else resolve(exit)
          } catch (error) {
            reject(error)
          }
        }
        signal.addEventListener('abort', () => reject(signal.reason), { once: true })
        look()
      })
    },
    logPath: directory => directory,
    callbackHost: async () => ({ host: '127.0.0.1', bind: ['127.0.0.1'] }),
    close: async () => undefined,
  }
}
