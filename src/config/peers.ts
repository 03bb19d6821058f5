/** How a peer speaks: the presets of the route table, and single settings over them. Section 3. */
import type { HeaderSpelling } from '../protocol/headers.js'
import type { Edition } from '../protocol/values.js'

export const PRESETS = ['isched', 'fate-flow', 'kuscia'] as const
export type Preset = (typeof PRESETS)[number]

/** One row of the route table. */
export interface PeerSettings {
  nodeId: string
  /** `http://host:port`, without a slash at its end. */
  address: string
  preset: Preset
  edition: Edition
  /** What it takes for success in an answer. */
  successCode: 0 | 200
  /** Whether it approves a job by `audit_confirm`; where not, its answer to `job/create` is its approval. */
  confirms: boolean
  /** Whether it pushes its tasks' statuses; where not, it is polled whatever the job says. */
  pushes: boolean
  /** Whether `job/stop` stops one task of it by name (`job`), or only `task/stop` does (`task`). */
  stop: 'job' | 'task'
  /** How the headers that name the caller and the trace are spelled to it: `x-node-id`, or `x_node_id`. */
  headers: HeaderSpelling
}

type Manners = Omit<PeerSettings, 'nodeId' | 'address' | 'preset'>

/** What of a row is written in the file. */
export interface PeerEntry extends Partial<Manners> {
  address: string
  preset: Preset
}

const MANNERS: Record<Preset, Omit<Manners, 'successCode'>> = {
  isched: { edition: '1.2', confirms: true, pushes: true, stop: 'job', headers: 'hyphens' },
  'fate-flow': { edition: '1.2', confirms: false, pushes: false, stop: 'job', headers: 'hyphens' },
  kuscia: { edition: '1.0', confirms: false, pushes: false, stop: 'task', headers: 'hyphens' },
}

/** A row of the route table: its preset, and what is set over it. */
export function peerSettings(nodeId: string, { address, preset, ...single }: PeerEntry): PeerSettings {
  const manners = { ...MANNERS[preset], ...single }
  return {
    nodeId,
    address,
    preset,
    ...manners,
    successCode: single.successCode ?? successCode(preset, manners.edition),
  }
}

/** isched answers in its caller's edition; the others have one code each. */
function successCode(preset: Preset, edition: Edition): 0 | 200 {
  if (preset === 'kuscia') return 200
  return preset === 'isched' && edition === '1.0' ? 200 : 0
}

/** `host:port` or a URL -> a URL without a slash at its end, or what is wrong with it. */
export function parsePeerAddress(text: string): { address: string } | { problem: string } {
  const bare = !text.includes('://')
  if (bare && !/:\d+(\/|$)/.test(text)) return { problem: 'expected host:port or a URL, for example 10.0.0.2:9701' }
  const url = bare ? `http://${text}` : text
  if (!URL.canParse(url)) return { problem: `"${text}" is no address; expected host:port or a URL` }
  const { protocol, origin, pathname, username, password, search, hash } = new URL(url)
  if (protocol !== 'http:' && protocol !== 'https:')
    return { problem: `expected http or https, not ${protocol.slice(0, -1)}` }
  if (username !== '' || password !== '') return { problem: "a peer's address can't carry a user name or a password" }
  if (search !== '' || hash !== '') return { problem: "a peer's address ends with its path: no ? and no #" }
  return { address: origin + pathname.replace(/\/+$/, '') }
}
