/** What the services of the three parts are given of the node they work for. */
import type { RegisteredComponent } from '../components/match.js'
import { matchComponent } from '../components/match.js'
import type { PeerSettings } from '../config/settings.js'
import type { Answer } from '../protocol/envelope.js'
import { type JobSpec, nodesOf, specOf } from '../protocol/job.js'
import type { KnownComponent } from '../protocol/outgoing.js'
import type { Runner } from '../runner/runner.js'
import type { Deadlines } from '../scheduler/state.js'
import type { JobDocument } from './document.js'
import type { Jobs } from './jobs.js'
import type { JobFacts } from './may.js'

export interface NodeContext {
  self: string
  jobs: Jobs
  /** The route table as it is now. */
  peers: () => Record<string, PeerSettings>
  components: () => RegisteredComponent[]
  admitImage: Runner['admit']
  /** GET job/status_all at another node. Throws when it is silent. */
  askStatus: (peer: string, query: Record<string, string>, traceId: string) => Promise<Answer>
  /** The node id of the configured scheduler. */
  scheduler: string | undefined
  approval: 'auto' | 'manual'
  strictParameters: boolean
  storage: string
  patienceMs: number
  graceMs: number
  deadlines: Deadlines
  now: () => number
}

/** A call as its handler sees it. */
export interface Caller {
  /** What the header says; undefined where it says nothing. */
  node: string | undefined
  traceId: string
}

/** By task name, what this node's registry says of its component. */
export function knownComponents(
  spec: JobSpec,
  components: readonly RegisteredComponent[],
): Record<string, KnownComponent | undefined> {
  return Object.fromEntries(
    spec.tasks.map(task => {
      const match = matchComponent(task, components)
      return [
        task.name,
        match.kind === 'one'
          ? { provider: match.component.info.provider, roleList: match.component.info.roleList }
          : undefined,
      ]
    }),
  )
}

/** What may() needs to know of a stored job. */
export function factsOf(doc: JobDocument): JobFacts {
  const spec = doc.body && specOf(doc.body)
  return {
    jobId: doc.jobId,
    initiator: spec?.initiator.nodeId ?? '',
    scheduler: doc.scheduler,
    parties: new Set(spec ? nodesOf(spec).keys() : []),
  }
}
