/**
 * The text that get_log answers: the lines joined by newlines. Where a task has several instances here, each line begins with
 * the one it is of: `[guest.0] `. Section 7, "Logs".
 */
export function renderLog(lines: readonly { role: string; text: string }[], severalInstances: boolean): string {
  return lines.map(({ role, text }) => (severalInstances ? `[${role}] ${text}` : text)).join('\n')
}
