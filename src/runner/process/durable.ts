import { randomUUID } from 'node:crypto'
import { link, mkdir, open, unlink } from 'node:fs/promises'
import { dirname } from 'node:path'

/** Puts the names in a directory on disk. */
export async function syncDirectory(path: string): Promise<void> {
  const handle = await open(path, 'r')
  try {
    await handle.sync()
  } finally {
    await handle.close()
  }
}

/** Makes a directory with those above it that are missing, only for their owner, and resolves when their names are on disk. */
export async function makeDirectory(path: string): Promise<void> {
  const first = await mkdir(path, { recursive: true, mode: 0o700 })
  for (let made = path; first !== undefined; made = dirname(made)) {
    await syncDirectory(dirname(made))
    if (made === first) return
  }
}

/**
 * Writes a file that must not be there yet, and resolves when content and name are on disk. The name appears only with the whole
 * content behind it, and of several who try at once one alone succeeds.
 *
 * @returns false when it is there already
 */
export async function createOnce(path: string, text: string): Promise<boolean> {
  const temporary = `${path}.${randomUUID()}`
  await writeSynced(temporary, text)
  try {
    await link(temporary, path)
  } catch (error) {
    if (codeOf(error) === 'EEXIST') return false
    throw error
  } finally {
    await unlink(temporary)
  }
  await syncDirectory(dirname(path))
  return true
}

/** Writes a new file, and resolves when its content is on disk (its name not yet: {@link syncDirectory}). */
export async function writeSynced(path: string, text: string): Promise<void> {
  const handle = await open(path, 'wx', 0o600)
  try {
    await handle.writeFile(text)
    await handle.sync()
  } finally {
    await handle.close()
  }
}

/** `ENOENT` and its kind; undefined for an error that is not the system's. */
export function codeOf(error: unknown): string | undefined {
  return error instanceof Error && 'code' in error && typeof error.code === 'string' ? error.code : undefined
}
