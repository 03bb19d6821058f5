/** The signs the screen draws with: Unicode where the terminal can show it, ASCII elsewhere. */

const UNICODE = {
  pending: '○',
  ready: '◎',
  running: '●',
  success: '✓',
  failed: '✗',
  stopped: '■',
  unknown: '?',
  chosen: '▸',
  full: '█',
  empty: '░',
  /** Lines of the graph, by where they lead. */
  vertical: '│',
  horizontal: '─',
  left: '├',
  right: '┤',
  cross: '┼',
  endLeft: '╰',
  endRight: '╯',
  endCross: '┴',
  up: '↑',
  down: '↓',
  enter: '⏎',
  dot: '·',
}

export type Symbols = typeof UNICODE

const ASCII: Symbols = {
  pending: '.',
  ready: 'o',
  running: '*',
  success: '+',
  failed: 'x',
  stopped: '#',
  unknown: '?',
  chosen: '>',
  full: '#',
  empty: '.',
  vertical: '|',
  horizontal: '-',
  left: '|',
  right: '|',
  cross: '+',
  endLeft: '`',
  endRight: "'",
  endCross: '+',
  up: 'up',
  down: 'down',
  enter: 'enter',
  dot: '-',
}

/** The set for an environment: ASCII for the Linux console and for a locale that is named and isn't UTF-8. */
export function symbolsFor(env: NodeJS.ProcessEnv): Symbols {
  const locale = env.LC_ALL || env.LC_CTYPE || env.LANG
  const plain = env.TERM === 'linux' || (locale && !/utf-?8/i.test(locale))
  return plain ? ASCII : UNICODE
}

export const symbols = symbolsFor(process.env)
