/** Bodies and descriptors: ours in fixtures/bodies, and what real peers publish, read where it lies. */
import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { fromRoot } from '../fixtures/root.js'

const folder = process.env.ISCHED_PEERS_DIR ?? join(fromRoot(), '..', 'shared', 'peers')

export interface BodyFile {
  name: string
  /** For tap's options: a file of a peer that is not here is skipped by name. */
  skip: string | false
  text: () => string
  json: () => unknown
}

/** A file that another implementation publishes. It is no part of the project. */
export function peerFile(name: string): BodyFile {
  const path = join(folder, name)
  return file(name, path, existsSync(path) ? false : `${name} is not in ${folder}; ISCHED_PEERS_DIR says where it is`)
}

/** One of ours, of the same shape. */
export function bodyFile(name: string): BodyFile {
  return file(name, fromRoot('fixtures', 'bodies', name), false)
}

function file(name: string, path: string, skip: string | false): BodyFile {
  const text = () => readFileSync(path, 'utf8')
  return { name, skip, text, json: (): unknown => JSON.parse(text()) }
}
