/** Looks at everything that this node depends on, and says how it is and what to do. */
import { readdir, statfs } from 'node:fs/promises'
import { join } from 'node:path'
import type { Registry } from './components/registry.js'
import type { Jobs } from './job/jobs.js'
import { isThere } from './peers/check.js'
import type { PeerClient } from './peers/client.js'
import { newTraceId } from './protocol/headers.js'
import type { Finding } from './protocol/view.js'
import type { Runner } from './runner/runner.js'

export interface Patient {
  runner: Runner
  registry: Registry
  jobs: Pick<Jobs, 'closed' | 'summaries'>
  client: PeerClient
  peers: () => string[]
  /** Where the callback listener is. */
  callbacks: () => string[]
  dataDirectory: string
  /** How many instances run and wait. */
  room: () => { running: number; waiting: number }
}

/** Below this share of the disk, or this many bytes, it is time to make room. */
const LITTLE_SHARE = 0.05
const LITTLE_BYTES = 1024 ** 3

/** Clocks may differ by as much before logs of two nodes are hard to read together; milliseconds. */
const CLOCKS_MS = 2000

/** One finding for each thing that was looked at; starts and changes nothing. */
export async function examine(patient: Patient): Promise<Finding[]> {
  const [engine, callback, disk, state, components, ...peers] = await Promise.all([
    engineFinding(patient),
    callbackFinding(patient),
    diskFinding(patient),
    stateFinding(patient),
    componentsFinding(patient),
    ...patient.peers().map(peer => peerFindings(patient, peer)),
  ])
  return [engine, callback, disk, state, components, workFinding(patient), ...peers.flat()]
}

async function engineFinding({ runner }: Patient): Promise<Finding> {
  try {
    await runner.list()
    return { what: 'engine', state: 'well', detail: await runner.describe() }
  } catch (error) {
    const advice = 'start the engine, or let this user reach its socket; instances that run are found again'
    return { what: 'engine', state: 'ill', detail: `it does not answer: ${wordsOf(error)}`, advice }
  }
}

async function callbackFinding({ runner, callbacks }: Patient): Promise<Finding> {
  const urls = callbacks()
  const detail = `instances report to ${urls.join(', ')}`
  const wanted = await runner.callbackHost().catch(() => undefined)
  const isFar = wanted !== undefined && wanted.host !== '127.0.0.1' && wanted.bind.length < 2
  if (!isFar || urls.length > 1 || (await runner.describe()).includes('Docker Desktop'))
    return { what: 'callback', state: 'well', detail }
  const advice =
    "the engine's bridge has no address of this machine: containers may not reach it, and only their exit codes count"
  return { what: 'callback', state: 'doubtful', detail, advice }
}

async function diskFinding({ dataDirectory, jobs }: Patient): Promise<Finding> {
  const { bavail, blocks, bsize } = await statfs(dataDirectory)
  const free = bavail * bsize
  const detail = `${gibibytes(free)} of ${gibibytes(blocks * bsize)} free at ${dataDirectory}`
  if (jobs.closed !== undefined) {
    const advice = 'make room on the disk; the node goes on by itself'
    return { what: 'disk', state: 'ill', detail: `no new work is taken: ${jobs.closed}; ${detail}`, advice }
  }
  if (free > LITTLE_BYTES && bavail / blocks > LITTLE_SHARE) return { what: 'disk', state: 'well', detail }
  return { what: 'disk', state: 'doubtful', detail, advice: 'make room: a full disk stops the taking of new work' }
}

async function stateFinding({ dataDirectory, jobs }: Patient): Promise<Finding> {
  const folders = ['jobs', 'components']
  const names = await Promise.all(folders.map(folder => readdir(join(dataDirectory, folder)).catch(() => [])))
  const aside = names.flatMap((found, index) =>
    found.filter(name => name.includes('.unreadable-')).map(name => join(folders[index] ?? '', name)),
  )
  const total = jobs.summaries().length
  if (aside.length === 0)
    return { what: 'state', state: 'well', detail: `${total} job${total === 1 ? '' : 's'}, all readable` }
  const advice = `look at ${aside.length === 1 ? 'it' : 'them'} in ${dataDirectory}, restore from a backup or delete`
  return { what: 'state', state: 'doubtful', detail: `set aside as unreadable: ${aside.join(', ')}`, advice }
}

async function componentsFinding({ registry, runner }: Patient): Promise<Finding> {
  const broken = await registry.reload()
  const components = registry.all()
  const missing = await Promise.all(
    components.map(async ({ imageUrl }) => {
      const admission = await runner
        .admit(imageUrl, {})
        .catch((error: unknown) => ({ ok: false as const, reason: wordsOf(error) }))
      return admission.ok ? [] : [`${imageUrl}: ${admission.reason}`]
    }),
  )
  const troubles = [...broken.map(({ file, message }) => `${file}: ${message}`), ...new Set(missing.flat())]
  if (troubles.length > 0) {
    return {
      what: 'components',
      state: 'doubtful',
      detail: troubles.join('; '),
      advice: 'mend the file, or load the image; jobs that need it are refused',
    }
  }
  if (components.length === 0) {
    return {
      what: 'components',
      state: 'doubtful',
      detail: 'none',
      advice: 'register one: isched component register FILE',
    }
  }
  return { what: 'components', state: 'well', detail: `${components.length}, each with its image` }
}

function workFinding({ room, jobs }: Patient): Finding {
  const { running, waiting } = room()
  const undecided = jobs.summaries().filter(({ awaiting_approval: waits }) => waits).length
  const detail = `${running} instance${running === 1 ? '' : 's'} running, ${waiting} waiting for room`
  if (undecided === 0) return { what: 'work', state: 'well', detail }
  const advice = 'isched list --status PENDING, then isched approve or isched reject'
  return { what: 'work', state: 'doubtful', detail: `${detail}; ${undecided} waiting for your approval`, advice }
}

async function peerFindings({ client }: Patient, peer: string): Promise<Finding[]> {
  const {
    reachable,
    latency_ms: latency,
    clock_difference_ms: ahead,
    detail,
  } = await isThere(client, peer, newTraceId())
  if (!reachable) {
    const advice = 'is its daemon up, its address under peers right, and the way open? what is due is retried'
    return [{ what: `peer ${peer}`, state: 'ill', detail, advice }]
  }
  const found: Finding = { what: `peer ${peer}`, state: 'well', detail: `answers in ${latency} ms` }
  if (ahead === undefined || Math.abs(ahead) < CLOCKS_MS) return [found]
  const seconds = Math.round(Math.abs(ahead) / 1000)
  const difference = `${seconds} s ${ahead > 0 ? 'ahead of' : 'behind'} this node`
  return [
    found,
    { what: `clock ${peer}`, state: 'doubtful', detail: difference, advice: 'have both set their clocks by NTP' },
  ]
}

function gibibytes(bytes: number): string {
  return `${(bytes / 1024 ** 3).toFixed(1)} GiB`
}

function wordsOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error)
}
