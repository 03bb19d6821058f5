import type { ComponentInfo } from '../protocol/component.js'

/**
 * The descriptor's message for the result code that a component exited with or printed near its end; undefined where it did
 * neither. Section 7.
 */
export function resultMessage(info: ComponentInfo, exitCode: number, lastLines: readonly string[]): string | undefined {
  const results = (info.result ?? []).filter(
    ({ resultMessage: message }) => typeof message === 'string' && message !== '',
  )
  const byExit = results.find(({ resultCode }) => resultCode === String(exitCode))
  if (byExit !== undefined) return sentence(byExit)
  if (exitCode === 0) return undefined
  for (const line of [...lastLines].reverse()) {
    const printed = results.find(({ resultCode }) => isPrinted(resultCode, line))
    if (printed !== undefined) return sentence(printed)
  }
  return undefined
}

function sentence({
  resultCode,
  resultMessage: message,
}: {
  resultCode: string
  resultMessage?: string | null | undefined
}): string {
  return `${message} (${resultCode})`
}

/** Short numbers stand in many lines by chance: those count only where the line calls them a code. */
function isPrinted(code: string, line: string): boolean {
  const escaped = code.replace(/[.*+?^${}()|[\]\\]/g, '\\$&')
  const alone = new RegExp(`(?<![\\w.])${escaped}(?![\\w.])`)
  return code.length >= 4 ? alone.test(line) : new RegExp(`(?:code|result)\\W{0,4}${escaped}(?![\\w.])`, 'i').test(line)
}
