import { isFinalJob } from '../../protocol/values.js'
import type { Context } from '../context.js'
import { EXIT } from '../exit.js'
import { resolveJobId } from '../job-id.js'
import type { OutputOption } from '../output.js'
import { styledJobStatus } from '../style.js'
import { knownTask } from '../task-name.js'

export interface StopOptions extends OutputOption {
  task?: string
}

/** `isched stop`: a job, or one of its tasks and all that follows it. Stopping what has ended already is no error. */
export async function stop(context: Context, job: string, options: StopOptions): Promise<number> {
  const { task, output } = options
  const client = await context.client()
  const before = await client.job(await resolveJobId(job, client))
  const jobId = before.job_id
  if (task !== undefined) knownTask(before, task)
  await client.stop(jobId, task)
  if (output === 'json') context.json({ job_id: jobId, ...(task === undefined ? {} : { task_name: task }) })
  else if (isFinalJob(before.status))
    context.print(`${jobId} had ended already: ${styledJobStatus(context.style, before)}`)
  else context.print(task === undefined ? `${jobId} stopped` : `${jobId}: ${task} and what follows it stopped`)
  return EXIT.done
}
