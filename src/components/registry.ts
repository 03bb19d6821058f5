/** The components that this node runs: what was registered, and what lies in its folder. Section 5. */
import { createHash } from 'node:crypto'
import { readdir, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { type Registration, registrationSchema } from '../protocol/component.js'
import { type DocumentProblem, Documents } from '../store/documents.js'
import type { Diagnostic } from '../yaml/diagnostic.js'
import { parseYaml } from '../yaml/parse.js'
import type { RegisteredComponent } from './match.js'
import { DESCRIPTOR_FILE, readDescriptors, registrationsOf } from './read.js'

interface StoredRegistration {
  schema: number
  registration: Registration
}

/** What identifies a component. */
export interface ComponentKey {
  componentName: string
  provider?: string
  version?: string
}

/** A descriptor's file that could not be read. */
export interface FileProblem {
  file: string
  message: string
}

/** How many mistakes of a file are named where it is reported. */
const MOST_SAID = 5

export class Registry {
  readonly #store: Documents<StoredRegistration>
  readonly #registered = new Map<string, RegisteredComponent>()
  #fromFolder = new Map<string, RegisteredComponent>()

  constructor(
    directory: string,
    private readonly folder: string,
  ) {
    this.#store = new Documents<StoredRegistration>({
      directory,
      schema: 1,
      check: value => ({
        schema: 1,
        registration: registrationSchema.parse(Reflect.get(Object(value), 'registration')),
      }),
    })
  }

  /** Reads what is stored and what lies in the folder; answers what could not be read. */
  async load(): Promise<{ stored: DocumentProblem[]; files: FileProblem[] }> {
    await this.#store.open()
    const stored = await this.#store.readAll((id, { registration }) => {
      this.#registered.set(id, componentOf(registration, 'registered'))
    })
    return { stored, files: await this.reload() }
  }

  /** Reads the folder again. A file that can't be read is reported; the others count. */
  async reload(): Promise<FileProblem[]> {
    const problems: FileProblem[] = []
    const found = new Map<string, RegisteredComponent>()
    const names = await readdir(this.folder).catch(() => [])
    for (const name of names.filter(each => DESCRIPTOR_FILE.test(each)).sort()) {
      const file = join(this.folder, name)
      try {
        const read = readDescriptors(parseYaml(await readFile(file, 'utf8'), name))
        const errors = read.problems.filter(({ severity }) => severity === 'error')
        if (errors.length > 0) problems.push({ file, message: sentence(errors) })
        else for (const one of registrationsOf(read)) found.set(idOf(one.component_info), componentOf(one, file))
      } catch (error) {
        problems.push({ file, message: error instanceof Error ? error.message : String(error) })
      }
    }
    this.#fromFolder = found
    return problems
  }

  /** Every component; one that was registered stands before one of the same name, provider and version in the folder. */
  all(): RegisteredComponent[] {
    return [...new Map([...this.#fromFolder, ...this.#registered]).values()]
  }

  /** Stores a component; the same again replaces it, for jobs created later. */
  async register(registration: Registration): Promise<void> {
    const id = idOf(registration.component_info)
    await this.#store.write(id, { schema: 1, registration })
    this.#registered.set(id, componentOf(registration, 'registered'))
  }

  /** Removes what was registered under these names; answers how many. What lies in the folder stays. */
  async remove({ componentName, provider, version }: ComponentKey): Promise<number> {
    const ids = [...this.#registered].flatMap(([id, { info }]) =>
      info.componentName === componentName &&
      (provider === undefined || info.provider === provider) &&
      (version === undefined || info.version === version)
        ? [id]
        : [],
    )
    for (const id of ids) {
      await this.#store.remove(id)
      this.#registered.delete(id)
    }
    return ids.length
  }
}

/** The first few in one sentence; `isched component lint` says them all. */
function sentence(errors: readonly Diagnostic[]): string {
  const first = errors.slice(0, MOST_SAID).map(({ line, message }) => `line ${line}: ${message}`)
  const others = errors.length - first.length
  return [...first, ...(others > 0 ? [`and ${others} more, which "isched component lint" says`] : [])].join('; ')
}

function componentOf({ imageUrl, component_info: info }: Registration, source: string): RegisteredComponent {
  return { imageUrl, info, source }
}

function idOf({
  componentName,
  provider,
  version,
}: {
  componentName: string
  provider: string
  version: string
}): string {
  return createHash('sha256')
    .update(JSON.stringify([componentName, provider, version]))
    .digest('hex')
    .slice(0, 32)
}
