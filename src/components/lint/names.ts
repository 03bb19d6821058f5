/** Names of parameters, inputs and outputs, which become names of environment variables. Section 7. */
import type { Path } from '../../yaml/locate.js'
import { asMapping } from '../../yaml/mapping.js'
import type { Remarks } from '../../yaml/remarks.js'

/** Names that several entries of a list share, or that nobody can type. */
export function lintNames(entries: readonly unknown[], at: Path, remarks: Remarks): void {
  const seen = new Set<string>()
  for (const [index, entry] of entries.entries()) {
    const { name } = asMapping(entry)
    if (typeof name !== 'string' || name === '') continue
    const place = [...at, index, 'name']
    if (seen.has(name))
      remarks.warning(place, `the name "${name}" is taken: a component sees one variable for both`, 'name it otherwise')
    if (name !== name.trim()) remarks.warning(place, `the name "${name}" begins or ends with a blank`)
    seen.add(name)
  }
}
