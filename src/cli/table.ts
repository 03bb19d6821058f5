import stringWidth from 'string-width'
import { oneLine } from './harmless.js'
import { padTo } from './width.js'

/** Lines of a table: columns as wide as their widest cell, two blanks apart, nothing after the last cell. */
export function table(head: string[], rows: string[][]): string[] {
  const all = [head, ...rows].map(row => row.map(oneLine))
  const widths = head.map((_, column) => Math.max(...all.map(row => stringWidth(row[column] ?? ''))))
  return all.map(row =>
    row
      .map((cell, column) => padTo(cell, widths[column] ?? 0))
      .join('  ')
      .trimEnd(),
  )
}

/** Lines of `name  value` pairs, the values one under another; a pair whose value is empty is left out. */
export function pairs(list: [name: string, value: string][], style: (name: string) => string = name => name): string[] {
  const shown = list.filter(([, value]) => value !== '').map(([name, value]) => [name, oneLine(value)] as const)
  const width = Math.max(0, ...shown.map(([name]) => stringWidth(name)))
  return shown.map(([name, value]) => `${style(padTo(name, width))}  ${value}`)
}
