import { basename, relative, resolve, sep } from 'node:path'
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
  const watcher = watch(root, {
    ignoreInitial: true,
    depth: 0,
    ignored: path => path !== root && !counts(relative(root, path), only),
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

/** `..data` and its like are how Kubernetes changes all files of a mounted folder at once. */
function counts(path: string, only: (name: string) => boolean): boolean {
  return only(basename(path)) || path.split(sep)[0]?.startsWith('..') === true
}
