/** Components that several descriptors claim to be. */
import type { Diagnostic } from '../yaml/diagnostic.js'
import { componentText } from './match.js'
import type { DescriptorFile } from './read.js'

/** The components that stand in several places, or twice in one; the last one counts, in the order of the files. */
export function repeatsIn(files: readonly DescriptorFile[]): Diagnostic[] {
  const first = new Map<string, string>()
  const repeats: Diagnostic[] = []
  for (const { document, components } of files) {
    for (const { info, at } of components) {
      if (info === undefined) continue
      const name = componentText(info)
      const position = document.positionOf([...at, 'componentName'])
      const before = first.get(name)
      if (before === undefined) first.set(name, `${document.file}:${position.line}`)
      else {
        const message = `${name} is described in ${before}, too: the last one counts`
        repeats.push({ file: document.file, severity: 'warning', ...position, message })
      }
    }
  }
  return repeats
}
