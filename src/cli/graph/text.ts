import { type Style, styledStatus } from '../style.js'
import { table } from '../table.js'
import type { DrawnTask } from './model.js'

/**
 * A line for each task, in layers: the tasks of a layer wait for none of each other, and so can run at the same time.
 *
 * ```
 * 1 ─ load    loader
 * 2 ┬ left    trainer   reads load.rows
 *   └ right   trainer   reads load.rows
 * 3 ─ join    joiner    reads left.model, right.model
 * ```
 */
export function textGraph(tasks: DrawnTask[], style: Style): string[] {
  const withStatus = tasks.some(({ status }) => status !== undefined)
  const sorted = [...tasks].sort((a, b) => a.layer - b.layer)
  const digits = String(sorted.at(-1)?.layer ?? 1).length
  const rows = sorted.map((task, at) => {
    const first = sorted[at - 1]?.layer !== task.layer
    const last = sorted[at + 1]?.layer !== task.layer
    const stroke = first ? (last ? '─' : '┬') : last ? '└' : '├'
    const number = (first ? String(task.layer) : '').padStart(digits)
    return [
      `${style('dim', `${number} ${stroke}`)} ${style('bold', task.name)}`,
      ...(withStatus ? [task.status === undefined ? '' : styledStatus(style, task.status)] : []),
      task.component,
      reads(task),
    ]
  })
  const [head = [], ...rest] = rows
  return table(head, rest)
}

function reads({ upstream }: DrawnTask): string {
  const keys = upstream.flatMap(({ task, outputs }) =>
    outputs.length === 0 ? [task] : outputs.map(output => `${task}.${output}`),
  )
  return keys.length === 0 ? '' : `reads ${keys.join(', ')}`
}
