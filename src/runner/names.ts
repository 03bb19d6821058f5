import { createHash } from 'node:crypto'

const SAFE = /^[A-Za-z0-9][A-Za-z0-9_.-]{0,199}$/

/**
 * The name as it is, where it can be a container's name and a file's; else as much of it as can, and a hash that keeps
 * two such names apart.
 */
export function safeName(name: string): string {
  if (SAFE.test(name)) return name
  const hash = createHash('sha256').update(name).digest('hex').slice(0, 16)
  const readable = name.replace(/[^A-Za-z0-9_.-]+/g, '_').replace(/^[^A-Za-z0-9]+/, '')
  return `${readable.slice(0, 180)}${readable === '' ? 'x' : '-'}${hash}`
}
