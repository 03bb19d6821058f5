/** Texts of strangers on a terminal: a peer's reason must not move the cursor, change the title or write to the clipboard. */

// biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is looked for
const CONTROL = /\u001B\[[0-9;]*m|[\u0000-\u0008\u000B-\u001F\u007F-\u009F]/g

/** The text without control characters; line ends, tabs and colours stay. */
export function harmless(text: string): string {
  return text.replace(CONTROL, found => (found.length > 1 ? found : '·'))
}

/** The text in one line, for a table and for a line that changes. */
export function oneLine(text: string): string {
  return text.replace(/\s*[\r\n]+\s*/g, ' ')
}

/** A value as JSON that holds no control character of its own, either: what JSON leaves as it is is escaped, too. */
export function harmlessJson(value: unknown, indent?: number): string {
  return JSON.stringify(value, null, indent).replace(
    /[\u007F-\u009F]/g,
    control => `\\u${control.charCodeAt(0).toString(16).padStart(4, '0')}`,
  )
}
