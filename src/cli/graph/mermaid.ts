import type { TaskStatus } from '../../protocol/values.js'
import type { DrawnTask } from './model.js'

const CLASSES: Record<TaskStatus, string> = {
  PENDING: 'fill:#f4f4f4,stroke:#999',
  READY: 'fill:#fff6d6,stroke:#b58900',
  RUNNING: 'fill:#d7ecff,stroke:#1f6feb',
  SUCCESS: 'fill:#dcf5dc,stroke:#2da44e',
  FAILED: 'fill:#ffe0e0,stroke:#cf222e',
}

/** The graph as a Mermaid flowchart, the statuses as colours. */
export function mermaidGraph(tasks: DrawnTask[]): string[] {
  const ids = new Map(tasks.map(({ name }, at) => [name, `t${at}`]))
  const seen = new Set(tasks.flatMap(({ status }) => status ?? []))
  return [
    'flowchart TD',
    ...tasks.map(task => `  ${ids.get(task.name)}["${label(task)}"]${task.status ? `:::${task.status}` : ''}`),
    ...tasks.flatMap(({ name, upstream }) =>
      upstream.map(({ task, outputs }) => {
        const edge = outputs.length === 0 ? '-->' : `-->|"${escaped(outputs.join(', '))}"|`
        return `  ${ids.get(task)} ${edge} ${ids.get(name)}`
      }),
    ),
    ...[...seen].map(status => `  classDef ${status} ${CLASSES[status]}`),
  ]
}

function label({ name, component }: DrawnTask): string {
  return component === '' ? escaped(name) : `${escaped(name)}<br/><small>${escaped(component)}</small>`
}

function escaped(text: string): string {
  return text.replace(/[&"<>#]/g, character => `#${character.codePointAt(0)};`)
}
