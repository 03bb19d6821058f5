/** What a parameter may be chosen from, and which other parameters' choices it depends on: `bindingData` and `dependsOn`. */
import { found } from '../../yaml/expected.js'
import type { Path } from '../../yaml/locate.js'
import { isMapping, type Mapping } from '../../yaml/mapping.js'
import type { Remarks } from '../../yaml/remarks.js'
import { didYouMean } from '../../yaml/suggest.js'
import { parameterText, valueDoubt } from '../value.js'

/** How a text begins that names a function of the form's, which is to be called for the choices. */
const CALL = 'call_function'

/** The static choices of a parameter, `'called'` where a form has to ask for them; undefined where there are none. */
export function choicesOf(bindingData: unknown): unknown[] | 'called' | undefined {
  if (Array.isArray(bindingData)) return bindingData
  if (typeof bindingData === 'string' && bindingData.trim() !== '') return 'called'
  return undefined
}

/** Every warning about the choices of a parameter; `all` are the parameters of its component. */
export function lintChoices(parameter: Mapping, at: Path, all: readonly unknown[], remarks: Remarks): void {
  lintBinding(parameter, [...at, 'bindingData'], remarks)
  lintDependence(parameter, [...at, 'dependsOn'], all, remarks)
}

function lintBinding(parameter: Mapping, at: Path, remarks: Remarks): void {
  const { bindingData, type, validator, defaultValue } = parameter
  if (bindingData === undefined || bindingData === null) return
  const choices = choicesOf(bindingData)
  if (choices === 'called') {
    if (!String(bindingData).trim().startsWith(CALL) && !String(bindingData).trim().startsWith('['))
      remarks.warning(at, `"bindingData" is neither a list of choices nor begins with ${CALL}`)
    return
  }
  if (choices === undefined) {
    remarks.warning(at, `expected a list of choices, {"label": ..., "value": ...}; found ${found(bindingData)}`)
    return
  }
  const declared = { type: typeof type === 'string' ? type : undefined, validator }
  for (const [index, choice] of choices.entries()) {
    const value = chosen(choice)
    if (value === undefined) {
      remarks.warning([...at, index], 'a choice without a value', 'write {"label": ..., "value": ...}')
      continue
    }
    const doubt = valueDoubt(declared, value)
    if (doubt !== undefined) remarks.warning([...at, index, 'value'], `the choice is ${found(value)}, ${doubt}`)
  }
  if (defaultValue === undefined || defaultValue === null || choices.length === 0) return
  if (!choices.some(choice => parameterText(chosen(choice)) === parameterText(defaultValue)))
    remarks.warning([...at.slice(0, -1), 'defaultValue'], 'the default is none of the choices')
}

function chosen(choice: unknown): unknown {
  return isMapping(choice) ? (choice.value ?? undefined) : choice
}

/** `["optimizer.sgd"]`: shown where the parameter `optimizer` is `sgd`. */
function lintDependence({ name, dependsOn }: Mapping, at: Path, all: readonly unknown[], remarks: Remarks): void {
  if (dependsOn === undefined || dependsOn === null || dependsOn === '') return
  if (!Array.isArray(dependsOn)) {
    remarks.warning(at, `expected a list, such as ["optimizer.sgd"]; found ${found(dependsOn)}`)
    return
  }
  const names = all.flatMap(each => (isMapping(each) && typeof each.name === 'string' ? [each.name] : []))
  for (const [index, condition] of dependsOn.entries()) {
    if (typeof condition !== 'string' || condition === '') continue
    const place = [...at, index]
    // A name or a value may have dots in it.
    const on = names.filter(each => condition === each || condition.startsWith(`${each}.`)).sort(longest)[0]
    if (on === undefined) {
      const near = didYouMean(condition.split('.')[0] ?? '', names)
      const hint = near === undefined ? 'write <parameter>.<value>' : `did you mean "${near}"?`
      remarks.warning(place, `"${condition}" depends on a parameter that is not there`, hint)
    } else if (on === name) remarks.warning(place, `"${name}" depends on itself`)
    else {
      const choices = choicesOf(all.filter(isMapping).find(each => each.name === on)?.bindingData)
      const value = condition.slice(on.length + 1)
      if (!Array.isArray(choices) || value === '') continue
      if (!choices.some(choice => parameterText(chosen(choice)) === value))
        remarks.warning(place, `"${value}" is none of the choices of "${on}"`)
    }
  }
}

function longest(a: string, b: string): number {
  return b.length - a.length
}
