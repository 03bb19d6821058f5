import type { Context } from '../context.js'
import { resolveJobId } from '../job-id.js'
import { type FollowUpOptions, send } from './submit.js'

/** `isched retry`: a new job with the body of an old one, which it names. */
export async function retry(context: Context, job: string, options: FollowUpOptions): Promise<number> {
  const client = await context.client()
  const oldJobId = await resolveJobId(job, client)
  const { job_id: _, ...body } = await client.body(oldJobId)
  return send(context, { ...body, old_job_id: oldJobId }, options)
}
