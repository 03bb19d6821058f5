/** A manual page's text, and what stands in its sections. */
import { existsSync, readFileSync } from 'node:fs'

/** The page, from the sources or from what they are compiled to. */
export function readManual(name: string): string {
  const path = manualPath(name)
  return readFileSync(path, 'utf8')
}

export function manualPath(name: string): URL {
  const found = ['../../man/', '../../../man/']
    .map(up => new URL(up + name, import.meta.url))
    .find(url => existsSync(url))
  if (found === undefined) throw new Error(`${name} is not there`)
  return found
}

/** The text of a section, up to the next one. */
export function section(manual: string, title: string): string {
  const [, after = ''] = manual.split(`\n.Sh ${title}\n`)
  return after.split('\n.Sh ')[0] ?? ''
}

/** Every literal block, as it is shown. */
export function literals(manual: string): string[] {
  return [...manual.matchAll(/^\.Bd -literal.*\n([\s\S]*?)^\.Ed$/gm)].map(([, text = '']) => text)
}
