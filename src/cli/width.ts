/** Texts fitted into the columns of a terminal: a Chinese character takes two, a colour none. */
import stringWidth from 'string-width'

/** The text, filled up with blanks to so many columns; as it is when it takes more. */
export function padTo(text: string, columns: number): string {
  return text + ' '.repeat(Math.max(0, columns - stringWidth(text)))
}

/** A text without colours, cut so that it takes no more columns than that; an ellipsis says that it was. */
export function cutTo(text: string, columns: number): string {
  if (stringWidth(text) <= columns) return text
  let width = 0
  let kept = ''
  for (const character of text) {
    width += stringWidth(character)
    if (width > columns - 1) break
    kept += character
  }
  return columns > 0 ? `${kept}…` : ''
}
