import type { Context } from '../context.js'
import { EXIT } from '../exit.js'
import { resolveJobId } from '../job-id.js'
import type { OutputOption } from '../output.js'

export interface RejectOptions extends OutputOption {
  reason: string
}

/** `isched reject`: refuses a job on this node, and with that everywhere. */
export async function reject(context: Context, job: string, options: RejectOptions): Promise<number> {
  const client = await context.client()
  const jobId = await resolveJobId(job, client)
  await client.reject(jobId, options.reason)
  if (options.output === 'json') context.json({ job_id: jobId, approval: 'REJECTED', reason: options.reason })
  else context.print(`${jobId} rejected`)
  return EXIT.done
}
