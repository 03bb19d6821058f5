/** What `ischedd --check` says of settings that are right: what the daemon would do with them. */
import { access } from 'node:fs/promises'
import { join } from 'node:path'
import { styleFor } from '../cli/style.js'
import { componentText } from '../components/match.js'
import { Registry } from '../components/registry.js'
import type { PeerSettings, Settings } from '../config/settings.js'
import { formatAddress, formatDuration } from '../config/units.js'
import type { Runner } from '../runner/runner.js'
import { selectRunner } from '../runner/select.js'
import { TOKEN_FILE } from '../store/token.js'
import type { Io } from './io.js'

/** A name and what is to be said of it, a line each. */
type Section = [name: string, lines: string[]]

/** The whole report, and whether the daemon would come up as far as can be seen without starting it. */
export async function report(
  settings: Settings,
  source: string,
  io: Io,
): Promise<{ text: string; wouldStart: boolean }> {
  const { lines, runner } = await chooseRunner(settings)
  const sections: Section[] = [
    ['Settings', [source]],
    [
      'Node',
      [
        settings.instId === settings.nodeId
          ? settings.nodeId
          : `${settings.nodeId} of the institution ${settings.instId}`,
      ],
    ],
    ['Data', [await whetherThere(settings.dataDirectory, 'will be made')]],
    ['Listeners', listenerLines(settings)],
    ['Runner', lines],
    ['Components', await componentLines(settings.componentsDirectory, runner)],
    ['Told to them', systemLines(settings)],
    ['Peers', peerLines(Object.values(settings.peers))],
    ['Jobs', jobLines(settings)],
  ]
  await runner?.close()
  const style = styleFor(io.stdout, io.env)
  const width = Math.max(...sections.map(([name]) => name.length)) + 2
  const text = sections.flatMap(([name, lines]) =>
    lines.map((line, i) => `${style('bold', (i === 0 ? name : '').padEnd(width))}${line}\n`),
  )
  return { text: text.join(''), wouldStart: runner !== undefined }
}

function listenerLines({ listen, dataDirectory }: Settings): string[] {
  const { platform, interconn, callback } = listen
  const host = callback.host === 'auto' ? 'loopback, and where containers reach it' : callback.host
  const port = callback.port === 0 ? 'a port chosen at the first start' : `port ${callback.port}`
  return [
    `platform   ${formatAddress(platform)}, for this node's users, with the token in ${join(dataDirectory, TOKEN_FILE)}`,
    `interconn  ${formatAddress(interconn)}, for the peers`,
    `callback   ${host}, ${port}, for running components`,
  ]
}

interface Chosen {
  lines: string[]
  /** Absent where the daemon would not start for want of one. */
  runner?: Runner
}

async function chooseRunner({ runner, dataDirectory }: Settings): Promise<Chosen> {
  let silence = ''
  try {
    const chosen = await selectRunner(runner.kind, {
      installation: 'check',
      capacity: runner.capacity,
      docker: runner.docker,
      process: { directory: join(dataDirectory, 'processes'), images: runner.process.images },
      log: (_level, _message, fields) => {
        if (typeof fields?.error === 'string') silence = fields.error
      },
    })
    const because =
      runner.kind !== 'auto'
        ? `runner.kind says ${runner.kind}`
        : chosen.kind === 'docker'
          ? `an engine answers at ${runner.docker.socket}`
          : `no engine answers at ${runner.docker.socket}: ${silence}`
    const { instances, cpu, memory } = await chosen.capacity()
    const lines = [
      `${chosen.kind}: ${because}`,
      await chosen.describe(),
      `at once at most ${most(instances, 'instances')}, ${most(cpu, 'cores')}, ${most(memory, 'GiB')}; ${formatDuration(runner.stopGraceMs)} to end when stopped`,
    ]
    return { lines, runner: chosen }
  } catch (error) {
    return { lines: [`none: the daemon would not start. ${error instanceof Error ? error.message : error}`] }
  }
}

function most(amount: number, unit: string): string {
  return Number.isFinite(amount) ? `${Number(amount.toFixed(1))} ${unit}` : `any number of ${unit}`
}

/** Only the folder is read; what was registered lies in the data directory, which the daemon alone may open. */
async function componentLines(folder: string, runner: Runner | undefined): Promise<string[]> {
  const registry = new Registry('', folder)
  const problems = await registry.reload()
  const found: string[] = []
  for (const { info, imageUrl } of registry.all()) {
    const admission = await runner?.admit(imageUrl, {})
    const trouble = admission?.ok === false ? `; ${admission.reason}` : ''
    found.push(`${componentText(info)}: ${imageUrl}${trouble}`)
  }
  return [
    `${found.length} in ${await whetherThere(folder, 'is not there')}, besides those that were registered`,
    ...found,
    ...problems.map(({ file, message }) => `not read: ${file}: ${message}`),
  ]
}

function systemLines({ system }: Settings): string[] {
  const shown = (value: string) => (value === '' ? 'nothing' : withoutSecrets(value))
  return [
    `storage    ${shown(system.storage)}`,
    `transport  ${shown(system.transport)}`,
    ...(system.compute === undefined ? [] : [`compute    ${shown(system.compute)}`]),
  ]
}

/** An address of a storage can carry a password, in front of its host or in its query. */
export function withoutSecrets(text: string): string {
  return text
    .replace(/:\/\/([^/@:]*):[^/@]*@/, '://$1:***@')
    .replace(/((?:password|secret|token|key)[^=&]*=)[^&]*/gi, '$1***')
}

function peerLines(peers: PeerSettings[]): string[] {
  if (peers.length === 0) return ['none: only jobs of this node alone can run']
  const width = Math.max(...peers.map(peer => peer.nodeId.length))
  return peers.map(peer => `${peer.nodeId.padEnd(width)}  ${peer.address}, ${mannersOf(peer)}`)
}

function mannersOf({ preset, edition, successCode, confirms, pushes, stop, headers }: PeerSettings): string {
  return [
    `${preset}: edition ${edition}`,
    `success ${successCode}`,
    confirms ? 'confirms' : 'its answer is its approval',
    pushes ? 'pushes' : 'is polled',
    stop === 'job' ? 'stopped by job/stop' : 'stopped by task/stop',
    ...(headers === 'underscores' ? ['headers with underscores'] : []),
  ].join(', ')
}

function jobLines({
  approval,
  scheduler,
  nodeId,
  parameters,
  patienceMs,
  peerTimeoutMs,
  deadlines,
}: Settings): string[] {
  const driver = scheduler === undefined || scheduler === nodeId ? 'this node' : `the peer ${scheduler}`
  const limits = [
    ['approval', deadlines.approvalMs],
    ['task', deadlines.taskMs],
    ['silent peer', deadlines.silentPeerMs],
  ] as const
  const set = limits.flatMap(([name, ms]) => (ms === undefined ? [] : [`${name} ${formatDuration(ms)}`]))
  return [
    approval === 'auto' ? 'those of peers run at once' : 'those of peers wait for "isched approve"',
    `those of this node are driven by ${driver}, where they name no other`,
    `parameters that break their rules: ${parameters === 'strict' ? 'refused' : 'a warning'}`,
    `calls to peers: ${formatDuration(peerTimeoutMs)} each, tried again for ${formatDuration(patienceMs)}`,
    `deadlines: ${set.length === 0 ? 'none' : set.join(', ')}`,
  ]
}

function whetherThere(path: string, otherwise: string): Promise<string> {
  return access(path).then(
    () => path,
    () => `${path} (${otherwise})`,
  )
}
