/**
 * A node that comes back calls the nodes of its living jobs, once: those of our kind that had given up calling it for a while then try
 * again at once. What they answer says nothing new.
 */
import { factsOf, type NodeContext } from '../job/context.js'
import type { JobDocument } from '../job/document.js'

export async function greet(
  { self, peers, askStatus }: Pick<NodeContext, 'self' | 'peers' | 'askStatus'>,
  living: readonly JobDocument[],
): Promise<void> {
  const known = peers()
  const jobs = new Map<string, JobDocument>()
  for (const doc of living) {
    const { initiator, scheduler, parties } = factsOf(doc)
    for (const node of [initiator, scheduler, ...parties])
      if (node !== self && known[node]?.preset === 'isched') jobs.set(node, doc)
  }
  // Whoever is away hears of us when it is back.
  await Promise.allSettled([...jobs].map(([node, { jobId, traceId }]) => askStatus(node, { job_id: jobId }, traceId)))
}
