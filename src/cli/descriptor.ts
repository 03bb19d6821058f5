/** A component's descriptor, shown. */
import { componentInfoSchema } from '../protocol/component.js'
import type { Style } from './style.js'
import { table } from './table.js'

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
