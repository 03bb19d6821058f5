/** Which daemon a command talks to, and the token that opens its door. */
import { readFile } from 'node:fs/promises'
import { CliError, EXIT } from './exit.js'
import type { Io } from './io.js'
import { type Announcement, discover } from './rendezvous.js'

/** The options that every command takes. */
export interface AddressOptions {
  url?: string
  tokenFile?: string
  node?: string
}

export interface Address {
  /** Without a slash at its end. */
  url: string
  token: string | undefined
  /** For the sentence about a token that was refused. */
  tokenFile: string | undefined
}

/**
 * The address from `--url` or ISCHED_URL, else that of the one running daemon of this user, or of the one that `--node` or
 * ISCHED_NODE names. Throws a sentence where there is none, or more than one.
 */
export async function findAddress(options: AddressOptions, env: Io['env']): Promise<Address> {
  const given = options.url ?? (options.node === undefined ? env.ISCHED_URL || undefined : undefined)
  const running = await discover(env)
  const entry = given === undefined ? choose(running, options.node ?? (env.ISCHED_NODE || undefined)) : undefined
  const url = given === undefined ? (entry?.url ?? '') : readUrl(given)
  const known = entry ?? running.find(one => withoutSlash(one.url) === url)
  const tokenFile = options.tokenFile ?? (env.ISCHED_TOKEN_FILE || known?.token_file)
  return { url: withoutSlash(url), token: await readToken(tokenFile), tokenFile }
}

function choose(running: Announcement[], node: string | undefined): Announcement {
  const meant = node === undefined ? running : running.filter(one => one.node_id === node)
  const [first, second] = meant
  if (first === undefined && node !== undefined) {
    const others = running.map(one => one.node_id).join(', ')
    throw new CliError(
      `No daemon of the node "${node}" runs here under your name${others ? `; those that do: ${others}` : ''}.`,
      EXIT.unreachable,
    )
  }
  if (first === undefined) {
    throw new CliError(
      'No running daemon of yours was found on this machine. Start one with ischedd, or say where it is with --url (ISCHED_URL) and --token-file (ISCHED_TOKEN_FILE).',
      EXIT.unreachable,
    )
  }
  if (second === undefined) return first
  const width = Math.max(...meant.map(one => one.node_id.length))
  const list = meant.map(one => `  ${one.node_id.padEnd(width)}  ${one.url}  ${one.data_directory}`).join('\n')
  const which = node === undefined ? 'with --node ID (ISCHED_NODE) or --url' : 'with --url'
  throw new CliError(
    `${meant.length} daemons of yours run on this machine; say which ${which}:\n${list}`,
    EXIT.badInput,
  )
}

function readUrl(text: string): string {
  const url = /^https?:\/\//.test(text) ? text : `http://${text}`
  if (!URL.canParse(url)) {
    throw new CliError(`"${text}" is no address; one looks like http://127.0.0.1:9700.`, EXIT.badInput)
  }
  return withoutSlash(url)
}

function withoutSlash(url: string): string {
  return url.replace(/\/+$/, '')
}

async function readToken(file: string | undefined): Promise<string | undefined> {
  if (file === undefined || file === '') return undefined
  try {
    return (await readFile(file, 'utf8')).trim()
  } catch (error) {
    throw new CliError(`The token can't be read: ${error instanceof Error ? error.message : error}.`, EXIT.badInput, {
      cause: error,
    })
  }
}
