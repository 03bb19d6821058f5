import { jobBodySchema, nodesOf, specOf } from '../../protocol/job.js'
import type { Context } from '../context.js'
import { EXIT } from '../exit.js'
import { type Examined, examine } from '../job-file/examine.js'
import { showRemarks } from '../job-file/show.js'
import type { OutputOption } from '../output.js'

export interface LintOptions extends OutputOption {
  offline?: boolean
  set?: Record<string, string>
}

/** `isched lint`: says what is wrong with job files, and sends nothing. */
export async function lint(context: Context, files: string[], options: LintOptions): Promise<number> {
  const results: Examined[] = []
  for (const file of files) {
    results.push(
      await examine(file, context.io, {
        ...(options.set === undefined ? {} : { variables: options.set }),
        ...(options.offline ? {} : { client: () => context.client() }),
      }),
    )
  }
  if (options.output === 'json') {
    context.json({
      files: results.map(({ document, remarks, hasErrors, trouble }) => ({
        file: document.file,
        ok: !hasErrors,
        node_asked: !options.offline && trouble === undefined,
        problems: remarks,
      })),
    })
  } else {
    for (const result of results) say(context, result)
  }
  const trouble = results.find(result => result.trouble !== undefined)?.trouble
  if (trouble !== undefined && options.output !== 'json') {
    context.note(`Components, peers and images were not checked: ${trouble.message}`)
  }
  return results.some(({ hasErrors }) => hasErrors) ? EXIT.badInput : EXIT.done
}

function say(context: Context, result: Examined): void {
  showRemarks(context, result)
  if (result.hasErrors) return
  const spec = specOf(jobBodySchema.parse(result.body))
  const size = `${counted(spec.tasks.length, 'task')} on ${counted(nodesOf(spec).size, 'node')}`
  context.print(`${result.document.file}: good: ${size}`)
}

function counted(count: number, noun: string): string {
  return `${count} ${noun}${count === 1 ? '' : 's'}`
}
