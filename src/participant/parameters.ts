/** An instance's parameters: merged from the descriptor and the job, and held against the descriptor. Section 5. */
import { isNullable, parameterText, valueDoubt } from '../components/value.js'
import type { ComponentInfo } from '../protocol/component.js'
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
    const doubt = valueDoubt(declared, value)
    if (doubt !== undefined) doubts.push(`${where}: the parameter "${declared.name}" is ${shown(value)}, ${doubt}`)
  }
  return { errors, doubts }
}

function shown(value: unknown): string {
  const text = JSON.stringify(value)
  return text.length > 60 ? `${text.slice(0, 57)}...` : text
}
