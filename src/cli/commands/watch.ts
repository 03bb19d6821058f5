import type { Context } from '../context.js'
import { CliError, EXIT } from '../exit.js'
import { resolveJobId } from '../job-id.js'

/** `isched watch`: the screen. Only here Ink is loaded. */
export async function watch(context: Context, job: string | undefined): Promise<number> {
  if (!context.io.stdout.isTTY) {
    throw new CliError('watch needs a terminal; isched wait says the same in lines.', EXIT.badInput)
  }
  const client = await context.client()
  const jobId = job === undefined ? undefined : await resolveJobId(job, client)
  const { node_id: nodeId } = await client.node()
  const screen = await import('../../tui/watch.js')
  return screen.watch(client, { nodeId, ...(jobId === undefined ? {} : { jobId }) })
}
