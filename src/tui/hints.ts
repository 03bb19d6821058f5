/** The keys named at the bottom of the screen and in the help. */

import { isFinalJob } from '../protocol/values.js'
import type { JobSummary } from '../protocol/view.js'
import { symbols } from './symbols.js'
import { columnsOf } from './text.js'
import type { UiState } from './ui-state.js'

export type Hint = [key: string, does: string]

const LAST: Hint[] = [
  ['?', 'help'],
  ['q', 'quit'],
]

/** What can be pressed now, the most useful first. */
export function hintsFor(state: UiState, job: JobSummary | undefined, logsShown: boolean): Hint[] {
  if (state.help) return [['any key', 'back']]
  switch (state.prompt?.kind) {
    case 'filter':
      return [
        [symbols.enter, 'keep'],
        ['esc', 'as before'],
      ]
    case 'reject':
      return [
        [symbols.enter, 'reject'],
        ['esc', 'do not'],
      ]
    case 'stop':
    case 'approve':
      return [
        ['y', 'yes'],
        ['n', 'no'],
      ]
  }
  const move: Hint = [`${symbols.up}${symbols.down}`, 'move']
  const actions: Hint[] = []
  if (job?.awaiting_approval) actions.push(['a', 'approve'], ['r', 'reject'])
  if (job && !isFinalJob(job.status)) actions.push(['s', 'stop'])
  const filter: Hint = ['/', 'filter']
  if (state.screen === 'list') return [move, [symbols.enter, 'open'], ...actions, filter, ...LAST]
  if (state.focus === 'logs' && logsShown) {
    return [
      move,
      ['G', 'follow'],
      ['v', 'level'],
      ['tab', 'tasks'],
      ['l', 'close'],
      ...actions,
      ['esc', 'back'],
      ...LAST,
    ]
  }
  const logs: Hint[] = logsShown
    ? [
        ['tab', 'log'],
        ['l', 'close log'],
        ['v', 'level'],
      ]
    : [['l', 'log']]
  return [move, ...logs, ...actions, filter, ['esc', 'back'], ...LAST]
}

/** As many hints as fit into so many columns; the first and the last three stay longest. */
export function fitHints(hints: readonly Hint[], columns: number): Hint[] {
  const kept = [...hints]
  while (kept.length > 1 && columnsOf(hintText(kept)) > columns) kept.splice(Math.max(1, kept.length - 4), 1)
  return kept
}

/** Hints as one line of text. */
export function hintText(hints: readonly Hint[]): string {
  return ` ${hints.map(([key, does]) => `${key} ${does}`).join('  ')}`
}

/** All keys, for the help. */
export const ALL_KEYS: Hint[] = [
  [`${symbols.up} ${symbols.down}  k j`, 'one up, one down'],
  ['pgup pgdn  space', 'a page up, a page down'],
  ['home end  g G', 'the first, the last; in a log G follows again'],
  ['enter', 'open the job; in a job, read the log of the task'],
  ['esc', 'back'],
  ['l', 'open or close the log of the chosen task'],
  ['tab', 'from the tasks to the log and back'],
  ['v', 'log level: debug, info, error'],
  ['left right', 'in a log: move long lines aside'],
  ['s', 'stop the job, or the chosen task and what follows it'],
  ['a', 'approve the job for this node'],
  ['r', 'reject it, with a reason'],
  ['/', 'show only what has these words in it'],
  ['ctrl-l', 'draw the screen again'],
  ['q  ctrl-c', 'quit; the jobs go on'],
]
