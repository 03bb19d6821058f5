/** A descriptor as it lies in the components folder, or as a vendor's body has it. */

import { read } from '../job/incoming.js'
import { type Registration, registrationSchema } from '../protocol/component.js'
import { asObject } from '../protocol/job.js'

/**
 * The registrations in a parsed file: `{imageUrl, component_info}`, a bare ComponentInfo with `imageUrl` beside its fields, or a
 * list of these. Throws ProtocolError 400 that names the fields that are wrong.
 */
export function registrationsIn(value: unknown): Registration[] {
  const entries: unknown[] = Array.isArray(value) ? value : [value]
  return entries.map(entry => read(registrationSchema, asRegistration(entry)))
}

function asRegistration(entry: unknown): unknown {
  const object = asObject(entry)
  if ('component_info' in object) return object
  const { imageUrl, ...info } = object
  return { imageUrl, component_info: info }
}
