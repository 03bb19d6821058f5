/** A component's parameters in a job file: each with its default, and with what the descriptor says of it as a comment. */
import { choicesOf } from '../../components/lint/choices.js'
import { readValidator } from '../../components/value.js'
import type { InputParam } from '../../protocol/component.js'
import { isMapping } from '../../yaml/mapping.js'
import { comment, inline, keyOf, plain } from './yaml.js'

/** What marks a place that a person must fill in. */
export const TODO = '# TODO'

/** The lines of all parameters, each once. One that is required and has no default is marked; one that is neither is a comment. */
export function parameterLines(parameters: readonly InputParam[], indent: number): string[] {
  const distinct = [...new Map(parameters.map(each => [each.name, each])).values()]
  return distinct.flatMap(parameter => [...comment(described(parameter), indent), line(parameter, indent)])
}

function line({ name, defaultValue, optional }: InputParam, indent: number): string {
  const blanks = ' '.repeat(indent)
  if (defaultValue !== undefined && defaultValue !== null) return `${blanks}${keyOf(name)}: ${inline(defaultValue)}`
  return optional ? `${blanks}# ${keyOf(name)}:` : `${blanks}${keyOf(name)}: ${TODO}`
}

/** `Title: description (float; one of 0.1, 0.2; with optimizer.sgd)` */
function described(parameter: InputParam): string {
  const { title, description, type, optional, defaultValue } = parameter
  const texts = [title, description].flatMap(text => (typeof text === 'string' ? [plain(text)] : []))
  const words = [...new Set(texts.filter(text => text !== ''))].join(': ')
  const hasDefault = defaultValue !== undefined && defaultValue !== null
  const facts = [
    type ? plain(type) : '',
    choices(parameter.bindingData),
    rule(parameter.validator),
    dependence(parameter.dependsOn),
    optional ? (hasDefault ? '' : 'no default') : 'required',
  ].filter(fact => fact !== '')
  return facts.length === 0 ? words : `${words} (${facts.join('; ')})`.trim()
}

function choices(bindingData: unknown): string {
  const found = choicesOf(bindingData)
  if (!Array.isArray(found) || found.length === 0) return ''
  return `one of ${found.map(choice => inline(isMapping(choice) ? choice.value : choice)).join(', ')}`
}

/** A validator that says something. */
function rule(validator: unknown): string {
  switch (readValidator(validator).kind) {
    case 'pattern':
      return plain(String(validator))
    case 'bounds':
      return `within ${plain(String(validator))}`
    case 'placeholder':
      return ''
  }
}

function dependence(dependsOn: unknown): string {
  const conditions = Array.isArray(dependsOn) ? dependsOn.filter(each => typeof each === 'string' && each !== '') : []
  return conditions.length === 0 ? '' : `with ${conditions.join(' or ')}`
}
