/** Which registered component a DAG entry means. Section 5. */
import type { ComponentInfo } from '../protocol/component.js'
import type { TaskSpec } from '../protocol/job.js'

export interface RegisteredComponent {
  imageUrl: string
  info: ComponentInfo
  /** `registered`, or the file it was read from. */
  source: string
}

export type Match =
  | { kind: 'one'; component: RegisteredComponent }
  | { kind: 'none'; sentence: string }
  | { kind: 'several'; sentence: string }

/**
 * The component of a DAG entry: by componentName, else by module_name, else by code, the first that hits; of the same
 * version, and of the provider where the entry gives one.
 */
export function matchComponent(task: TaskSpec, components: readonly RegisteredComponent[]): Match {
  for (const spelling of task.spellings) {
    const hits = components.filter(
      ({ info }) =>
        info.componentName === spelling &&
        info.version === task.version &&
        (task.provider === undefined || info.provider === task.provider),
    )
    const [component] = hits
    if (component !== undefined && hits.length === 1) return { kind: 'one', component }
    if (component !== undefined) {
      return {
        kind: 'several',
        sentence: `task ${task.name} could mean ${hits.map(({ info }) => componentText(info)).join(' or ')}: name the provider`,
      }
    }
  }
  return {
    kind: 'none',
    sentence: `task ${task.name}: no component ${wantedText(task)} is registered here${near(task, components)}`,
  }
}

/** `psi 1.0.0 by isched` */
export function componentText(info: Pick<ComponentInfo, 'componentName' | 'version' | 'provider'>): string {
  return `${info.componentName} ${info.version} by ${info.provider}`
}

function wantedText(task: TaskSpec): string {
  return `${[...new Set(task.spellings)].join(' or ')} ${task.version}${task.provider === undefined ? '' : ` by ${task.provider}`}`
}

function near(task: TaskSpec, components: readonly RegisteredComponent[]): string {
  const others = components.filter(({ info }) => task.spellings.includes(info.componentName))
  return others.length === 0 ? '' : ` (there is ${others.map(({ info }) => componentText(info)).join(', ')})`
}
