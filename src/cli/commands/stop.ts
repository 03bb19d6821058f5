import type { Context } from '../context.js'
import { EXIT } from '../exit.js'
import { resolveJobId } from '../job-id.js'
import type { OutputOption } from '../output.js'
import { knownTask } from '../task-name.js'

export interface StopOptions extends OutputOption {
  task?: string
}

/** `isched stop`: a job, or one of its tasks and all that follows it. */
export async function stop(context: Context, job: string, options: StopOptions): Promise<number> {
  const client = await context.client()
  const jobId = await resolveJobId(job, client)
  if (options.task !== undefined) knownTask(await client.job(jobId), options.task)
  await client.stop(jobId, options.task)
  if (options.output === 'json')
    context.json({ job_id: jobId, ...(options.task === undefined ? {} : { task_name: options.task }) })
  else
    context.print(
      options.task === undefined ? `${jobId} stopped` : `${jobId}: ${options.task} and what follows it stopped`,
    )
  return EXIT.done
}
