import type { Context } from '../context.js'
import { EXIT } from '../exit.js'
import { examine } from '../job-file/examine.js'
import { showRemarks } from '../job-file/show.js'
import { newJobId } from '../job-id.js'
import type { OutputOption } from '../output.js'

export interface SubmitOptions extends FollowUpOptions {
  set?: Record<string, string>
}

/** What is done with a job once the node has taken it. */
export interface FollowUpOptions extends OutputOption {
  wait?: boolean
  watch?: boolean
}

/** `isched submit`: checks a job file and hands its job to the node. */
export async function submit(context: Context, file: string, options: SubmitOptions): Promise<number> {
  const examined = await examine(file, context.io, {
    client: () => context.client(),
    ...(options.set === undefined ? {} : { variables: options.set }),
  })
  showRemarks(context, examined)
  if (examined.hasErrors) return EXIT.badInput
  if (examined.trouble !== undefined) throw examined.trouble
  return send(context, examined.body, options)
}

/** Submits a body under a new id, says the id, and waits or watches where that was asked. */
export async function send(context: Context, body: object, options: FollowUpOptions): Promise<number> {
  const client = await context.client()
  const jobId = await client.createAll({ job_id: newJobId(), ...body })
  const { output } = options
  if (output === 'name') context.print(jobId)
  else if (output === 'json' && !options.wait) context.json({ job_id: jobId })
  else if (output === undefined) context.print(`${jobId} submitted`)
  if (options.watch) return (await import('./watch.js')).watch(context, jobId)
  if (options.wait) return (await import('../wait-for-job.js')).waitForJob(context, jobId, { output })
  if (output === undefined && context.io.stdout.isTTY) context.note(`Follow it: isched watch ${jobId}`)
  return EXIT.done
}
