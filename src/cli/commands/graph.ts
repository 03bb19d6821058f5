import { existsSync } from 'node:fs'
import type { Context } from '../context.js'
import { EXIT } from '../exit.js'
import { dotGraph } from '../graph/dot.js'
import { mermaidGraph } from '../graph/mermaid.js'
import { type DrawnTask, tasksOfBody, tasksOfJob } from '../graph/model.js'
import { textGraph } from '../graph/text.js'
import { examine } from '../job-file/examine.js'
import { showRemarks } from '../job-file/show.js'
import { LAST, resolveJobId } from '../job-id.js'

export interface GraphOptions {
  output: 'text' | 'mermaid' | 'dot' | 'json'
  set?: Record<string, string>
}

/** `isched graph`: the DAG of a job file, or of a job with its tasks' statuses. */
export async function graph(context: Context, fileOrJob: string | undefined, options: GraphOptions): Promise<number> {
  const tasks = isFile(fileOrJob) ? await ofFile(context, fileOrJob, options) : await ofJob(context, fileOrJob)
  if (tasks === undefined) return EXIT.badInput
  switch (options.output) {
    case 'text':
      context.print(...textGraph(tasks, context.style))
      break
    case 'mermaid':
      context.print(...mermaidGraph(tasks))
      break
    case 'dot':
      context.print(...dotGraph(tasks))
      break
    case 'json':
      context.json({ tasks })
      break
  }
  return EXIT.done
}

/** A job's id is never a file that is there, has no slash and no such ending. */
function isFile(text: string | undefined): text is string {
  return text !== undefined && (text === '-' || /[/\\]|\.(ya?ml|json)$/.test(text) || existsSync(text))
}

async function ofFile(context: Context, file: string, { set }: GraphOptions): Promise<DrawnTask[] | undefined> {
  const examined = await examine(file, context.io, set === undefined ? {} : { variables: set })
  if (!examined.hasErrors) return tasksOfBody(examined.body)
  showRemarks(context, examined)
  return undefined
}

async function ofJob(context: Context, job: string | undefined): Promise<DrawnTask[]> {
  const client = await context.client()
  return tasksOfJob(await client.job(await resolveJobId(job ?? LAST, client)))
}
