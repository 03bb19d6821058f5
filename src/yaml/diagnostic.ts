import stringWidth from 'string-width'

/** Where something stands in a text. Lines and columns count from 1, columns and lengths in UTF-16 units. */
export interface Position {
  line: number
  column: number
  length: number
}

/** One mistake, or one doubt, about a file. `line` 0 means the file as a whole. */
export interface Diagnostic extends Position {
  file: string
  severity: 'error' | 'warning'
  /** What is wrong, in a sentence without a full stop. */
  message: string
  /** What would be right. */
  hint?: string
}

/** The widest excerpt of a line; a JSON body can be one line of many thousands of characters. */
const EXCERPT_COLUMNS = 100
const TAB_COLUMNS = 4
const ELLIPSIS = '...'
/** How many lines are named one by one where the same is said of them. */
const MOST_LINES = 20

const PLAIN = { bold: '', red: '', yellow: '', blue: '', cyan: '', off: '' }
const COLOURED: typeof PLAIN = {
  bold: '\u001b[1m',
  red: '\u001b[1;31m',
  yellow: '\u001b[1;33m',
  blue: '\u001b[34m',
  cyan: '\u001b[36m',
  off: '\u001b[0m',
}

/**
 * The diagnostics as compilers print them, in the order in which they stand in the text:
 *
 * ```
 * ischedd.yaml:4:11: error: expected a port number from 1 to 65535; found the text "seven"
 *   4 |     port: seven
 *     |           ^~~~~
 *     hint: ...
 * ```
 */
export function formatDiagnostics(
  diagnostics: readonly Diagnostic[],
  text: string,
  options: {
    colour: boolean
    /** What is said in the same words of several places is said once, with the lines of the others. */
    together?: boolean
  },
): string {
  const lines = text.split(/\r?\n/)
  const paint = options.colour ? COLOURED : PLAIN
  const groups = options.together ? grouped(inOrder(diagnostics)) : inOrder(diagnostics).map(each => [each])
  return groups
    .flatMap(([first, ...others]) =>
      first === undefined ? [] : [formatOne(first, lines[first.line - 1], paint), ...theSame(others, paint)],
    )
    .join('\n')
}

/** By their words, in the order of the first of each. */
function grouped(diagnostics: readonly Diagnostic[]): Diagnostic[][] {
  const groups = new Map<string, Diagnostic[]>()
  for (const diagnostic of diagnostics) {
    const { file, severity, message, hint } = diagnostic
    const key = JSON.stringify([file, severity, message, hint])
    groups.set(key, [...(groups.get(key) ?? []), diagnostic])
  }
  return [...groups.values()]
}

/** Where else the same is to be said: `the same in 4 other lines: 12, 25, 38, 51` */
function theSame(others: readonly Diagnostic[], paint: typeof PLAIN): string[] {
  const [only] = others
  if (only === undefined) return []
  const lines = others.map(({ line }) => line)
  const listed = lines.length > MOST_LINES ? `${lines.slice(0, MOST_LINES).join(', ')}, ...` : lines.join(', ')
  const where = lines.length === 1 ? `in line ${only.line}` : `in ${lines.length} other lines: ${listed}`
  return [`    ${paint.cyan}the same${paint.off} ${where}`]
}

/** The diagnostics in the order in which they stand in their files, each said once. */
export function inOrder<D extends Diagnostic>(diagnostics: readonly D[]): D[] {
  const sorted = [...diagnostics].sort(
    (a, b) => (a.file < b.file ? -1 : a.file > b.file ? 1 : 0) || a.line - b.line || a.column - b.column,
  )
  const said = new Set<string>()
  return sorted.filter(({ file, line, column, message }) => {
    const words = JSON.stringify([file, line, column, message])
    const isNew = !said.has(words)
    said.add(words)
    return isNew
  })
}

function formatOne(diagnostic: Diagnostic, line: string | undefined, paint: typeof PLAIN): string {
  const tone = diagnostic.severity === 'error' ? paint.red : paint.yellow
  const place = diagnostic.line === 0 ? diagnostic.file : `${diagnostic.file}:${diagnostic.line}:${diagnostic.column}`
  const out = [
    `${paint.bold}${place}:${paint.off} ${tone}${diagnostic.severity}:${paint.off} ${paint.bold}${diagnostic.message}${paint.off}`,
  ]
  const number = String(diagnostic.line).padStart(3)
  const gutter = ' '.repeat(number.length)
  if (line !== undefined) {
    const { excerpt, before, width } = cut(line, diagnostic)
    const caret = `^${'~'.repeat(Math.max(0, width - 1))}`
    out.push(`${paint.blue}${number} |${paint.off} ${excerpt}`.trimEnd())
    out.push(`${paint.blue}${gutter} |${paint.off} ${' '.repeat(before)}${tone}${caret}${paint.off}`)
  }
  if (diagnostic.hint !== undefined) out.push(`${gutter} ${paint.cyan}hint:${paint.off} ${diagnostic.hint}`)
  return out.join('\n')
}

/** The part of a line that shows what is meant, and where under it the caret begins and how wide it is, in columns. */
function cut(line: string, position: Position): { excerpt: string; before: number; width: number } {
  const start = Math.min(Math.max(0, position.column - 1), line.length)
  const left = shown(line.slice(0, start))
  const meant = shown(line.slice(start, start + position.length))
  const right = shown(line.slice(start + position.length))
  if (stringWidth(left) + stringWidth(meant) + stringWidth(right) <= EXCERPT_COLUMNS) {
    return { excerpt: left + meant + right, before: stringWidth(left), width: stringWidth(meant) }
  }
  const context = Math.floor(EXCERPT_COLUMNS / 3)
  const leftCut = lastColumns(left, context)
  const meantCut = firstColumns(meant, context)
  const rightCut = meantCut === meant ? firstColumns(right, context) : ''
  const opening = leftCut === left ? '' : ELLIPSIS
  const closing = meantCut === meant && rightCut === right ? '' : ELLIPSIS
  return {
    excerpt: opening + leftCut + meantCut + rightCut + closing,
    before: stringWidth(opening + leftCut),
    width: stringWidth(meantCut),
  }
}

/** Tabs as spaces, so that the caret stands right whatever a tab is worth, and control characters as a dot. */
function shown(text: string): string {
  // biome-ignore lint/suspicious/noControlCharactersInRegex: they are what must not reach the terminal
  return text.replaceAll('\t', ' '.repeat(TAB_COLUMNS)).replace(/[\u0000-\u001f\u007f-\u009f]/g, '\u00b7')
}

function firstColumns(text: string, columns: number): string {
  let width = 0
  let kept = ''
  for (const character of text) {
    width += stringWidth(character)
    if (width > columns) break
    kept += character
  }
  return kept
}

function lastColumns(text: string, columns: number): string {
  return [...firstColumns([...text].reverse().join(''), columns)].reverse().join('')
}
