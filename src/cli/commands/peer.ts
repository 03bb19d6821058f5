import type { PeerCheck } from '../../protocol/view.js'
import type { Context } from '../context.js'
import { EXIT } from '../exit.js'
import type { OutputOption } from '../output.js'
import { table } from '../table.js'
import { ago } from '../time.js'

/** `isched peer list`: the route table, and what was last seen of each peer. */
export async function list(context: Context, options: OutputOption): Promise<number> {
  const peers = await (await context.client()).peers()
  if (options.output === 'json') context.json({ peers })
  else if (options.output === 'name') context.print(...peers.map(peer => peer.node_id))
  else if (peers.length === 0) context.note('This node has no peers.')
  else {
    const { style, io } = context
    const rows = peers.map(peer => [
      peer.node_id,
      peer.address,
      peer.preset,
      peer.edition,
      ago(peer.last_answer_at, io.now()) || 'never',
      peer.trouble === undefined ? '' : style('red', peer.trouble),
    ])
    const head = ['PEER', 'ADDRESS', 'PRESET', 'EDITION', 'LAST ANSWER', '']
    context.print(
      ...table(
        head.map(title => style('bold', title)),
        rows,
      ),
    )
  }
  return EXIT.done
}

/** `isched peer check`: calls peers, and says how long they took to answer and how their clocks stand. */
export async function check(context: Context, names: string[], options: OutputOption): Promise<number> {
  const client = await context.client()
  const nodes = names.length > 0 ? names : (await client.peers()).map(peer => peer.node_id)
  const checks = await Promise.all(nodes.map(node => client.checkPeer(node)))
  if (options.output === 'json') context.json({ checks })
  else if (checks.length === 0) context.note('This node has no peers.')
  else context.print(...checkTable(context, checks))
  return checks.every(({ reachable }) => reachable) ? EXIT.done : EXIT.unreachable
}

function checkTable({ style }: Context, checks: PeerCheck[]): string[] {
  return table(
    ['PEER', '', 'ROUND TRIP', 'CLOCK', ''].map(title => style('bold', title)),
    checks.map(({ node_id, reachable, latency_ms, clock_difference_ms, detail }) => [
      node_id,
      reachable ? style('green', 'reachable') : style('red', 'unreachable'),
      latency_ms === undefined ? '' : `${Math.round(latency_ms)} ms`,
      clock_difference_ms === undefined ? '' : clock(clock_difference_ms),
      detail,
    ]),
  )
}

/** A Date header counts in seconds, so less than two of them say nothing. */
function clock(differenceMs: number): string {
  const seconds = Math.round(Math.abs(differenceMs) / 1000)
  return seconds < 2 ? 'in step' : `${seconds}s ${differenceMs > 0 ? 'ahead' : 'behind'}`
}
