/** What an operating system's error code means to a person, and what would help. */
const MEANINGS: Record<string, string> = {
  ENOSPC: 'no space is left on the disk: free some',
  EDQUOT: 'the disk quota of this user is used up: free some space or raise it',
  EIO: 'the disk reports an error: look at the system log',
  EROFS: 'the file system is mounted read-only',
  EACCES: 'this user is not permitted to: look at its owner and mode',
  EPERM: 'this user is not permitted to: look at its owner and mode',
  ENOENT: 'it does not exist',
  EEXIST: 'something else has that name',
  ENOTDIR: 'a part of the path is not a directory',
  EISDIR: 'it is a directory, where a file belongs',
  EMFILE: 'this process has too many files open: raise its limit (ulimit -n)',
  ENFILE: 'the system has too many files open',
  ENAMETOOLONG: 'the name is too long',
}

/** The code of a system error (`ENOSPC`), undefined for anything else. */
export function errorCode(error: unknown): string | undefined {
  return error instanceof Error && 'code' in error && typeof error.code === 'string' ? error.code : undefined
}

/** The words of whatever was thrown. */
export function errorText(error: unknown): string {
  return error instanceof Error ? error.message : String(error)
}

/**
 * A file that could not be used, said in a sentence: `Cannot write /data/jobs/a.json: no space is left on the disk: free
 * some (ENOSPC).` Keeps the system's error as its cause, and its code.
 */
export class FileFailure extends Error {
  override name = 'FileFailure'
  readonly code: string | undefined

  constructor(doing: string, path: string, cause: unknown) {
    const code = cause instanceof FileFailure ? cause.code : errorCode(cause)
    const meaning = code === undefined ? errorText(cause) : `${MEANINGS[code] ?? errorText(cause)} (${code})`
    super(`Cannot ${doing} ${path}: ${meaning}.`, { cause })
    this.code = code
  }
}
