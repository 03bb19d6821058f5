/** The same value, frozen all through: whoever changes it fails. */
export function frozen<T>(value: T): T {
  if (typeof value !== 'object' || value === null || Object.isFrozen(value)) return value
  Object.freeze(value)
  for (const inner of Object.values(value)) frozen(inner)
  return value
}

/** As it comes back from the disk. */
export function fromDisk<T>(value: T): T {
  return JSON.parse(JSON.stringify(value))
}
