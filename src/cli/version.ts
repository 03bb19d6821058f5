import { readFileSync } from 'node:fs'

/** The version in this package's package.json, wherever this file was compiled to. */
export function packageVersion(): string {
  for (let up = '../'; up.length < '../'.length * 6; up += '../') {
    try {
      const description = JSON.parse(readFileSync(new URL(`${up}package.json`, import.meta.url), 'utf8'))
      if (description.name === 'isched') return String(description.version)
    } catch {
      // Not in this directory: look further up.
    }
  }
  return 'unknown'
}
