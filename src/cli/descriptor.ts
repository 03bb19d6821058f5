/** Component descriptors: read from a file to be registered, and shown. */
import { z } from 'zod'
import { componentInfoSchema, registrationSchema } from '../protocol/component.js'
import { formatDiagnostics } from '../yaml/diagnostic.js'
import { isMapping, type Mapping } from '../yaml/mapping.js'
import { zodDiagnostics } from '../yaml/zod.js'
import type { Context } from './context.js'
import { Draft } from './job-file/draft.js'
import { readYaml } from './job-file/read.js'
import { type Style, wantsColour } from './style.js'
import { table } from './table.js'

const flatSchema = componentInfoSchema.extend({ imageUrl: z.string().min(1) })

type Registration = z.infer<typeof registrationSchema>

/**
 * A descriptor file: `imageUrl` and `component_info`, or the fields of both side by side. `image`, where given, counts instead of
 * the file's. Shows what is wrong, and then answers undefined.
 */
export async function readDescriptor(
  context: Context,
  file: string,
  image: string | undefined,
): Promise<Registration | undefined> {
  const read = await readYaml(file, context.io)
  const nested = isMapping(read.value) && 'component_info' in read.value
  const document = {
    ...read,
    value: isMapping(read.value) ? complete(read.value, nested, image, new Draft(read)) : read.value,
  }
  const schema = nested ? registrationSchema : flatSchema
  const result = read.value === undefined ? undefined : schema.safeParse(document.value)
  if (result?.success && isMapping(document.value)) {
    const { imageUrl, component_info, ...info } = document.value
    return registrationSchema.parse({ imageUrl, component_info: nested ? component_info : info })
  }
  const problems = result?.error === undefined ? document.problems : zodDiagnostics(result.error, document, schema)
  context.note(formatDiagnostics(problems, document.text, { colour: wantsColour(context.io.stderr, context.io.env) }))
  return undefined
}

/** The version as it was written (1.0 is not 1), and the image that was given beside the file. */
function complete(value: Mapping, nested: boolean, image: string | undefined, draft: Draft): Mapping {
  const info = nested ? value.component_info : value
  const path = nested ? ['component_info', 'version'] : ['version']
  const version = isMapping(info) && 'version' in info ? { version: draft.asText(info.version, path) } : {}
  return {
    ...value,
    ...(nested ? (isMapping(info) ? { component_info: { ...info, ...version } } : {}) : version),
    ...(image === undefined ? {} : { imageUrl: image }),
  }
}

/** A descriptor's description, parameters, inputs, outputs and results, in sections. */
export function describeComponent(info: unknown, style: Style): string[] {
  const parsed = componentInfoSchema.safeParse(info)
  if (!parsed.success) return []
  const { description, inputParam, inputData, outputData, result } = parsed.data
  const parameters = (inputParam ?? []).map(({ name, type, optional, defaultValue, title }) => [
    name,
    type ?? '',
    optional ? '' : 'required',
    defaultValue === undefined || defaultValue === null ? '' : JSON.stringify(defaultValue),
    typeof title === 'string' ? title : '',
  ])
  const data = (list: typeof inputData) => (list ?? []).map(({ name, category }) => [name, category ?? ''])
  const results = (result ?? []).map(({ resultCode, resultMessage }) => [resultCode, resultMessage ?? ''])
  return [
    ...(description ? ['', description] : []),
    ...section(['PARAMETER', 'TYPE', '', 'DEFAULT', ''], parameters, style),
    ...section(['INPUT', 'CATEGORY'], data(inputData), style),
    ...section(['OUTPUT', 'CATEGORY'], data(outputData), style),
    ...section(['RESULT', 'MEANS'], results, style),
  ]
}

function section(head: string[], rows: string[][], style: Style): string[] {
  return rows.length === 0
    ? []
    : [
        '',
        ...table(
          head.map(title => style('bold', title)),
          rows,
        ),
      ]
}
