/** Pieces of a job file: values and keys in one line, and comments. */
import stringWidth from 'string-width'
import { stringify } from 'yaml'

/** The widest line of a comment, in columns. */
const COLUMNS = 110

/** A value in one line, as a job file reads it back: a `${` in a text would else be a variable. */
export function inline(value: unknown): string {
  return oneLine(literal(value))
}

/** A key in one line; in keys there are no variables. */
export function keyOf(name: string): string {
  return oneLine(name)
}

function oneLine(value: unknown): string {
  const text = stringify(value, { collectionStyle: 'flow', flowCollectionPadding: false, lineWidth: 0 }).replace(
    /\n$/,
    '',
  )
  // Without quotes, a key `<<` brings in another mapping, and blanks beyond ASCII are lost at the ends of a text.
  return /[^\S ]|<</.test(text) ? JSON.stringify(value) : text
}

function literal(value: unknown): unknown {
  if (typeof value === 'string') return value.replaceAll('${', '$$${')
  if (Array.isArray(value)) return value.map(literal)
  if (typeof value !== 'object' || value === null) return value
  return Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, literal(inner)]))
}

/** Lines of comment, indented by so many blanks; none for an empty text. */
export function comment(text: string, indent: number): string[] {
  const lines: string[] = []
  let line = ''
  for (const word of plain(text).split(' ')) {
    if (line !== '' && indent + stringWidth(`# ${line} ${word}`) > COLUMNS) {
      lines.push(line)
      line = word
    } else line = line === '' ? word : `${line} ${word}`
  }
  if (line !== '') lines.push(line)
  return lines.map(each => `${' '.repeat(indent)}# ${each}`)
}

/** A stranger's text in one line, without what would end the comment or move a cursor. */
export function plain(text: string): string {
  // biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is taken out
  return text.replace(/[\s\u0000-\u001f\u007f-\u009f]+/g, ' ').trim()
}
