/** Fields of a descriptor that are nearly those of the specification: nobody reads them. */
import type { Path } from '../../yaml/locate.js'
import type { Mapping } from '../../yaml/mapping.js'
import type { Remarks } from '../../yaml/remarks.js'
import { didYouMean } from '../../yaml/suggest.js'

/** The specification's fields, and the words that others use for some of them. */
const FIELDS = {
  component: {
    known: [
      'componentName',
      'title',
      'provider',
      'version',
      'description',
      'roleList',
      'desVersion',
      'storageEngine',
      'inputParam',
      'inputData',
      'outputData',
      'result',
    ],
    instead: {
      name: 'componentName',
      component: 'componentName',
      roles: 'roleList',
      params: 'inputParam',
      parameters: 'inputParam',
      input: 'inputData',
      output: 'outputData',
      results: 'result',
    },
  },
  parameter: {
    known: [
      'name',
      'title',
      'description',
      'type',
      'bindingData',
      'optional',
      'defaultValue',
      'validator',
      'dependsOn',
      'UIPattern',
      'groupTag',
      'UIType',
    ],
    instead: { default: 'defaultValue', value: 'defaultValue', required: 'optional', options: 'bindingData' },
  },
  data: {
    known: ['name', 'description', 'category', 'dataFormat'],
    instead: { type: 'category', format: 'dataFormat', formats: 'dataFormat' },
  },
  result: {
    known: ['resultCode', 'resultMessage'],
    instead: { code: 'resultCode', message: 'resultMessage', msg: 'resultMessage' },
  },
} satisfies Record<string, { known: string[]; instead: Record<string, string> }>

/** Doubts a field that stands where one of the specification's is missing and that was probably meant for it. */
export function lintSlips(written: Mapping, at: Path, where: keyof typeof FIELDS, remarks: Remarks): void {
  const { known } = FIELDS[where]
  const instead: Record<string, string> = FIELDS[where].instead
  const missing = known.filter(field => !(field in written))
  for (const key of Object.keys(written)) {
    if (known.includes(key)) continue
    const meant = Object.hasOwn(instead, key) ? instead[key] : didYouMean(key, missing)
    if (meant === undefined || !missing.includes(meant)) continue
    remarks.warning([...at, key], `"${key}" is no field of the specification`, `did you mean "${meant}"?`, 'key')
  }
}
