/** Where a node's documents lie: what was written is there after a crash, what was not is not. */
import { JOB_SCHEMA, type JobDocument } from '../../src/job/document.js'
import { type DocumentProblem, Documents } from '../../src/store/documents.js'
import type { Life } from './life.js'

/** The documents on a disk, by id; frozen, so that they are still what was written. */
export type Disk = Map<string, JobDocument>

export class ModelDocuments extends Documents<JobDocument> {
  constructor(
    private readonly life: Life,
    private readonly disk: Disk,
    /** The same as this life of the daemon knows it: what it has read, and what it was told to be written. */
    private readonly known: Disk,
    private readonly onWritten: (before: JobDocument | undefined, doc: JobDocument) => void,
  ) {
    super({ directory: '', schema: JOB_SCHEMA })
  }

  override async open(): Promise<void> {}

  override async ids(): Promise<string[]> {
    return [...this.disk.keys()]
  }

  override async read(id: string): Promise<JobDocument | undefined> {
    const read = (): JobDocument | undefined => {
      const doc = this.disk.get(id)
      return doc === undefined ? undefined : JSON.parse(JSON.stringify(doc))
    }
    return this.life.operate(`read ${id}`, read, 'never')
  }

  override async readAll(onDocument: (id: string, doc: JobDocument) => void): Promise<DocumentProblem[]> {
    for (const id of await this.ids()) {
      const doc = await this.read(id)
      if (doc !== undefined) onDocument(id, doc)
    }
    return []
  }

  override async write(id: string, doc: JobDocument): Promise<void> {
    await this.life.operate(
      `store ${id}`,
      () => {
        const before = this.disk.get(id)
        this.disk.set(id, doc)
        this.onWritten(before, doc)
      },
      'before',
    )
    this.known.set(id, doc)
  }
}
