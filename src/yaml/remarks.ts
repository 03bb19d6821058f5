/** Gathers what is to be said of a document, each at its place. */
import { isScalar } from 'yaml'
import type { Diagnostic } from './diagnostic.js'
import type { Path } from './locate.js'
import type { YamlDocument } from './parse.js'

export class Remarks {
  readonly problems: Diagnostic[] = []

  constructor(readonly document: YamlDocument) {}

  /** A mistake at a place of the file. */
  error(source: Path, message: string, hint?: string, what: 'key' | 'value' = 'value'): void {
    this.#say('error', source, message, hint, what)
  }

  warning(source: Path, message: string, hint?: string, what: 'key' | 'value' = 'value'): void {
    this.#say('warning', source, message, hint, what)
  }

  #say(severity: 'error' | 'warning', source: Path, message: string, hint: string | undefined, what: 'key' | 'value') {
    const { file } = this.document
    const position = this.document.positionOf(source, what)
    this.problems.push({ file, severity, ...position, message, ...(hint === undefined ? {} : { hint }) })
  }

  /** A number or truth value as it was written, for what is text to the protocol: `version: 1.0` means 1.0, not 1. */
  asText(value: unknown, source: Path): unknown {
    if (typeof value !== 'number' && typeof value !== 'boolean') return value
    const node = this.document.tree.getIn(source, true)
    const written = isScalar(node) ? node.source : undefined
    return written === undefined || written.includes('${') ? String(value) : written
  }
}
