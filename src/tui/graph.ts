/** A job's DAG as lines beside its tasks, one row a task, in the order of the list. */
import { type Symbols, symbols } from './symbols.js'

/** What stands left and right of a task's own sign in its row; all rows of a graph are of the same width. */
export interface GraphRow {
  before: string
  after: string
}

interface GraphTask {
  name: string
  upstream: readonly string[]
}

/** A row before it is drawn. A lane is a column that belongs to one task, from its row down to its last downstream task. */
interface Row {
  lane: number
  /** The lanes of its upstream tasks. */
  taps: Set<number>
  /** Lanes that still go on below this row. */
  open: Set<number>
  /** Lanes that come from above. */
  above: Set<number>
}

/**
 * Draws the edges between tasks that stand in an order in which none comes before its upstream. A task's line runs straight down from
 * its sign and every task that needs it has a line to it; lines that only cross don't touch. Wider than `maxColumns` it shows by how
 * far a task is indented how many others it waits for in a row, and no lines.
 */
export function drawGraph(tasks: readonly GraphTask[], maxColumns: number, signs: Symbols = symbols): GraphRow[] {
  const rows = layLanes(tasks)
  const width = 2 * Math.max(0, ...rows.map(row => Math.max(row.lane, ...row.above, ...row.open))) + 1
  return width <= maxColumns ? rows.map(row => drawRow(row, width, signs)) : indent(tasks, maxColumns)
}

function layLanes(tasks: readonly GraphTask[]): Row[] {
  const known = new Set(tasks.map(task => task.name))
  const upstreamOf = (task: GraphTask) => [...new Set(task.upstream)].filter(name => known.has(name))
  const waiting = new Map<string, number>()
  for (const task of tasks) for (const name of upstreamOf(task)) waiting.set(name, (waiting.get(name) ?? 0) + 1)

  const laneOf = new Map<string, number>()
  const open = new Set<number>()
  let lastLane = -1
  return tasks.map(task => {
    const above = new Set(open)
    const taps = new Set<number>()
    const ended: number[] = []
    for (const name of upstreamOf(task)) {
      const lane = laneOf.get(name)
      if (lane === undefined) continue
      const left = (waiting.get(name) ?? 1) - 1
      waiting.set(name, left)
      taps.add(lane)
      if (left > 0) continue
      ended.push(lane)
      open.delete(lane)
    }
    const lane = ended.length > 0 ? Math.min(...ended) : freeLane(above, lastLane)
    lastLane = lane
    laneOf.set(task.name, lane)
    if (waiting.has(task.name)) open.add(lane)
    return { lane, taps, above, open: new Set(open) }
  })
}

/** Not right below the task of the row above: it would look as if the one led to the other. */
function freeLane(taken: Set<number>, lastLane: number): number {
  let lane = 0
  while (taken.has(lane) || lane === lastLane) lane++
  return lane
}

function drawRow({ lane, taps, above, open }: Row, width: number, signs: Symbols): GraphRow {
  const from = Math.min(lane, ...taps)
  const to = Math.max(lane, ...taps)
  const cells = Array.from({ length: width }, (_, column) => {
    const here = column / 2
    const within = here > from && here < to
    if (!Number.isInteger(here)) return within ? signs.horizontal : ' '
    if (!taps.has(here)) return above.has(here) ? signs.vertical : within ? signs.horizontal : ' '
    const goesOn = open.has(here)
    if (here === from) return goesOn ? signs.left : signs.endLeft
    if (here === to) return goesOn ? signs.right : signs.endRight
    return goesOn ? signs.cross : signs.endCross
  })
  return { before: cells.slice(0, lane * 2).join(''), after: cells.slice(lane * 2 + 1).join('') }
}

function indent(tasks: readonly GraphTask[], maxColumns: number): GraphRow[] {
  const depths = new Map<string, number>()
  for (const task of tasks) {
    depths.set(task.name, Math.max(0, ...task.upstream.map(name => (depths.get(name) ?? -1) + 1)))
  }
  const last = Math.max(0, Math.min(maxColumns - 1, Math.max(0, ...depths.values())))
  return tasks.map(task => {
    const before = Math.min(depths.get(task.name) ?? 0, last)
    return { before: ' '.repeat(before), after: ' '.repeat(last - before) }
  })
}
