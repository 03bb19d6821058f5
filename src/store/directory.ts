import { resolve } from 'node:path'
import { makeDirectory, sweepTemporaryFiles } from './durable.js'
import { INSTALLATION_FILE, Installation, type Remembered } from './installation.js'
import { lockDirectory } from './lock.js'
import { TOKEN_FILE } from './token.js'

/** Where one daemon keeps its state; held by this process alone until `close`. */
export interface DataDirectory {
  /** absolute */
  readonly path: string
  /** Eight hex digits that tell this node's containers from another's on the same engine. */
  readonly installationId: string
  /** Stores a small value, and resolves when it is on disk. */
  remember(key: string, value: Remembered): Promise<void>
  /** What was remembered; undefined where nothing was. */
  recall(key: string): Remembered | undefined
  /** Lets go of the lock. */
  close(): Promise<void>
}

/**
 * Makes the directory where it is missing (mode 0700), takes its lock, clears what killed writes left in it, and reads who this
 * installation is.
 *
 * @throws {DirectoryInUse} where another daemon has it, with its pid
 * @throws {FileFailure} where it cannot be made or written to
 */
export async function openDataDirectory(path: string): Promise<DataDirectory> {
  const directory = resolve(path)
  await makeDirectory(directory)
  const release = await lockDirectory(directory)
  try {
    await sweepTemporaryFiles(directory, name => name === INSTALLATION_FILE || name === TOKEN_FILE)
    const installation = await Installation.open(directory)
    return {
      path: directory,
      installationId: installation.id,
      remember: (key, value) => installation.remember(key, value),
      recall: key => installation.recall(key),
      close: release,
    }
  } catch (error) {
    await release()
    throw error
  }
}
