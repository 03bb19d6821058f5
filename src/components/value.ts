/** What a parameter's value must be by its declaration: its type and its validator. Section 5. */
import { RE2JS } from 're2js'
import type { InputParam } from '../protocol/component.js'

type Declared = Pick<InputParam, 'type' | 'validator'>

/** A parameter as the component reads it: a string as it is, anything else as JSON. */
export function parameterText(value: unknown): string {
  return typeof value === 'string' ? value : JSON.stringify(value)
}

/** Whether null is a value of the parameter, and not the lack of one. */
export function isNullable({ type }: Pick<Declared, 'type'>): boolean {
  return type === 'integer'
}

/** Why a value is none by its declaration, to follow the value in a sentence; undefined where it is one. */
export function valueDoubt({ type, validator }: Declared, value: unknown): string | undefined {
  return typeDoubt(type, value) ?? validatorDoubt(validator, value)
}

/** The same of the type alone. Numbers and booleans may stand in texts; an unknown type isn't checked. */
export function typeDoubt(type: string | null | undefined, value: unknown): string | undefined {
  switch (type?.toLowerCase()) {
    case 'int':
    case 'integer':
      return (value === null && type === 'integer') || Number.isInteger(numberOf(value))
        ? undefined
        : 'and should be a whole number'
    case 'float':
    case 'number':
      return numberOf(value) === undefined ? 'and should be a number' : undefined
    case 'bool':
    case 'boolean':
      return typeof value === 'boolean' || /^(true|false)$/i.test(String(value))
        ? undefined
        : 'and should be true or false'
    case 'string':
      return typeof value === 'string' ? undefined : 'and should be text'
    case 'object':
      return isObject(value) ? undefined : 'and should be an object'
    default:
      return undefined
  }
}

function numberOf(value: unknown): number | undefined {
  if (typeof value === 'number') return value
  if (typeof value !== 'string' || value.trim() === '') return undefined
  const number = Number(value)
  return Number.isNaN(number) ? undefined : number
}

function isObject(value: unknown): boolean {
  if (typeof value !== 'string') return typeof value === 'object' && value !== null
  try {
    const parsed: unknown = JSON.parse(value)
    return typeof parsed === 'object' && parsed !== null
  } catch {
    return false
  }
}

// Beside the plain forms the full-width ones: \uff08 and \uff09 are brackets, \uff0c a comma, \uff1a a colon.
const PATTERN = /^regular\s*[:\uff1a]\s*(['"])(.*)\1$/s
const BOUNDS = /^[(\uff08]\s*([^,\uff0c()\uff08\uff09]*?)\s*[,\uff0c]\s*([^,\uff0c()\uff08\uff09]*?)\s*[)\uff09]$/

/** What a validator's text means: a pattern to be found, open bounds, or nothing at all. */
export type Validator =
  | { kind: 'pattern'; pattern: string }
  | { kind: 'bounds'; low: number; high: number }
  | { kind: 'placeholder' }

/** Reads `regular:'...'` and `(inf,sup)`; anything else is placeholder text and says nothing. */
export function readValidator(validator: unknown): Validator {
  if (typeof validator !== 'string') return { kind: 'placeholder' }
  const pattern = PATTERN.exec(validator.trim())?.[2]
  if (pattern !== undefined) return { kind: 'pattern', pattern }
  const [, low, high] = BOUNDS.exec(validator.trim()) ?? []
  const bounds = { low: numberOf(low), high: numberOf(high) }
  if (bounds.low === undefined && bounds.high === undefined) return { kind: 'placeholder' }
  return { kind: 'bounds', low: bounds.low ?? -Infinity, high: bounds.high ?? Infinity }
}

function validatorDoubt(text: unknown, value: unknown): string | undefined {
  if (value === null) return undefined
  const validator = readValidator(text)
  switch (validator.kind) {
    case 'pattern':
      return patternOf(validator.pattern)?.matcher(parameterText(value)).find() === false
        ? `which does not match ${text}`
        : undefined
    case 'bounds': {
      const number = numberOf(value)
      return number === undefined || (number > validator.low && number < validator.high)
        ? undefined
        : `which is not within ${text}`
    }
    case 'placeholder':
      return undefined
  }
}

/** The pattern is a stranger's: an engine of linear time, which refuses what it cannot run so; undefined then. */
export function patternOf(pattern: string): RE2JS | undefined {
  try {
    return RE2JS.compile(pattern)
  } catch {
    return undefined
  }
}
