/** Job ids as people type them: a few of their first characters, with or without `job-`, or `@last`. */
import type { JobSummary } from '../protocol/view.js'
import { CliError, EXIT } from './exit.js'

/** The newest job that the node knows. */
export const LAST = '@last'

const OUR_ID = /^job-[0-9a-f]{32}$/
const SHORTEST = 8

interface JobList {
  listJobs(): Promise<JobSummary[]>
}

/** A new job's id. Section 4. */
export function newJobId(): string {
  return `job-${crypto.randomUUID().replaceAll('-', '')}`
}

/** The whole id of a job. Throws a sentence where no job is meant, or more than one. */
export async function resolveJobId(text: string, source: JobList): Promise<string> {
  if (OUR_ID.test(text)) return text
  const ids = (await source.listJobs()).map(job => job.job_id)
  if (text === LAST) {
    const [newest] = ids
    if (newest === undefined) throw new CliError('This node knows no job yet.', EXIT.badInput)
    return newest
  }
  if (ids.includes(text)) return text
  const meant = ids.filter(id => text !== '' && (id.startsWith(text) || id.startsWith(`job-${text}`)))
  const [id, second] = meant
  if (id === undefined) {
    throw new CliError(`No job "${text}" is known here; isched list shows those that are.`, EXIT.badInput)
  }
  if (second !== undefined) {
    const some = meant.slice(0, 5).join(', ')
    throw new CliError(
      `"${text}" begins ${meant.length} jobs' ids: ${some}${meant.length > 5 ? ', ...' : ''}. Give more of it.`,
      EXIT.badInput,
    )
  }
  return id
}

/** Ids shortened for a table: the first characters of our own ids, as many as tell them apart; a stranger's as they are. */
export function shortIds(ids: readonly string[]): Map<string, string> {
  let length = SHORTEST
  const short = (id: string) => (OUR_ID.test(id) ? id.slice(0, 'job-'.length + length) : id)
  while (length < 32 && new Set(ids.map(short)).size < new Set(ids).size) length += 2
  return new Map(ids.map(id => [id, short(id)]))
}
