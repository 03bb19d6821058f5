import { registrationsOf } from '../../components/read.js'
import { repeatsIn } from '../../components/repeats.js'
import type { Context } from '../context.js'
import { readDescriptorFiles } from '../descriptor-files.js'
import { CliError, EXIT } from '../exit.js'
import { componentNameText } from '../job-file/component-name.js'
import { showRemarks } from '../job-file/show.js'
import type { OutputOption } from '../output.js'

export interface RegisterOptions extends OutputOption {
  image?: string
}

/** `isched component register`: what files describe, a registration a component; nothing where one of the files is wrong. */
export async function register(context: Context, paths: string[], options: RegisterOptions): Promise<number> {
  const { image } = options
  const files = await readDescriptorFiles(paths, context.io, image === undefined ? {} : { image })
  const repeats = repeatsIn(files)
  const remarks = files.map(({ document, problems }) => ({
    document,
    remarks: [...problems, ...repeats.filter(({ file }) => file === document.file)],
  }))
  for (const each of remarks) showRemarks(context, each, true)
  if (remarks.some(each => each.remarks.some(({ severity }) => severity === 'error'))) {
    context.note('Nothing was registered.')
    return EXIT.badInput
  }
  const registrations = files.flatMap(registrationsOf)
  if (registrations.length === 0) {
    throw new CliError(
      `There is no component in ${files.map(({ document }) => document.file).join(', ')}.`,
      EXIT.badInput,
    )
  }
  const client = await context.client()
  const registered: string[] = []
  for (const { imageUrl, component_info } of registrations) {
    await client.registerComponent({ imageUrl, component_info })
    const name = componentNameText(component_info)
    registered.push(name)
    if (options.output !== 'json') context.print(`${name} registered with the image ${imageUrl}`)
  }
  if (options.output === 'json') context.json({ registered })
  return EXIT.done
}
