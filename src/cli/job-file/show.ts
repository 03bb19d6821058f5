import { formatDiagnostics } from '../../yaml/diagnostic.js'
import type { Context } from '../context.js'
import { wantsColour } from '../style.js'
import type { Examined } from './examine.js'

/**
 * Writes what was found in a file to stderr, as compilers do, and how much of it there is.
 *
 * @param together whether what is said in the same words of several places is said once
 */
export function showRemarks(
  context: Context,
  { document, remarks }: Pick<Examined, 'document' | 'remarks'>,
  together = false,
): void {
  if (remarks.length === 0) return
  const colour = wantsColour(context.io.stderr, context.io.env)
  context.note(formatDiagnostics(remarks, document.text, { colour, together }), '', count(remarks))
}

function count(remarks: Examined['remarks']): string {
  const errors = remarks.filter(({ severity }) => severity === 'error').length
  const warnings = remarks.length - errors
  return [
    errors > 0 ? `${errors} ${errors === 1 ? 'error' : 'errors'}` : '',
    warnings > 0 ? `${warnings} ${warnings === 1 ? 'warning' : 'warnings'}` : '',
  ]
    .filter(part => part !== '')
    .join(', ')
}
