/** Text as a terminal shows it: cut and filled by display width, and free of what a stranger could do to the terminal with it. */
import { stripVTControlCharacters } from 'node:util'
import stringWidth from 'string-width'

const graphemes = new Intl.Segmenter()
const PLAIN = /^[\x20-\x7e]*$/
/** Control characters, and the marks that turn the direction of a line: a log line or a peer's words must not move the cursor. */
// biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is looked for
const CONTROL = /[\u0000-\u001f\u007f-\u009f\u2028\u2029\u202a-\u202e\u2066-\u2069]/g

/** The text as one line of what can be seen: escape sequences go, a tab or a line break becomes a space. */
export function clean(text: string): string {
  if (PLAIN.test(text)) return text
  return stripVTControlCharacters(text)
    .replace(/[\t\n\r]+/g, ' ')
    .replace(CONTROL, '')
}

/** How many columns the text takes; a Chinese character takes two. */
export function columnsOf(text: string): number {
  return PLAIN.test(text) ? text.length : stringWidth(text)
}

/** The text in at most so many columns, with `…` where something was left out. */
export function truncate(text: string, columns: number): string {
  const line = clean(text)
  if (columnsOf(line) <= columns) return line
  if (columns < 1) return ''
  return `${head(line, columns - 1)}…`
}

/** The text in exactly so many columns: cut, or filled with spaces at the end (or, for numbers, at the beginning). */
export function fit(text: string, columns: number, align: 'left' | 'right' = 'left'): string {
  const cut = truncate(text, columns)
  const fill = ' '.repeat(Math.max(0, columns - columnsOf(cut)))
  return align === 'left' ? cut + fill : fill + cut
}

/** The text without its first so many columns. A wide character that would be cut in two goes whole. */
export function skip(text: string, columns: number): string {
  const line = clean(text)
  if (columns <= 0) return line
  if (PLAIN.test(line)) return line.slice(columns)
  let used = 0
  for (const { segment, index } of graphemes.segment(line)) {
    if (used >= columns) return line.slice(index)
    used += stringWidth(segment)
  }
  return ''
}

/** The end of a text that is being typed, so that the place of writing stays in view. */
export function tail(text: string, columns: number): string {
  const line = clean(text)
  return skip(line, columnsOf(line) - columns)
}

/** What a person takes for single characters, in order: what a backspace takes away. */
export function characters(text: string): string[] {
  return [...graphemes.segment(text)].map(({ segment }) => segment)
}

function head(line: string, columns: number): string {
  if (PLAIN.test(line)) return line.slice(0, columns)
  let used = 0
  let cut = ''
  for (const { segment } of graphemes.segment(line)) {
    used += stringWidth(segment)
    if (used > columns) return cut
    cut += segment
  }
  return cut
}
