import type { TaskStatus } from '../../protocol/values.js'
import type { DrawnTask } from './model.js'

const FILLS: Record<TaskStatus, string> = {
  PENDING: '#f4f4f4',
  READY: '#fff6d6',
  RUNNING: '#d7ecff',
  SUCCESS: '#dcf5dc',
  FAILED: '#ffe0e0',
}

/** The graph in Graphviz's language: `isched graph job.yaml -o dot | dot -Tsvg`. */
export function dotGraph(tasks: DrawnTask[]): string[] {
  return [
    'digraph job {',
    '  node [shape=box, style="rounded,filled", fillcolor="#ffffff"]',
    ...tasks.map(({ name, component, status }) => {
      const label = component === '' ? name : `${name}\n${component}`
      const fill = status === undefined ? '' : `, fillcolor="${FILLS[status]}", tooltip="${status}"`
      return `  ${quote(name)} [label=${quote(label)}${fill}]`
    }),
    ...tasks.flatMap(({ name, upstream }) =>
      upstream.map(({ task, outputs }) => {
        const label = outputs.length === 0 ? '' : ` [label=${quote(outputs.join(', '))}]`
        return `  ${quote(task)} -> ${quote(name)}${label}`
      }),
    ),
    '}',
  ]
}

function quote(text: string): string {
  return `"${text.replace(/[\\"]/g, '\\$&').replaceAll('\n', '\\n')}"`
}
