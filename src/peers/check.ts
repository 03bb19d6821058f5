/** How a peer speaks, found out by asking for jobs and tasks that do not exist: nothing is asked that could change anything. Section 3. */
import { randomBytes } from 'node:crypto'
import type { PeerSettings, Preset } from '../config/peers.js'
import type { PeerCheck } from '../protocol/view.js'
import { type Look, type PeerClient, PeerSilence, type Sighting } from './client.js'

type RouteState = 'served' | 'missing' | 'unknown'

/** What other nodes call, and how. Section 2. */
const ROUTES = {
  'job/create_all': 'POST',
  'job/create': 'POST',
  'job/start': 'POST',
  'job/stop': 'POST',
  'job/stop_all': 'POST',
  'job/status_all': 'GET',
  'job/audit_confirm': 'POST',
  'task/start': 'POST',
  'task/stop': 'POST',
  'task/poll': 'POST',
  'task/callback': 'POST',
} as const
type Route = keyof typeof ROUTES

const NAMES: Route[] = Object.keys(ROUTES).filter((name): name is Route => name in ROUTES)

/** What was seen of a peer. */
export interface Evidence {
  /** status_all of an unknown job, asked with a query. */
  status: Sighting
  /** The same, asked with a body. */
  statusByBody?: Sighting
  /** task/poll of an unknown task, for `guest`. */
  poll?: Sighting
  /** The same for an empty role. */
  pollOfAll?: Sighting
  /** OPTIONS of each route. */
  options: Partial<Record<Route, Sighting>>
}

const REPEATS: Record<Preset, string> = {
  isched: 'a repeat is safe: every call may come twice',
  'fate-flow':
    'a repeat is safe, but one of task/start is refused (code 1) though the first has worked: it is polled before that is believed',
  kuscia:
    'a repeat is safe, but one of job/create is refused (code 400) though the first has worked: it is asked before that is believed',
}

/** Whether a peer answers at all; one call. */
export async function isThere(client: PeerClient, peer: string, traceId: string): Promise<PeerCheck> {
  try {
    return seenOnce(peer, await client.look(peer, statusOf({ job_id: unknownId('job') }), traceId))
  } catch (error) {
    return away(peer, error)
  }
}

/** All that can be found out without changing anything; some fifteen calls. */
export async function checkPeer(client: PeerClient, peer: string, traceId: string): Promise<PeerCheck> {
  const look = (what: Look): Promise<Sighting | undefined> =>
    client.look(peer, what, traceId).catch((error: unknown) => {
      if (error instanceof PeerSilence) return undefined
      throw error
    })
  const job = { job_id: unknownId('job') }
  const task = { task_id: unknownId('task') }
  let status: Sighting
  try {
    status = await client.look(peer, statusOf(job), traceId)
  } catch (error) {
    return away(peer, error)
  }
  const statusByBody = await look({ method: 'GET', route: 'job/status_all', body: job })
  const poll = await look({ method: 'POST', route: 'task/poll', body: { ...task, role: 'guest' } })
  const pollOfAll = await look({ method: 'POST', route: 'task/poll', body: { ...task, role: '' } })
  const options: Evidence['options'] = {}
  for (const route of NAMES) {
    const seen = await look({ method: 'OPTIONS', route })
    if (seen !== undefined) options[route] = seen
  }
  const evidence = {
    status,
    ...(statusByBody && { statusByBody }),
    ...(poll && { poll }),
    ...(pollOfAll && { pollOfAll }),
    options,
  }
  return { ...seenOnce(peer, status), ...conclusions(evidence, client.row(peer)) }
}

/** What follows from the evidence. */
export function conclusions(
  evidence: Evidence,
  row: PeerSettings | undefined,
): Omit<PeerCheck, 'node_id' | 'reachable' | 'detail'> {
  const routes = routesOf(evidence)
  const speaks = speaksAs(evidence, routes)
  const answers = answersOf(evidence)
  const code = answers.find(({ success }) => success)?.code
  const seen = code === 0 || code === 200 ? code : speaks === 'kuscia' ? 200 : undefined
  const edition =
    speaks === 'kuscia' || (speaks === 'isched' && seen === 200)
      ? '1.0'
      : speaks === 'fate-flow' || (speaks === 'isched' && seen === 0)
        ? '1.2'
        : undefined
  const recommendation = recommend(speaks, routes, row)
  return {
    ...(speaks !== undefined && { speaks }),
    ...(edition !== undefined && { edition }),
    ...(seen !== undefined && { success_code: seen }),
    routes,
    repeats:
      speaks === undefined
        ? 'whether a repeat is safe is not known: it cannot be tried without changing something'
        : REPEATS[speaks],
    ...(recommendation !== undefined && { recommendation }),
  }
}

/** The preset that it speaks as; undefined where it is like none. */
function speaksAs(evidence: Evidence, routes: Record<Route, RouteState>): Preset | undefined {
  const { status, pollOfAll } = evidence
  if (answersOf(evidence).some(({ code }) => code === 5001 || code === 6000)) return 'fate-flow'
  if (status.httpStatus !== 200) return undefined
  if (status.answer?.code === 400 && pollOfAll?.answer?.code === 400) return 'kuscia'
  const isWhole = NAMES.every(name => routes[name] === 'served')
  return status.answer?.code === 404 && isWhole ? 'isched' : undefined
}

/** Which routes are there: what has answered is; of the rest, what OPTIONS says where it can be trusted. */
function routesOf({ status, poll, options }: Evidence): Record<Route, RouteState> {
  const answered = new Set<Route>()
  if (isEnvelope(status)) answered.add('job/status_all')
  if (poll !== undefined && isEnvelope(poll)) answered.add('task/poll')
  // One that denies a route that has just answered says nothing by denying another.
  const isTrusted = [...answered].every(route => optionsSay(route, options[route]) !== 'missing')
  const stateOf = (route: Route): RouteState => {
    if (answered.has(route)) return 'served'
    const said = optionsSay(route, options[route])
    return said === 'missing' && !isTrusted ? 'unknown' : said
  }
  return {
    'job/create_all': stateOf('job/create_all'),
    'job/create': stateOf('job/create'),
    'job/start': stateOf('job/start'),
    'job/stop': stateOf('job/stop'),
    'job/stop_all': stateOf('job/stop_all'),
    'job/status_all': stateOf('job/status_all'),
    'job/audit_confirm': stateOf('job/audit_confirm'),
    'task/start': stateOf('task/start'),
    'task/stop': stateOf('task/stop'),
    'task/poll': stateOf('task/poll'),
    'task/callback': stateOf('task/callback'),
  }
}

function optionsSay(route: Route, seen: Sighting | undefined): RouteState {
  if (seen === undefined) return 'unknown'
  const { allow, httpStatus, text } = seen
  const methods = allow.split(',').map(method => method.trim().toUpperCase())
  if (allow !== '') return methods.includes(ROUTES[route]) ? 'served' : 'missing'
  if (httpStatus === 405) return 'served'
  // FATE-Flow says "404: Not Found" with HTTP 200.
  return httpStatus === 404 || /\b404\b/.test(text) ? 'missing' : 'unknown'
}

function isEnvelope({ httpStatus, text }: Sighting): boolean {
  return httpStatus === 200 && /"code"\s*:/.test(text) && !/\b404: Not Found/.test(text)
}

function answersOf({ status, statusByBody, poll, pollOfAll }: Evidence) {
  return [status, statusByBody, poll, pollOfAll].flatMap(each => each?.answer ?? [])
}

/** The setting that fits better than what the route table has, in a sentence. */
function recommend(
  speaks: Preset | undefined,
  routes: Record<Route, RouteState>,
  row: PeerSettings | undefined,
): string | undefined {
  if (row === undefined) return undefined
  const isMissing = routes['job/status_all'] === 'missing' || routes['task/poll'] === 'missing'
  // Its adapter fails to load without a word where the program lies elsewhere than in fate_flow/python, or is not complete.
  if (isMissing && speaks === 'fate-flow')
    return `FATE-Flow is there, without this protocol: its adapter (fate_flow/adapter/bfia) was not loaded; see whether its folders utils and conf are there, and the program lies in fate_flow/python`
  if (isMissing)
    return `what answers at ${row.address} does not serve the routes of this protocol: see whether the address is right`
  if (speaks === undefined)
    return `it speaks as no preset does: set edition, success_code, confirms, pushes and stop as its documentation says`
  if (speaks !== row.preset) return `it speaks as ${speaks} does, and is set to ${row.preset}: set "preset: ${speaks}"`
  if (row.stop === 'task' && routes['task/stop'] === 'missing')
    return 'it does not serve task/stop, and is set to "stop: task": set "stop: job"'
  return undefined
}

function statusOf(query: Record<string, string>): Look {
  return { method: 'GET', route: 'job/status_all', query }
}

function unknownId(kind: 'job' | 'task'): string {
  return `${kind}-${randomBytes(16).toString('hex')}`
}

function seenOnce(peer: string, { latencyMs, clockDifferenceMs, answer }: Sighting): PeerCheck {
  return {
    node_id: peer,
    reachable: true,
    latency_ms: latencyMs,
    ...(clockDifferenceMs !== undefined && { clock_difference_ms: clockDifferenceMs }),
    detail: `it answers: code ${answer?.code}${answer?.message ? `, ${answer.message}` : ''}`,
  }
}

function away(peer: string, error: unknown): PeerCheck {
  if (!(error instanceof PeerSilence)) throw error
  return { node_id: peer, reachable: false, detail: error.message }
}
