/** How every job stands at every node, as their platform listeners say it. */

import { isFinalJob } from '../../src/protocol/values.js'
import type { JobSummary } from '../../src/protocol/view.js'
import type { Cluster } from './cluster.js'
import { knownAt, type PlannedJob } from './plan.js'

export class Standing {
  /** By job and node. */
  readonly seen = new Map<string, Map<string, JobSummary>>()
  /** When something was last seen to change. */
  changedAt = Date.now()

  constructor(
    private readonly cluster: Cluster,
    private readonly planOf: (flowId: string) => PlannedJob | undefined,
  ) {}

  /** Asks every node that answers. */
  async look(): Promise<void> {
    await Promise.all(
      [...this.cluster.lives].map(async ([id, life]) => {
        if (!life.answers) return
        for (const job of await life.jobs().catch(() => [])) {
          const byNode = this.seen.get(job.job_id) ?? new Map<string, JobSummary>()
          this.seen.set(job.job_id, byNode)
          if (byNode.get(id)?.revision === job.revision) continue
          byNode.set(id, job)
          this.changedAt = Date.now()
        }
      }),
    )
  }

  /** Jobs that have not ended at all nodes that are to know them. */
  living(): string[] {
    return [...this.seen].flatMap(([id, byNode]) => (this.#hasEnded(byNode) ? [] : [id]))
  }

  #hasEnded(byNode: Map<string, JobSummary>): boolean {
    const [first] = byNode.values()
    const plan = first && this.planOf(first.flow_id)
    const nodes = plan === undefined ? [...byNode.keys()] : knownAt(plan)
    return nodes.every(id => isFinalJob(byNode.get(id)?.status ?? 'PENDING'))
  }

  /** Jobs that wait for a node's operator. */
  awaiting(node: string): JobSummary[] {
    return [...this.seen.values()].flatMap(byNode => {
      const job = byNode.get(node)
      return job?.awaiting_approval ? [job] : []
    })
  }
}
