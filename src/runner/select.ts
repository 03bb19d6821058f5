import { Engine, wordsOf } from './docker/engine.js'
import { createDockerRunner, type DockerRunnerOptions } from './docker.js'
import type { CapacitySettings, RunnerLog } from './log.js'
import { createProcessRunner, type ProcessRunnerOptions } from './process.js'
import type { Runner } from './runner.js'

const ANSWER_WITHIN_MS = 1000

/** What both runners need, and what each needs by itself. */
export interface RunnerOptions {
  installation: string
  capacity: CapacitySettings
  log: RunnerLog
  docker: Pick<DockerRunnerOptions, 'socket' | 'network' | 'volumes'>
  process: Pick<ProcessRunnerOptions, 'directory' | 'images'>
}

/**
 * The runner that the settings ask for. `auto` takes Docker where an engine answers on its socket within a second, else processes.
 *
 * @throws Error, a sentence for the node's owner, when `docker` is asked for and no engine answers
 */
export async function selectRunner(kind: 'auto' | 'docker' | 'process', options: RunnerOptions): Promise<Runner> {
  const { docker, process, ...shared } = options
  const asProcesses = () => createProcessRunner({ ...shared, ...process })
  if (kind === 'process') return asProcesses()
  const silence = await pingEngine(docker.socket)
  if (silence === undefined) return createDockerRunner({ ...shared, ...docker })
  if (kind === 'auto') {
    options.log('info', 'No Docker engine answers; instances run as processes', {
      socket: docker.socket,
      error: silence,
    })
    return asProcesses()
  }
  throw new Error(
    `No Docker engine answers at ${docker.socket}: ${silence}. Start it, or let this user reach its socket (group docker), or name another one under runner.docker.socket, or set runner.kind to process.`,
  )
}

/** Why no engine answers within a second; undefined when one does. */
async function pingEngine(socket: string): Promise<string | undefined> {
  const engine = new Engine(socket)
  let timer: NodeJS.Timeout | undefined
  const late = new Promise<string>(resolve => {
    timer = setTimeout(() => resolve('no answer within a second'), ANSWER_WITHIN_MS)
  })
  const answer = engine.docker.ping().then(() => undefined, wordsOf)
  const outcome = await Promise.race([answer, late])
  clearTimeout(timer)
  engine.close()
  return outcome
}
