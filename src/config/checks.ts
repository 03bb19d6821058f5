/** What a schema can't see: fields that don't go together, and what the machine doesn't have. */
import { access } from 'node:fs/promises'
import { networkInterfaces } from 'node:os'
import { obstacle } from '../runner/process/commands.js'
import type { Diagnostic } from '../yaml/diagnostic.js'
import type { Path } from '../yaml/locate.js'
import type { YamlDocument } from '../yaml/parse.js'
import { didYouMean } from '../yaml/suggest.js'
import type { Settings } from './settings.js'
import { formatAddress, isLoopback, isWildcard } from './units.js'

/** Notes a finding at a path of the file. */
type Note = (
  severity: Diagnostic['severity'],
  path: Path,
  message: string,
  hint?: string,
  what?: 'key' | 'value',
) => void

/**
 * Mistakes and doubts about settings whose every field is right by itself.
 *
 * @param broken the sections of the file from which something wrong was left out: nothing is said that may follow from that
 */
export async function checkSettings(
  settings: Settings,
  document: YamlDocument,
  broken: ReadonlySet<string> = new Set(),
): Promise<Diagnostic[]> {
  const findings: Diagnostic[] = []
  const note: Note = (severity, path, message, hint, what = 'value') =>
    findings.push({
      file: document.file,
      severity,
      ...document.positionOf(path, what),
      message,
      ...(hint === undefined ? {} : { hint }),
    })
  if (!broken.has('listen')) checkListeners(settings, note)
  if (!broken.has('listen') && !broken.has('node_id')) checkOwnEntry(settings, note)
  if (!broken.has('node_id') && !broken.has('peers')) checkScheduler(settings, note)
  if (!broken.has('runner')) {
    await checkVolumes(settings, note)
    await checkImages(settings, note)
  }
  return findings
}

function checkOwnEntry({ nodeId, peers, listen }: Settings, note: Note): void {
  const own = peers[nodeId]
  if (own !== undefined && !pointsHere(own.address, listen.interconn)) {
    note(
      'warning',
      ['peers', nodeId],
      `"${nodeId}" is this node itself, and ${own.address} is not where it listens (${formatAddress(listen.interconn)}); a node never calls itself, so the entry has no effect`,
      'leave it out, or is it meant to have another id?',
      'key',
    )
  }
}

function checkScheduler({ nodeId, peers, scheduler }: Settings, note: Note): void {
  if (scheduler !== undefined && scheduler !== nodeId && peers[scheduler] === undefined) {
    const near = didYouMean(scheduler, [nodeId, ...Object.keys(peers)])
    const hint =
      near === undefined ? `name this node (${nodeId}) or one that stands in peers` : `did you mean "${near}"?`
    note('error', ['scheduler'], `the scheduler "${scheduler}" is neither this node nor one of its peers`, hint)
  }
}

/** Whether a URL may be that of a listener of this machine. Names are not looked up: they get the benefit of the doubt. */
function pointsHere(address: string, listener: { host: string; port: number }): boolean {
  const { hostname, port, protocol } = new URL(address)
  if (Number(port || (protocol === 'https:' ? 443 : 80)) !== listener.port) return false
  const host = hostname.replace(/^\[|\]$/g, '')
  const isAddress = /^[\d.]+$/.test(host) || host.includes(':')
  if (!isAddress || isLoopback(host) || host === listener.host) return true
  const interfaces = Object.values(networkInterfaces()).flatMap(list => list ?? [])
  return isWildcard(listener.host) && interfaces.some(one => one.address === host)
}

function checkListeners({ listen }: Settings, note: Note): void {
  const { host } = listen.platform
  if (!isLoopback(host)) {
    note(
      'warning',
      ['listen', 'platform'],
      `the platform listener would be reached from other machines at ${host}: whoever has its token, or reads it on its way, for this is plain HTTP, submits, approves and stops jobs in this node's name`,
      'listen on 127.0.0.1, and let others in by a reverse proxy with TLS',
    )
  }
  for (const name of ['platform', 'interconn'] as const) {
    if (listen[name].host === 'auto') {
      note('error', ['listen', name], 'auto is for the callback listener alone', 'name a host, for example 127.0.0.1')
    }
  }
  const names = ['platform', 'interconn', 'callback'] as const
  for (const [i, name] of names.entries()) {
    const other = names.slice(0, i).find(before => overlap(listen[before], listen[name]))
    if (other === undefined) continue
    const message = `the ${name} listener would take port ${listen[name].port} of ${listen[name].host}, which the ${other} listener has`
    note('error', ['listen', name], message, 'each listener needs a port of its own')
  }
}

function overlap(a: { host: string; port: number }, b: { host: string; port: number }): boolean {
  if (a.port !== b.port || a.port === 0) return false
  const everywhere = (host: string) => isWildcard(host) || host === 'auto'
  return a.host === b.host || everywhere(a.host) || everywhere(b.host) || (isLoopback(a.host) && isLoopback(b.host))
}

async function checkVolumes({ runner }: Settings, note: Note): Promise<void> {
  for (const [i, volume] of runner.docker.volumes.entries()) {
    const path = ['runner', 'docker', 'volumes', i]
    const source = /^(\/[^:]*|[A-Za-z0-9][A-Za-z0-9_.-]*):\/[^:]*(:(ro|rw)(,[zZ])?)?$/.exec(volume)?.[1]
    if (source === undefined) {
      const hint = 'write /on/the/host:/in/the/container, or name:/in/the/container, and :ro behind it to protect it'
      note('error', path, `"${volume}" is no volume`, hint)
    } else if (source.startsWith('/') && !(await exists(source))) {
      note('warning', path, `${source} does not exist; the engine would make an empty directory there`)
    }
  }
}

async function checkImages({ runner }: Settings, note: Note): Promise<void> {
  const { images } = runner.process
  if (runner.kind === 'process' && Object.keys(images).length === 0) {
    const message = 'the process runner has no images, so this node can run no component'
    note('warning', ['runner', 'kind'], message, 'map each image to a command under runner.process.images')
  }
  for (const [image, entry] of Object.entries(images)) {
    const reason = await obstacle(image, entry)
    if (reason !== undefined) note('warning', ['runner', 'process', 'images', image], reason.replace(/\.$/, ''))
  }
}

async function exists(path: string): Promise<boolean> {
  return access(path).then(
    () => true,
    () => false,
  )
}
