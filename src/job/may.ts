/** Who may do what: the one place where it is decided. Section 6. */
import { ProtocolError } from '../protocol/envelope.js'

export type Action =
  | 'create'
  | 'start'
  | 'poll'
  | 'stop'
  | 'audit'
  | 'callback'
  | 'stop_all'
  | 'status_all'
  | 'create_all'

/** What the decision needs to know of a job. */
export interface JobFacts {
  jobId: string
  initiator: string
  /** The scheduler of record. */
  scheduler: string
  /** Every node in config.role. */
  parties: ReadonlySet<string>
}

/** Whether a caller may do it. The caller is what its header says; how that is proven is not decided here. */
export function may(caller: string, action: Action, job: JobFacts): boolean {
  switch (action) {
    case 'create_all':
      return caller === job.initiator
    case 'create':
    case 'start':
    case 'stop':
      return caller === job.scheduler || caller === job.initiator
    case 'poll':
    case 'stop_all':
    case 'status_all':
      return caller === job.scheduler || caller === job.initiator || job.parties.has(caller)
    case 'audit':
    case 'callback':
      return job.parties.has(caller)
  }
}

/** Throws 403 with a sentence where {@link may} says no. */
export function demand(caller: string, action: Action, job: JobFacts): void {
  if (may(caller, action, job)) return
  throw new ProtocolError(403, `node "${caller}" may not ${WORDS[action]} job ${job.jobId}: ${WHO[action](job)}`)
}

const WORDS: Record<Action, string> = {
  create_all: 'submit',
  create: 'create',
  start: 'start',
  stop: 'stop',
  poll: 'ask for a task of',
  audit: 'approve',
  callback: 'report for',
  stop_all: 'stop',
  status_all: 'ask for the status of',
}

const ofRecord = (job: JobFacts): string => `only its scheduler ${job.scheduler} and its initiator ${job.initiator} may`
const ofParties = (job: JobFacts): string => `only its parties (${[...job.parties].join(', ')}) may`

const WHO: Record<Action, (job: JobFacts) => string> = {
  create_all: job => `only its initiator ${job.initiator} may`,
  create: ofRecord,
  start: ofRecord,
  stop: ofRecord,
  poll: ofParties,
  audit: ofParties,
  callback: ofParties,
  stop_all: ofParties,
  status_all: ofParties,
}
