import { type Scalar, visit } from 'yaml'
import type { Diagnostic } from './diagnostic.js'
import { readValue, type YamlDocument } from './parse.js'
import { didYouMean } from './suggest.js'

/** `$${` (stands for `${`), `${NAME}`, `${NAME:-default}`, or a `${` that is none of these. */
const REFERENCE = /\$\$\{|\$\{([A-Za-z_][A-Za-z0-9_]*)(?::-([^}]*))?\}|\$\{/g

/**
 * The document with `${NAME}` and `${NAME:-default}` in its texts replaced from the environment; `$${` stands for `${`.
 * Keys and comments stay as they are. As the shell does, `:-` takes the default for a variable that is empty, too. A
 * text that was written without quotes and is a number, `true` or `false` after the replacement is read as such; within
 * quotes it stays a text. A variable that is not set is a problem where it stands, and is left as it was written.
 */
export function substituteEnvironment(
  document: YamlDocument,
  environment: Record<string, string | undefined> = process.env,
): YamlDocument {
  if (document.value === undefined) return document
  const problems: Diagnostic[] = []
  let changed = false
  visit(document.tree, {
    Scalar(key, scalar) {
      if (key === 'key' || typeof scalar.value !== 'string' || !scalar.value.includes('${')) return
      changed = true
      const replaced = substitute(scalar.value, environment, (word, offset, message, hint) =>
        problems.push({
          file: document.file,
          severity: 'error',
          ...place(document, scalar, word, offset),
          message,
          hint,
        }),
      )
      scalar.value = scalar.type === 'PLAIN' ? readPlain(replaced) : replaced
    },
  })
  if (!changed) return document
  const { value, problem } = readValue(document)
  return {
    ...document,
    problems: [...document.problems, ...problems, ...(problem === undefined ? [] : [problem])],
    value,
  }
}

function substitute(
  text: string,
  environment: Record<string, string | undefined>,
  fault: (word: string, offset: number, message: string, hint: string) => void,
): string {
  return text.replace(
    REFERENCE,
    (word: string, name: string | undefined, fallback: string | undefined, offset: number) => {
      if (word === '$${') return '${'
      if (name === undefined) {
        fault(
          word,
          offset,
          'this is no reference to a variable',
          `write \${NAME} or \${NAME:-default}, or $\${ where \${ itself is meant`,
        )
        return word
      }
      const value = environment[name]
      if (fallback !== undefined) return value === undefined || value === '' ? fallback : value
      if (value !== undefined) return value
      const near = didYouMean(name, Object.keys(environment))
      const hint = near === undefined ? `set it, or give a default: \${${name}:-...}` : `did you mean \${${near}}?`
      fault(word, offset, `the environment variable ${name} is not set`, hint)
      return word
    },
  )
}

/** Where in a scalar a word stands, as it was written: never before its offset in the value, for quotes only add. */
function place(document: YamlDocument, scalar: Scalar, word: string, offset: number) {
  const [start, end] = scalar.range ?? [0, 0]
  const at = document.text.slice(start, end).indexOf(word, offset)
  return at === -1 ? document.locator.ofNode(scalar) : document.locator.between(start + at, start + at + word.length)
}

function readPlain(text: string): string | number | boolean {
  if (text === 'true' || text === 'false') return text === 'true'
  return /^[-+]?(\d+(\.\d*)?|\.\d+)([eE][-+]?\d+)?$/.test(text) ? Number(text) : text
}
