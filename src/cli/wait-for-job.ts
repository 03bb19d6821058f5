/** What `wait`, `submit --wait` and `retry --wait` do until a job ends, and what they say of its end. */
import type { JobView } from '../protocol/view.js'
import type { Context } from './context.js'
import { EXIT, exitCodeOf } from './exit.js'
import { followJob } from './follow-job.js'
import type { OutputFormat } from './output.js'
import { PATIENCE_MS } from './patience.js'
import { showProgress } from './progress.js'
import { styledJobStatus } from './style.js'
import { elapsed } from './time.js'

/** Waits until the job ends, showing progress on stderr, and answers the exit code that its end means. */
export async function waitForJob(
  context: Context,
  jobId: string,
  options: { patienceMs?: number; output?: OutputFormat | undefined },
): Promise<number> {
  const client = await context.client()
  const interrupt = new AbortController()
  const release = context.io.onInterrupt(() => interrupt.abort())
  const progress = showProgress(context.io)
  try {
    const job = await followJob(client, jobId, {
      onChange: state => progress.update(state),
      onAway: reason => progress.say(`${reason} Trying again.`),
      patienceMs: options.patienceMs ?? PATIENCE_MS,
      signal: interrupt.signal,
    })
    progress.end()
    if (options.output === 'json') context.json(job)
    else if (options.output !== 'name') sayHowItEnded(context, job)
    return exitCodeOf(job.outcome)
  } catch (error) {
    progress.end()
    if (!interrupt.signal.aborted) throw error
    context.note(`${jobId} goes on. Wait again: isched wait ${jobId}   End it: isched stop ${jobId}`)
    return EXIT.interrupted
  } finally {
    release()
  }
}

function sayHowItEnded(context: Context, job: JobView): void {
  const took = elapsed(job.created_at, job.finished_at, context.io.now())
  const done = `${job.tasks.success}/${job.tasks.total} tasks`
  context.print(`${job.job_id}  ${styledJobStatus(context.style, job)}  ${done}  ${took}`)
  if (job.outcome === 'succeeded') return
  if (job.reason !== '') context.print(`  ${job.reason}`)
  context.print(...failuresOf(job).map(line => `  ${line}`))
}

/** A line for each party at which a task failed, with its own words; none for what the job's reason says already. */
export function failuresOf(job: JobView): string[] {
  return job.task_list.flatMap(task =>
    task.parties.flatMap(({ node_id, role, status, message }) => {
      const failure = `${task.name} failed at ${node_id} (${role})`
      if (status !== 'FAILED' || job.reason.includes(failure)) return []
      return [message ? `${failure}: ${message}` : failure]
    }),
  )
}
