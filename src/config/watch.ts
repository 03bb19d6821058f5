import { constants } from 'node:fs'
import { access } from 'node:fs/promises'
import { basename, dirname, resolve } from 'node:path'
import { watch } from 'chokidar'

/** Long enough for an editor's several steps of one save, short enough that nobody waits for it. */
const SETTLE_MS = 100

export interface Watcher {
  /** Stops watching, and waits for a call that is under way. */
  close(): Promise<void>
}

export interface WatchOptions {
  /** Which names in the folder count; all of them, unless said. */
  only?: (name: string) => boolean
  /** Told of what goes wrong with the watching, or is thrown by `onChange`. */
  onError?: (error: Error) => void
}

/**
 * Calls `onChange` after files of a folder were added, changed, replaced or removed, once for changes that come together,
 * and never twice at the same time. The folder may be made later, removed, and made again. Folders within it are not
 * looked into, and what links point at is not followed, but for the way in which Kubernetes mounts files. Resolves once it
 * watches.
 */
export async function watchFolder(
  folder: string,
  onChange: () => void | Promise<void>,
  { only = () => true, onError = () => undefined }: WatchOptions = {},
): Promise<Watcher> {
  const root = resolve(folder)
  const top = await watchable(root)
  const watcher = watch(top, {
    ignoreInitial: true,
    depth: top === root ? 0 : 1,
    ignored: path => path !== top && path !== root && !(dirname(path) === root && counts(basename(path), only)),
  })
  let timer: NodeJS.Timeout | undefined
  let running: Promise<void> | undefined
  let again = false
  let closed = false

  const settle = () => {
    if (closed) return
    clearTimeout(timer)
    timer = setTimeout(run, SETTLE_MS)
  }
  const run = () => {
    again = running !== undefined
    if (running !== undefined) return
    running = Promise.resolve()
      .then(onChange)
      .catch(error => onError(error instanceof Error ? error : new Error(String(error))))
      .then(() => {
        running = undefined
        if (again) settle()
        again = false
      })
  }
  watcher.on('all', settle)
  watcher.on('error', error => onError(error instanceof Error ? error : new Error(String(error))))
  await new Promise<void>(ready => watcher.once('ready', ready))
  return {
    async close() {
      closed = true
      clearTimeout(timer)
      await watcher.close()
      await running
    },
  }
}

/** The folder above, for a folder that is itself watched isn't found again once it was removed; itself, where that can't be read. */
function watchable(root: string): Promise<string> {
  return access(dirname(root), constants.R_OK | constants.X_OK).then(
    () => dirname(root),
    () => root,
  )
}

/** `..data` and its like are how Kubernetes changes all files of a mounted folder at once. */
function counts(name: string, only: (name: string) => boolean): boolean {
  return only(name) || name.startsWith('..')
}
