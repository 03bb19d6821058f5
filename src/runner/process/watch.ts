import { type FSWatcher, watch } from 'node:fs'

const WITHOUT_WATCHER_EVERY_MS = 250

/**
 * Calls back with the name of whatever changes in a directory; answers what ends that. Where the system has no watcher to spare it
 * calls back without a name from time to time, after telling why.
 */
export function watchDirectory(
  directory: string,
  onChange: (file: string | undefined) => void,
  onTrouble: (error: unknown) => void,
): () => void {
  let timer: NodeJS.Timeout | undefined
  const instead = (error: unknown) => {
    onTrouble(error)
    clearInterval(timer)
    timer = setInterval(() => onChange(undefined), WITHOUT_WATCHER_EVERY_MS)
  }
  let watcher: FSWatcher | undefined
  try {
    watcher = watch(directory, (_event, file) => onChange(file ?? undefined))
    watcher.on('error', instead)
  } catch (error) {
    instead(error)
  }
  return () => {
    watcher?.close()
    clearInterval(timer)
  }
}
