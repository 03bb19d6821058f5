/** Everything that can be known of a job file before its job is sent. */
import { checkBody } from '../../job/check.js'
import type { Problem } from '../../protocol/view.js'
import { type Diagnostic, inOrder } from '../../yaml/diagnostic.js'
import type { Mapping } from '../../yaml/mapping.js'
import type { YamlDocument } from '../../yaml/parse.js'
import type { Client } from '../client.js'
import { CliError } from '../exit.js'
import type { Io } from '../io.js'
import { type Expanded, expand } from './expand.js'
import { placeOf } from './place.js'
import { readYaml } from './read.js'

/** A mistake in a job file: where it stands there, and in the body where it has a place there. */
/** A remark that is about no line more than about another. */
const WHOLE = { line: 0, column: 0, length: 0 }

export type Remark = Diagnostic & { path?: Problem['path'] }

export interface Examined {
  document: YamlDocument
  /** The body of create_all; to be sent only where no remark is an error. */
  body: Mapping
  /** Each once, in the order of the file. */
  remarks: Remark[]
  hasErrors: boolean
  /** Why this node could not be asked for what it alone knows; absent where it was, or was not to be. */
  trouble?: Error
}

export interface ExamineOptions {
  /** Of `--set`. */
  variables?: Record<string, string>
  /** Answers the node to ask; absent where none is to be asked. */
  client?: () => Promise<Client>
}

/**
 * Reads a job file, writes its short forms out and checks the body here and, where it answers, at the node. Throws only where the
 * file can't be read.
 */
export async function examine(file: string, io: Io, options: ExamineOptions): Promise<Examined> {
  const document = await readYaml(file, io, options.variables)
  if (document.value === undefined) return { document, body: {}, remarks: document.problems, hasErrors: true }
  const node = await findNode(options.client)
  const expanded = expand(document, node.id)
  const { body } = expanded
  const remote = await checkAt(node, body)
  const problems = [...checkBody(body), ...remote.problems].filter(({ path }) => !expanded.isSettled(path))
  const remarks = inOrder([
    ...document.problems,
    ...expanded.problems,
    ...problems.map(problem => remarkOf(problem, expanded, document)),
  ])
  const { trouble } = remote
  return {
    document,
    body,
    remarks,
    hasErrors: remarks.some(remark => remark.severity === 'error'),
    ...(trouble === undefined ? {} : { trouble }),
  }
}

interface Node {
  client?: Client
  id?: string
  trouble?: Error
}

async function findNode(connect: ExamineOptions['client']): Promise<Node> {
  if (connect === undefined) return {}
  try {
    const client = await connect()
    return { client, id: (await client.node()).node_id }
  } catch (error) {
    return { trouble: troubleOf(error) }
  }
}

async function checkAt({ client, trouble }: Node, body: Mapping): Promise<{ problems: Problem[]; trouble?: Error }> {
  if (client === undefined) return { problems: [], ...(trouble === undefined ? {} : { trouble }) }
  try {
    return { problems: await client.check(body) }
  } catch (error) {
    return { problems: [], trouble: troubleOf(error) }
  }
}

function troubleOf(error: unknown): Error {
  if (error instanceof CliError) return error
  throw error
}

function remarkOf({ severity, path, message }: Problem, expanded: Expanded, document: YamlDocument): Remark {
  const place = path.length > 0 ? { path, message } : placeOf(message, expanded.body)
  const isWhole = place.path.length === 0
  const position = isWhole ? WHOLE : document.positionOf(expanded.sourceOf(place.path))
  return { file: document.file, severity, message: place.message, ...position, path: [...place.path] }
}
