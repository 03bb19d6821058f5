import type { Context } from '../context.js'
import { LAST, resolveJobId } from '../job-id.js'
import type { OutputOption } from '../output.js'
import { waitForJob } from '../wait-for-job.js'

export interface WaitOptions extends OutputOption {
  patience?: number
}

/** `isched wait`: until a job ends; its end is the exit code. */
export async function wait(context: Context, job: string | undefined, options: WaitOptions): Promise<number> {
  const jobId = await resolveJobId(job ?? LAST, await context.client())
  return waitForJob(context, jobId, {
    output: options.output,
    ...(options.patience === undefined ? {} : { patienceMs: options.patience }),
  })
}
