import type { NodeView } from '../../protocol/view.js'
import type { Context } from '../context.js'
import { EXIT } from '../exit.js'
import type { OutputOption } from '../output.js'
import { pairs } from '../table.js'
import { ago } from '../time.js'

/** `isched node`: what the daemon says of itself. */
export async function node(context: Context, options: OutputOption): Promise<number> {
  const view = await (await context.client()).node()
  if (options.output === 'json') context.json(view)
  else if (options.output === 'name') context.print(view.node_id)
  else context.print(...describe(context, view))
  return EXIT.done
}

function describe({ style, io }: Context, view: NodeView): string[] {
  const { runner, listeners } = view
  const limits = [
    runner.capacity.instances === null ? '' : `${runner.capacity.instances} instances`,
    runner.capacity.cpu === null ? '' : `${rounded(runner.capacity.cpu)} cores`,
    runner.capacity.memory === null ? '' : `${rounded(runner.capacity.memory)} GiB`,
  ].filter(limit => limit !== '')
  const jobs = Object.entries(view.jobs).filter(([, count]) => count > 0)
  return pairs(
    [
      ['node', view.node_id],
      ['institution', view.inst_id],
      ['closed', view.closed === undefined ? '' : style('red', view.closed)],
      ['isched', `${view.version}, process ${view.pid}, started ${ago(view.started_at, io.now())}`],
      ['runner', `${runner.kind}: ${runner.describe}`],
      ['instances', `${runner.running} running, ${runner.waiting} waiting`],
      ['room for', limits.join(', ') || 'no limit'],
      ['approval', view.approval],
      ['scheduler', view.scheduler],
      ['platform', listeners.platform],
      ['interconn', listeners.interconn],
      ['callback', listeners.callback.join(', ')],
      ['jobs', jobs.map(([status, count]) => `${count} ${status}`).join(', ') || 'none'],
    ],
    name => style('dim', name),
  )
}

function rounded(size: number): string {
  return String(Math.round(size * 10) / 10)
}
