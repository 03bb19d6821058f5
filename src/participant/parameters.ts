/** An instance's parameters: merged from the descriptor and the job, and held against the descriptor. Section 5. */
import { RE2JS } from 're2js'
import type { ComponentInfo, InputParam } from '../protocol/component.js'
import type { JobSpec, JsonObject } from '../protocol/job.js'
import type { RoleKey } from '../protocol/values.js'

/** The longest value that the kernel takes in one environment variable, in bytes, its name included. */
const LONGEST = 128 * 1024

/** Descriptor defaults, overlaid by `common`, overlaid by what is given for the role key. Undeclared ones pass through. */
export function parametersOf(spec: JobSpec, task: string, key: RoleKey, info: ComponentInfo): JsonObject {
  const defaults = Object.fromEntries(
    (info.inputParam ?? []).flatMap(({ name, defaultValue }) =>
      defaultValue === undefined || defaultValue === null ? [] : [[name, defaultValue]],
    ),
  )
  return { ...defaults, ...spec.commonTaskParams[task], ...spec.taskParams[key]?.[task] }
}

export interface ParameterProblems {
  /** The job can't run with these. */
  errors: string[]
  /** The descriptor says otherwise; many descriptors in use break their own rules. */
  doubts: string[]
}

/** What is wrong with the parameters of an instance, in sentences that name it. */
export function checkParameters(where: string, parameters: JsonObject, info: ComponentInfo): ParameterProblems {
  const errors: string[] = []
  const doubts: string[] = []
  for (const [name, value] of Object.entries(parameters)) {
    const bytes = Buffer.byteLength(`runtime.component.parameter.${name}=${parameterText(value)}`)
    if (bytes >= LONGEST)
      errors.push(
        `${where}: the parameter "${name}" is ${bytes} bytes long; an environment variable holds less than ${LONGEST}`,
      )
    if (name.includes('=') || name.includes('\u0000'))
      errors.push(`${where}: the parameter name ${JSON.stringify(name)} cannot be an environment variable`)
    if (parameterText(value).includes('\u0000')) errors.push(`${where}: the parameter "${name}" holds a NUL character`)
  }
  for (const declared of info.inputParam ?? []) {
    const value = parameters[declared.name]
    if (value === undefined || (value === null && !isNullable(declared))) {
      if (declared.optional === false)
        errors.push(`${where}: the parameter "${declared.name}" is required and has no value`)
      continue
    }
    const doubt = typeDoubt(declared, value) ?? validatorDoubt(declared, value)
    if (doubt !== undefined) doubts.push(`${where}: the parameter "${declared.name}" is ${shown(value)}, ${doubt}`)
  }
  return { errors, doubts }
}

/** A parameter as the component reads it: a string as it is, anything else as JSON. */
export function parameterText(value: unknown): string {
  return typeof value === 'string' ? value : JSON.stringify(value)
}

function isNullable({ type }: InputParam): boolean {
  return type === 'integer'
}

function shown(value: unknown): string {
  const text = JSON.stringify(value)
  return text.length > 60 ? `${text.slice(0, 57)}...` : text
}

function typeDoubt({ type }: InputParam, value: unknown): string | undefined {
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

/** `regular:'...'` and `(inf,sup)`, bounds open; anything else is placeholder text and says nothing. */
function validatorDoubt({ validator }: InputParam, value: unknown): string | undefined {
  if (typeof validator !== 'string' || value === null) return undefined
  const pattern = PATTERN.exec(validator.trim())?.[2]
  if (pattern !== undefined)
    return matches(pattern, parameterText(value)) ? undefined : `which does not match ${validator}`
  const bounds = BOUNDS.exec(validator.trim())
  const number = numberOf(value)
  if (bounds === null || number === undefined) return undefined
  const low = boundOf(bounds[1])
  const high = boundOf(bounds[2])
  if (low === undefined && high === undefined) return undefined
  return number > (low ?? -Infinity) && number < (high ?? Infinity) ? undefined : `which is not within ${validator}`
}

function boundOf(text: string | undefined): number | undefined {
  return text === undefined || text === '' ? undefined : numberOf(text)
}

/** The pattern is a stranger's: an engine of linear time, which also refuses what it cannot run so. */
function matches(pattern: string, text: string): boolean {
  try {
    return RE2JS.compile(pattern).matcher(text).find()
  } catch {
    return true
  }
}
