import { access } from 'node:fs/promises'
import { resolve } from 'node:path'

/** A settings file, and why it is this one. */
export interface FoundConfig {
  /** absolute */
  file: string
  reason: string
}

export const SYSTEM_CONFIG = '/etc/isched/ischedd.yaml'

/**
 * The settings file to take: the one that is given, else `./ischedd.yaml`, else what ISCHEDD_CONFIG names, else the system's.
 *
 * @throws a sentence that says where it looked
 */
export async function findConfig(
  given: string | undefined,
  env: Readonly<Record<string, string | undefined>>,
  folder: string = process.cwd(),
  system: string = SYSTEM_CONFIG,
): Promise<FoundConfig> {
  if (given !== undefined) return { file: resolve(folder, given), reason: 'given by --config' }
  const here = resolve(folder, 'ischedd.yaml')
  if (await exists(here)) return { file: here, reason: 'found in the working directory' }
  const named = env.ISCHEDD_CONFIG || undefined
  if (named !== undefined) return { file: resolve(folder, named), reason: 'named by ISCHEDD_CONFIG' }
  if (await exists(system)) return { file: system, reason: "the system's" }
  throw new Error(
    `No settings: there is no ${here} and no ${system}, and ISCHEDD_CONFIG is not set. "ischedd init" writes a file to begin with; --config names one.`,
  )
}

function exists(file: string): Promise<boolean> {
  return access(file).then(
    () => true,
    () => false,
  )
}
