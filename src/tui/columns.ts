/** How the width of a row is shared among its columns. */

/** The columns of the job list; 0 means that there is no room for it. */
export interface ListColumns {
  id: number
  status: number
  outcome: number
  progress: number
  age: number
  flow: number
  roles: number
}

const ID = { least: 17, most: 36 }
const FLOW = { least: 12, most: 18 }

/**
 * Shares `columns` among a row of the list. A job's flow, where any job has one (`flows`), comes before the whole of its id, and the
 * roles take what is left after both.
 */
export function listColumns(columns: number, flows: boolean): ListColumns {
  const fixed = { status: 10, outcome: 9, progress: 13, age: 7 }
  let left = columns - 2 - Object.values(fixed).reduce((sum, width) => sum + width + 2, 0)
  let flow = 0
  if (flows && left >= ID.least + 2 + FLOW.least) {
    flow = Math.min(FLOW.most, Math.max(FLOW.least, left - 2 - ID.most))
    left -= flow + 2
  }
  const id = Math.max(8, Math.min(ID.most, left))
  left -= id
  return { id, ...fixed, flow, roles: left >= 10 ? left - 2 : 0 }
}

/** How a task's parties are shown: a column a role with the status in full, one with its symbol, or all symbols in one column. */
export interface TaskColumns {
  /** The graph, the symbol and the name. */
  name: number
  status: number
  time: number
  parties: 'words' | 'symbols' | 'packed'
  /** Columns of each party, or of all together where they are packed. */
  party: number
}

/** Shares `columns` among a row of the task table; `nameWanted` is what its longest name with the graph takes. */
export function taskColumns(columns: number, roles: readonly string[], nameWanted: number): TaskColumns {
  const fixed = { status: 7, time: 7 }
  const left = columns - 2 - 2 - fixed.status - 2 - fixed.time - 1
  const least = Math.min(nameWanted, 24)
  const widest = Math.max(1, ...roles.map(role => role.length))
  const word = Math.max(9, Math.min(12, widest))
  for (const [parties, party] of [
    ['words', word],
    ['symbols', widest],
  ] as const) {
    const taken = roles.length * (party + 1)
    if (least + taken <= left) return { name: Math.min(nameWanted, left - taken), ...fixed, parties, party }
  }
  const party = Math.max(0, Math.min(roles.length, left - least - 1))
  return { name: Math.min(nameWanted, left - party - 1), ...fixed, parties: 'packed', party }
}
