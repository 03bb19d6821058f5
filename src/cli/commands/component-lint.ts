import { lintDescriptors } from '../../components/lint.js'
import { repeatsIn } from '../../components/repeats.js'
import { type Diagnostic, inOrder } from '../../yaml/diagnostic.js'
import type { Context } from '../context.js'
import { readDescriptorFiles } from '../descriptor-files.js'
import { EXIT } from '../exit.js'
import { componentNameText } from '../job-file/component-name.js'
import { showRemarks } from '../job-file/show.js'
import type { OutputOption } from '../output.js'

export interface ComponentLintOptions extends OutputOption {
  strict?: boolean
}

/** `isched component lint`: what is off in descriptors; asks no daemon. */
export async function lint(context: Context, paths: string[], options: ComponentLintOptions): Promise<number> {
  const files = await readDescriptorFiles(paths, context.io, { needsImage: false })
  const repeats = repeatsIn(files)
  const results = files.map(read => {
    const { document, components, problems } = read
    const own = repeats.filter(({ file }) => file === document.file)
    const remarks = inOrder([...problems, ...lintDescriptors(read), ...own])
    const names = components.flatMap(({ info }) => (info === undefined ? [] : [componentNameText(info)]))
    return { document, remarks, names, ok: isGood(remarks, options.strict === true) }
  })
  if (options.output === 'json') {
    context.json({
      files: results.map(({ document: { file }, remarks, names, ok }) => ({
        file,
        ok,
        components: names,
        problems: remarks,
      })),
    })
  } else {
    for (const { document, remarks, names, ok } of results) {
      showRemarks(context, { document, remarks }, true)
      if (ok) context.print(`${document.file}: good: ${names.length === 0 ? 'no components' : names.join(', ')}`)
    }
  }
  return results.every(({ ok }) => ok) ? EXIT.done : EXIT.badInput
}

function isGood(remarks: readonly Diagnostic[], strict: boolean): boolean {
  return !remarks.some(({ severity }) => strict || severity === 'error')
}
