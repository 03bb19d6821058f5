import type Docker from 'dockerode'
import type { Exit, FoundInstance, InstancePhase } from '../runner.js'
import { readLabels } from './labels.js'

/** How Go writes a time that is not set. */
const NEVER = '0001-01-01T00:00:00Z'

type State = Docker.ContainerInspectInfo['State']

/** A container as an instance. A start that the engine refused leaves it `created`. */
export function foundInstance(info: Docker.ContainerInspectInfo): FoundInstance {
  const { State } = info
  const phase = phaseOf(State)
  const found: FoundInstance = { id: info.Id, phase, ...readLabels(info.Config.Labels) }
  const startedAt = time(State.StartedAt)
  if (startedAt !== undefined) found.startedAt = startedAt
  if (phase !== 'exited') return found
  const { exitCode, note, endedAt } = exitOf(State)
  return { ...found, exitCode, endedAt, ...(note === undefined ? {} : { note }) }
}

export function phaseOf(state: State): InstancePhase {
  if (time(state.StartedAt) === undefined) return 'created'
  return state.Running || state.Paused || state.Restarting ? 'running' : 'exited'
}

/** How a container that has exited ended. */
export function exitOf(state: State): Exit {
  const startedAt = time(state.StartedAt)
  // The engine notes the start after the fact: of what ends at once it says that it ended first.
  const endedAt = Math.max(time(state.FinishedAt) ?? Date.now(), startedAt ?? 0)
  const exit: Exit = { exitCode: state.ExitCode, endedAt }
  if (startedAt !== undefined) exit.startedAt = startedAt
  const note = state.OOMKilled ? 'out of memory' : state.Error
  if (note !== '') exit.note = note
  return exit
}

function time(text: string): number | undefined {
  const at = Date.parse(text)
  return text === NEVER || Number.isNaN(at) ? undefined : at
}
