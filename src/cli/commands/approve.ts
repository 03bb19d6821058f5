import type { Context } from '../context.js'
import { EXIT } from '../exit.js'
import { resolveJobId } from '../job-id.js'
import type { OutputOption } from '../output.js'

/** `isched approve`: lets a job run on this node. */
export async function approve(context: Context, job: string, options: OutputOption): Promise<number> {
  const client = await context.client()
  const { job_id: jobId, awaiting_approval: waited, status } = await client.job(await resolveJobId(job, client))
  await client.approve(jobId)
  if (options.output === 'json') context.json({ job_id: jobId, approval: 'READY' })
  else context.print(waited ? `${jobId} approved` : `${jobId} did not wait for approval here: ${status}`)
  return EXIT.done
}
