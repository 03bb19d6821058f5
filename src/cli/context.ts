import type { AddressOptions } from './address.js'
import type { Client } from './client.js'
import { harmless, harmlessJson } from './harmless.js'
import type { Io } from './io.js'
import { type Style, styleFor } from './style.js'

/** What every command is given: the streams, their colours, and the daemon when it is asked for. */
export class Context {
  /** Dresses what goes to stdout. */
  readonly style: Style
  /** Dresses what goes to stderr. */
  readonly noteStyle: Style
  #client: Promise<Client> | undefined

  constructor(
    readonly io: Io,
    readonly address: AddressOptions,
  ) {
    this.style = styleFor(io.stdout, io.env)
    this.noteStyle = styleFor(io.stderr, io.env)
  }

  /** Writes lines to stdout: what the command was asked for. */
  print(...lines: string[]): void {
    if (lines.length > 0) this.io.stdout.write(harmless(`${lines.join('\n')}\n`))
  }

  /** Writes lines to stderr: what a person wants to know besides. */
  note(...lines: string[]): void {
    if (lines.length > 0) this.io.stderr.write(harmless(`${lines.join('\n')}\n`))
  }

  /** Writes a value to stdout for `-o json`. */
  json(value: unknown): void {
    this.print(harmlessJson(value, 2))
  }

  /** The daemon; found once, and HTTP loaded only now. */
  client(): Promise<Client> {
    this.#client ??= import('./client.js').then(({ connect }) => connect(this.address, this.io.env))
    return this.#client
  }
}
