import type { JobSource } from './source.js'

/** What `isched watch` was asked to show. */
export interface WatchOptions {
  /** The job to begin with, instead of the list. */
  jobId?: string
  /** The node's id, for the title. */
  nodeId?: string
}

/** Shows the node's jobs on the terminal until the person quits. Answers the process's exit code. */
export async function watch(_source: JobSource, _options: WatchOptions): Promise<number> {
  return 0
}
