/** What is right in a file that has mistakes: so that the checks over it can say at once what they would say next time. */
import type { z } from 'zod'
import { fileSchema, type SettingsFile } from './settings.js'

type Issues = readonly z.core.$ZodIssue[]

/** The file as if what is wrong in it had been left out; undefined where too little is left. */
export function withoutMistakes(value: unknown, issues: Issues): SettingsFile | undefined {
  const rest = structuredClone(value)
  if (typeof rest !== 'object' || rest === null) return undefined
  for (const issue of issues) {
    const names = issue.code === 'unrecognized_keys' ? issue.keys : undefined
    if (names === undefined) removeAt(rest, issue.path)
    else for (const name of names) removeAt(rest, [...issue.path, name])
  }
  if (!('node_id' in rest)) Object.assign(rest, { node_id: 'unknown' })
  return fileSchema.safeParse(rest).data
}

/** The sections of the file that have mistakes. */
export function topLevel(issues: Issues): Set<string> {
  return new Set(issues.flatMap(issue => (issue.path.length === 0 ? [] : [String(issue.path[0])])))
}

/** Removes what stands at a path; the whole list, for a part of one: the others would change their places. */
function removeAt(value: object, path: readonly PropertyKey[]): void {
  const [name, ...deeper] = path
  if (name === undefined) return
  const inner: unknown = Object.getOwnPropertyDescriptor(value, name)?.value
  const goesOn = deeper.length > 0 && typeof inner === 'object' && inner !== null && !Array.isArray(inner)
  if (goesOn) removeAt(inner, deeper)
  else Reflect.deleteProperty(value, name)
}
