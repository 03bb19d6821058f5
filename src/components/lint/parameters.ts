/** What a vendor should correct in the parameters of a descriptor. Section 5. */
import { own } from '../../protocol/own.js'
import { found, list } from '../../yaml/expected.js'
import type { Path } from '../../yaml/locate.js'
import { isMapping, type Mapping } from '../../yaml/mapping.js'
import type { Remarks } from '../../yaml/remarks.js'
import { didYouMean } from '../../yaml/suggest.js'
import { patternOf, readValidator, typeDoubt, valueDoubt } from '../value.js'
import { choicesOf, lintChoices } from './choices.js'
import { lintNames } from './names.js'
import { lintSlips } from './slips.js'

export const TYPES = ['string', 'int', 'integer', 'float', 'number', 'boolean', 'object']
/** What vendors write for them. */
const OTHER_TYPES: Record<string, string> = {
  bool: 'boolean',
  str: 'string',
  text: 'string',
  long: 'int',
  double: 'float',
  dict: 'object',
  json: 'object',
  array: 'object',
  list: 'object',
}
const NUMERIC = ['int', 'integer', 'float', 'number']
const UI_PATTERNS = ['editeable', 'readOnly', 'hidden']

/** Every warning about a component's parameters. */
export function lintParameters({ inputParam }: Mapping, at: Path, remarks: Remarks): void {
  if (!Array.isArray(inputParam)) return
  const entries: unknown[] = inputParam
  lintNames(entries, [...at, 'inputParam'], remarks)
  for (const [index, parameter] of entries.entries()) {
    if (!isMapping(parameter)) continue
    const place = [...at, 'inputParam', index]
    lintSlips(parameter, place, 'parameter', remarks)
    lintTitle(parameter, place, remarks)
    lintOptional(parameter.optional, [...place, 'optional'], remarks)
    lintType(parameter.type, [...place, 'type'], remarks)
    lintValidator(parameter, [...place, 'validator'], remarks)
    lintDefault(parameter, [...place, 'defaultValue'], remarks)
    lintChoices(parameter, place, entries, remarks)
    lintForm(parameter, place, remarks)
  }
}

function lintTitle({ title }: Mapping, at: Path, remarks: Remarks): void {
  if (title === undefined || title === null)
    remarks.warning([...at, 'title'], '"title" is missing: a form has nothing to show for the parameter')
  else if (title === '') remarks.warning([...at, 'title'], 'the title is empty: a form has nothing to show')
}

function lintOptional(optional: unknown, at: Path, remarks: Remarks): void {
  if (optional === undefined || optional === null) {
    remarks.warning(at, '"optional" is missing: it is taken for true', 'write true, or false where a job must say it')
  } else if (typeof optional === 'string') {
    const word = optional.trim().toLowerCase()
    if (word === 'true' || word === 'false')
      remarks.warning(at, `"optional" is the text "${optional}", and should be ${word}`, 'leave out the quotes')
    else
      remarks.warning(
        at,
        `"optional" is the text "${optional}", and taken for true`,
        'write true or false: only false makes a parameter required',
      )
  }
}

function lintType(type: unknown, at: Path, remarks: Remarks): void {
  if (type === undefined || type === null || type === '') {
    remarks.warning(at, '"type" is missing: no value is held against it', list(TYPES))
  } else if (typeof type === 'string' && !TYPES.includes(type)) {
    const meant = own(OTHER_TYPES, type.toLowerCase()) ?? didYouMean(type, TYPES)
    const isRead = type.toLowerCase() === 'bool' || TYPES.includes(type.toLowerCase())
    const message = `"${type}" is no type of the specification${isRead ? '' : ', and its values are not checked'}`
    remarks.warning(at, message, meant === undefined ? `expected ${list(TYPES)}` : `write "${meant}"`)
  }
}

function lintValidator({ validator, type }: Mapping, at: Path, remarks: Remarks): void {
  if (validator === undefined || validator === null || validator === '') return
  const read = readValidator(validator)
  switch (read.kind) {
    case 'placeholder':
      remarks.warning(at, 'this validator checks nothing', rightValidator(validator))
      return
    case 'pattern':
      if (patternOf(read.pattern) === undefined)
        remarks.warning(
          at,
          `the pattern ${read.pattern} cannot be used, and checks nothing`,
          'a regular expression without look-around and back-references',
        )
      return
    case 'bounds':
      if (read.low >= read.high) remarks.warning(at, `no number is between ${read.low} and ${read.high}`)
      else if (typeof type === 'string' && TYPES.includes(type) && !NUMERIC.includes(type))
        remarks.warning(at, `bounds say nothing of a value of the type "${type}"`, "regular:'<pattern>' does")
  }
}

/** How a placeholder could have been meant. */
function rightValidator(validator: unknown): string {
  const text = typeof validator === 'string' ? validator.trim() : ''
  const [, pattern] = /^(?:regular\s*[:：]\s*)?\/?(\^.*\$)\/?$/s.exec(text) ?? []
  if (pattern !== undefined) return `write regular:'${pattern}'`
  if (/^\[.*[\])]$|^\(.*\]$/s.test(text)) return 'bounds stand in round brackets, and are no values themselves: (0,100)'
  return "write regular:'<pattern>' or (low,high), or leave it out"
}

/** A default that is none by the parameter's own declaration. */
function lintDefault({ type, validator, defaultValue }: Mapping, at: Path, remarks: Remarks): void {
  if (defaultValue === undefined || defaultValue === null) return
  const declared = { type: typeof type === 'string' ? type : undefined, validator }
  const doubt = valueDoubt(declared, defaultValue)
  const isForeign = typeof defaultValue === 'string' && /^\s*[{[]/.test(defaultValue) && !isJson(defaultValue)
  if (doubt !== undefined) {
    const hint = isForeign
      ? 'write it as JSON: double quotes, true, false, null'
      : typeDoubt(declared.type, defaultValue) === undefined
        ? 'a job that does not set it breaks the rule of its own component'
        : undefined
    remarks.warning(at, `the default is ${found(defaultValue)}, ${doubt}`, hint)
  } else if (isForeign) {
    remarks.warning(
      at,
      'the default looks like an object, and is not JSON: only a component that knows its notation can read it',
      'JSON has double quotes, true, false and null; its type is "object"',
    )
  }
}

function isJson(text: string): boolean {
  try {
    JSON.parse(text)
    return true
  } catch {
    return false
  }
}

/** How the parameter is shown and edited. */
function lintForm(parameter: Mapping, at: Path, remarks: Remarks): void {
  const { UIPattern, UIType, groupTag, optional, defaultValue } = parameter
  if (typeof UIPattern === 'string' && UIPattern !== 'editable' && !UI_PATTERNS.includes(UIPattern)) {
    const near = didYouMean(UIPattern, UI_PATTERNS)
    const hint = near === undefined ? `expected ${list(UI_PATTERNS)}` : `did you mean "${near}"?`
    remarks.warning([...at, 'UIPattern'], `"${UIPattern}" is no pattern of a form`, hint)
  }
  const isClosed = UIPattern === 'readOnly' || UIPattern === 'hidden'
  const isRequired = optional === false || String(optional).trim().toLowerCase() === 'false'
  if (isClosed && isRequired && (defaultValue === undefined || defaultValue === null))
    remarks.warning([...at, 'UIPattern'], 'a required parameter without a default that no form lets anybody set')
  if (UIType === 'select' && choicesOf(parameter.bindingData) === undefined)
    remarks.warning([...at, 'UIType'], 'a select without bindingData has nothing to select from')
  if (groupTag !== undefined && groupTag !== null && !Array.isArray(groupTag))
    remarks.warning([...at, 'groupTag'], `"groupTag" should be a list; found ${found(groupTag)}`, 'put it in [ ]')
}
