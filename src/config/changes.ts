import { isDeepStrictEqual } from 'node:util'
import type { Settings } from './settings.js'

/** What is taken over while the daemon runs. */
export const RELOADABLE = ['peers', 'logLevel'] as const satisfies (keyof Settings)[]

/** The names of what differs, as the file says them: `listen.platform`, `peers`. */
export function changedFields(before: Settings, after: Settings): { reloadable: string[]; restart: string[] } {
  const changed = Object.keys({ ...before, ...after }).filter(name => differ(before, after, name))
  return {
    reloadable: changed.filter(isReloadable).map(fileName),
    restart: changed.filter(name => !isReloadable(name)).flatMap(name => within(before, after, name)),
  }
}

/** The settings that run, with what may change while they run taken from the file. */
export function takeOver(running: Settings, file: Settings): Settings {
  return { ...running, peers: file.peers, logLevel: file.logLevel }
}

function isReloadable(name: string): boolean {
  return RELOADABLE.some(one => one === name)
}

function differ(before: object, after: object, name: string): boolean {
  return !isDeepStrictEqual(field(before, name), field(after, name))
}

/** One level deeper into a section, for a name that a person finds at once. */
function within(before: Settings, after: Settings, name: string): string[] {
  const [one, other] = [field(before, name), field(after, name)]
  if (typeof one !== 'object' || one === null || typeof other !== 'object' || other === null) return [fileName(name)]
  return Object.keys({ ...one, ...other })
    .filter(inner => differ(one, other, inner))
    .map(inner => `${fileName(name)}.${fileName(inner)}`)
}

function field(of: object, name: string): unknown {
  return Object.getOwnPropertyDescriptor(of, name)?.value
}

/** `peerTimeoutMs` -> `peer_timeout` */
function fileName(name: string): string {
  return name.replace(/Ms$/, '').replace(/[A-Z]/g, letter => `_${letter.toLowerCase()}`)
}
