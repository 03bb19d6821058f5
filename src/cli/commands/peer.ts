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

/** `isched peer check`: asks peers, and says whether they answer, how they speak, and which setting would fit them better. */
export async function check(context: Context, names: string[], options: OutputOption): Promise<number> {
  const client = await context.client()
  const nodes = names.length > 0 ? names : (await client.peers()).map(peer => peer.node_id)
  const checks = await Promise.all(nodes.map(node => client.checkPeer(node)))
  if (options.output === 'json') context.json({ checks })
  else if (checks.length === 0) context.note('This node has no peers.')
  else {
    context.print(...checkTable(context, checks))
    // One that is asked for by name is shown whole.
    if (names.length === 1) context.print(...checks.flatMap(found => manners(found)))
    for (const { node_id, recommendation } of checks)
      if (recommendation !== undefined) context.print(context.style('yellow', `${node_id}: ${recommendation}`))
  }
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

/** How a peer speaks, as far as it showed. */
function manners({ speaks, edition, success_code, routes = {}, repeats, recommendation }: PeerCheck): string[] {
  if (repeats === undefined) return []
  const those = (wanted: string) => Object.keys(routes).filter(route => routes[route] === wanted)
  // One of our kind answers each caller in that one's edition, and what was asked has no good answer to show it by.
  const unseen = speaks === 'isched' ? 'either, as this node stands in its peers' : 'did not show'
  const rows: [string, string][] = [
    ['speaks as', speaks ?? 'no preset'],
    ['edition', edition ?? unseen],
    ['success code', success_code === undefined ? unseen : String(success_code)],
    ['serves', those('served').join(', ')],
    ['does not serve', those('missing').join(', ')],
    ['does not tell of', those('unknown').join(', ')],
    ['repeats', repeats],
    ['setting', recommendation === undefined ? 'fits' : ''],
  ]
  return table(
    ['', ''],
    rows.filter(([, words]) => words !== ''),
  ).slice(1)
}

/** A Date header counts in seconds, so less than two of them say nothing. */
function clock(differenceMs: number): string {
  const seconds = Math.round(Math.abs(differenceMs) / 1000)
  return seconds < 2 ? 'in step' : `${seconds}s ${differenceMs > 0 ? 'ahead' : 'behind'}`
}
