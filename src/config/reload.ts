import { realpath } from 'node:fs/promises'
import { basename, dirname, resolve } from 'node:path'
import { formatDiagnostics } from '../yaml/diagnostic.js'
import { changedFields, takeOver } from './changes.js'
import { readSettings, type SettingsReading } from './load.js'
import type { Settings } from './settings.js'
import { type Watcher, watchFolder } from './watch.js'

/**
 * Follows a settings file while the daemon runs. Its peers and its log level are taken over: `onChange` is called with the
 * running settings and these two from the file, and the names of what changed. Whatever else changed is said through `onProblem`,
 * for it needs a restart; so is a file that is broken or gone, and the running settings stay. Every state of the file is told of
 * once.
 *
 * @param running the settings that the daemon was started with, read from this file
 */
export async function watchSettings(
  file: string,
  running: Settings,
  onChange: (settings: Settings, changed: string[]) => void | Promise<void>,
  onProblem: (sentence: string) => void,
): Promise<Watcher> {
  const path = resolve(file)
  let current = running
  let lastText: string | undefined
  let lastFile = running

  const look = async () => {
    const reading = await readSettings(path)
    if (reading.text === lastText) return
    lastText = reading.text
    const { settings } = reading
    if (settings === undefined) return onProblem(brokenSentence(reading))
    const { restart } = changedFields(lastFile, settings)
    lastFile = settings
    if (restart.length > 0) onProblem(restartSentence(path, restart, running, settings))
    const next = takeOver(current, settings)
    const { reloadable } = changedFields(current, next)
    if (reloadable.length === 0) return
    current = next
    await onChange(next, reloadable)
  }

  const names = new Map([[dirname(path), basename(path)]])
  const target = await realpath(path).catch(() => path)
  if (!names.has(dirname(target))) names.set(dirname(target), basename(target))
  const onError = (error: Error) => onProblem(`Watching ${path}: ${error.message}`)
  const watchers = await Promise.all(
    [...names].map(([folder, name]) => watchFolder(folder, look, { only: other => other === name, onError })),
  )
  // Between the daemon's own reading and now it may have changed already.
  await look()
  return {
    async close() {
      await Promise.all(watchers.map(watcher => watcher.close()))
    },
  }
}

function brokenSentence({ file, diagnostics, text }: SettingsReading): string {
  return `${file} was changed and can't be used; the settings before stay:\n${formatDiagnostics(diagnostics, text, { colour: false })}`
}

function restartSentence(file: string, names: string[], running: Settings, settings: Settings): string {
  const { restart } = changedFields(running, settings)
  if (restart.length === 0) return `${file}: ${names.join(', ')} is again what the running daemon has.`
  const verb = names.length === 1 ? 'was changed, and takes' : 'were changed, and take'
  return `${file}: ${names.join(', ')} ${verb} effect when ischedd is started again.`
}
