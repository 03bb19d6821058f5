import { randomBytes } from 'node:crypto'
import { join } from 'node:path'
import { Low } from 'lowdb'
import { z } from 'zod'
import { DurableFile } from './durable.js'
import { errorText } from './failure.js'

/** The file in a data directory that says which installation it is, and what it remembers between runs. */
export const INSTALLATION_FILE = 'installation.json'
const SCHEMA = 1

const Remembered = z.union([z.string(), z.number(), z.boolean(), z.null()])
/** A small value that outlives the daemon: a port, a fact learned about the engine. */
export type Remembered = z.infer<typeof Remembered>

const Content = z.object({
  schema: z.literal(SCHEMA),
  /** Valid in a container's name and label, and the same for the life of the data directory. */
  id: z.string().regex(/^[0-9a-f]{8}$/),
  remembered: z.record(z.string(), Remembered),
})
type Content = z.infer<typeof Content>

/** Who this installation is among those that share an engine, and a few values that it keeps. */
export class Installation {
  readonly #file: DurableFile<Content>
  #content: Content
  #writes: Promise<unknown> = Promise.resolve()

  private constructor(file: DurableFile<Content>, content: Content) {
    this.#file = file
    this.#content = content
  }

  /**
   * Reads the installation of a data directory, or begins one.
   *
   * @throws where the file is there and cannot be understood: a new id would make strangers of this node's own containers
   */
  static async open(directory: string): Promise<Installation> {
    const path = join(directory, INSTALLATION_FILE)
    const file = new DurableFile<Content>(path, content => decode(path, content))
    const stored = await file.read()
    const content = stored ?? { schema: SCHEMA, id: randomBytes(4).toString('hex'), remembered: {} }
    if (!stored) await file.write(content)
    return new Installation(file, content)
  }

  get id(): string {
    return this.#content.id
  }

  /** What was stored under a key; undefined where nothing was. */
  recall(key: string): Remembered | undefined {
    return this.#content.remembered[key]
  }

  /**
   * Stores a value under a key, and resolves when it is on disk.
   *
   * @throws {FileFailure} and the value before is kept
   */
  remember(key: string, value: Remembered): Promise<void> {
    const write = this.#writes.then(async () => {
      const next = { ...this.#content, remembered: { ...this.#content.remembered, [key]: value } }
      await new Low(this.#file, next).write()
      this.#content = next
    })
    this.#writes = write.catch(() => undefined)
    return write
  }
}

function decode(path: string, content: Buffer): Content {
  try {
    return Content.parse(JSON.parse(content.toString()))
  } catch (error) {
    const what =
      error instanceof z.ZodError
        ? error.issues.map(({ path, message }) => `${path.join('.')}: ${message}`).join('; ')
        : errorText(error)
    throw new Error(
      `${path} cannot be read (${what}). It holds the id by which this node knows its own containers: restore it from a backup, ` +
        `or remove it when no container of this node is left.`,
    )
  }
}
