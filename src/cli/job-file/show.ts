import { formatDiagnostics } from '../../yaml/diagnostic.js'
import type { Context } from '../context.js'
import { wantsColour } from '../style.js'
import type { Examined } from './examine.js'

/** Writes what was found in a job file to stderr, as compilers do, and how much of it there is. */
export function showRemarks(context: Context, { document, remarks }: Examined): void {
  if (remarks.length === 0) return
  const colour = wantsColour(context.io.stderr, context.io.env)
  context.note(formatDiagnostics(remarks, document.text, { colour }), '', count(remarks))
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
