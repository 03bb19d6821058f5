/** Peers as the operator sees them. */
import type { PeerSettings } from '../config/settings.js'
import { formatDuration } from '../config/units.js'
import type { PeerView } from '../protocol/view.js'
import type { PeerClient, PeerSight } from './client.js'

/** The route table, with what was last seen of each. */
export function peerViews(peers: Record<string, PeerSettings>, client: PeerClient, now: number): PeerView[] {
  return Object.values(peers).map(peer => {
    const sight = client.sight(peer.nodeId)
    const trouble = troubleSentence(sight, now)
    return {
      node_id: peer.nodeId,
      address: peer.address,
      preset: peer.preset,
      edition: peer.edition,
      success_code: peer.successCode,
      confirms: peer.confirms,
      pushes: peer.pushes,
      stop: peer.stop,
      headers: peer.headers,
      ...(sight.lastAnswerAt !== undefined && { last_answer_at: new Date(sight.lastAnswerAt).toISOString() }),
      ...(trouble !== undefined && { trouble }),
    }
  })
}

/** `unreachable for 3m, retrying: connect ECONNREFUSED`; undefined when all is well. */
export function troubleSentence({ trouble, troubleSince }: PeerSight, now: number): string | undefined {
  if (trouble === undefined) return undefined
  const seconds = Math.max(0, Math.round((now - (troubleSince ?? now)) / 1000))
  const shown = seconds < 60 ? seconds : seconds - (seconds % 60)
  return `unreachable for ${formatDuration(shown * 1000)}, retrying: ${trouble}`
}
