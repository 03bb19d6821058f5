import { randomBytes } from 'node:crypto'
import { readFile, stat } from 'node:fs/promises'
import { join } from 'node:path'
import { writeDurably } from './durable.js'
import { errorCode, FileFailure } from './failure.js'

/** The file in a data directory that holds the platform listener's bearer token. */
export const TOKEN_FILE = 'platform.token'

/** What can stand in an Authorization header, and is too long to be guessed. */
const TOKEN = /^[A-Za-z0-9._~+/=-]{32,}$/

/**
 * The bearer token that the platform listener asks for: the one in the data directory, else a new one of 32 random bytes,
 * stored in a file that only its owner can read from its first instant.
 *
 * @throws where others may read the file, or where it holds no token
 */
export async function platformToken(directory: string): Promise<{ token: string; path: string }> {
  const path = join(directory, TOKEN_FILE)
  const stored = await readToken(path)
  if (stored !== undefined) return { token: stored, path }
  const token = randomBytes(32).toString('base64url')
  await writeDurably(path, `${token}\n`, 0o600)
  return { token, path }
}

async function readToken(path: string): Promise<string | undefined> {
  let text: string
  let mode: number
  try {
    mode = (await stat(path)).mode
    text = (await readFile(path, 'utf8')).trim()
  } catch (error) {
    if (errorCode(error) === 'ENOENT') return undefined
    throw new FileFailure('read the token in', path, error)
  }
  // Windows has no such bits: there the data directory's own permissions count.
  if (process.platform !== 'win32' && (mode & 0o077) !== 0) {
    throw new Error(
      `${path} has mode 0${(mode & 0o777).toString(8)}, so others than its owner may have read the token. Remove the file, and a new one is made.`,
    )
  }
  if (!TOKEN.test(text)) {
    throw new Error(
      `${path} holds no token: at least 32 letters, digits or -._~+/= are needed. Remove the file, and a new one is made.`,
    )
  }
  return text
}
