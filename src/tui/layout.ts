/** Which part of the screen stands where, in columns and rows. */
import type { Size } from './use-size.js'

export interface Area {
  columns: number
  rows: number
}

export interface Layout {
  /** Whether parts stand side by side. */
  wide: boolean
  body: Area
  list?: Area
  /** One job with its tasks. */
  job?: Area
  logs?: Area
}

/** From this width on parts stand side by side. */
export const WIDE = 120
/** Less than this can't show a table. */
export const SMALLEST: Area = { columns: 50, rows: 12 }

/** The columns of the line between two parts that stand side by side. */
export const GAP = 3

/** Rows that are always there: the title, the line of questions and notices, the keys. */
const FRAME_ROWS = 3

/** Whether the terminal is too small to show anything of use. */
export function isTooSmall(size: Size): boolean {
  return size.columns < SMALLEST.columns || size.rows < SMALLEST.rows
}

/** `logs` absent: open where there is room for it at the side. `away`: a row more is taken under the title. */
export function layOut(
  size: Size,
  shown: { screen: 'list' | 'job'; logs?: boolean | undefined; away: boolean },
): Layout {
  const wide = size.columns >= WIDE
  const body = { columns: size.columns, rows: size.rows - FRAME_ROWS - (shown.away ? 1 : 0) }
  if (shown.screen === 'list') {
    if (!wide) return { wide, body, list: body }
    const [list, job] = beside(body, 0.46)
    return { wide, body, list, job }
  }
  if (!(shown.logs ?? wide)) return { wide, body, job: body }
  if (wide) {
    const [job, logs] = beside(body, 0.52)
    return { wide, body, job, logs }
  }
  const jobRows = Math.ceil(body.rows * 0.52)
  return { wide, body, job: { ...body, rows: jobRows }, logs: { ...body, rows: body.rows - jobRows } }
}

function beside(body: Area, share: number): [Area, Area] {
  const left = Math.max(60, Math.round(body.columns * share))
  return [
    { columns: left, rows: body.rows },
    { columns: body.columns - left - GAP, rows: body.rows },
  ]
}

/** Rows of a job's part: its head, the heading of the table, and below the tasks what is to be said of the chosen one. */
export interface JobRows {
  tasks: number
  detail: number
}

/** Rows of a job's head as a rule. */
export const HEAD_ROWS = 3

/** Rows of a job's head: two lines, and its reason, which has a second row where it needs one and the part is no small one. */
export function headRows(rows: number, reasonColumns: number, columns: number): number {
  return reasonColumns > columns && rows >= 9 ? HEAD_ROWS + 1 : HEAD_ROWS
}

/** Shares the rows of a job's part below its head, of which `wanted` would be taken by the detail; in a small part it has none. */
export function jobRows(rows: number, head: number, wanted: number): JobRows {
  const free = rows - head - 1
  const detail = free < 10 ? 0 : Math.min(wanted, Math.max(3, Math.floor(free * 0.4)))
  return { tasks: Math.max(0, free - detail), detail }
}

/** The index of the first of `count` items to show in so many rows, so that the chosen one is in view, in the middle where possible. */
export function firstShown(count: number, rows: number, chosen: number): number {
  return Math.max(0, Math.min(chosen - Math.floor(rows / 2), count - rows))
}
