/** From the file's own names and relative paths to what the daemon reads. */
import { isAbsolute, resolve } from 'node:path'
import type { ImageCommand } from '../runner/process/commands.js'
import { type PeerEntry, type PeerSettings, peerSettings } from './peers.js'
import type { Settings, SettingsFile } from './settings.js'

/** The settings that a file says, its relative paths taken from `folder`. */
export function assembleSettings(file: SettingsFile, folder: string): Settings {
  const { runner, polling, deadlines } = file
  const fromFolder = (path: string) => resolve(folder, path)
  return {
    nodeId: file.node_id,
    instId: file.inst_id ?? file.node_id,
    dataDirectory: fromFolder(file.data_directory),
    componentsDirectory: fromFolder(file.components_directory),
    listen: file.listen,
    peers: table(file.peers, (entry, id) => peer(id, entry)),
    ...present('scheduler', file.scheduler),
    approval: file.approval,
    runner: {
      kind: runner.kind,
      docker: {
        socket: fromFolder(runner.docker.socket.replace(/^unix:\/\//, '')),
        network: runner.docker.network,
        volumes: (runner.docker.volumes ?? []).map(volume =>
          /^\.\.?\//.test(volume) ? fromSource(volume, folder) : volume,
        ),
      },
      process: {
        images: table(runner.process.images, entry => imageCommand(entry, folder)),
      },
      capacity: {
        ...present('instances', runner.capacity.instances),
        ...present('cpu', runner.capacity.cpu),
        ...present('memory', runner.capacity.memory),
      },
      stopGraceMs: runner.stop_grace,
    },
    system: {
      storage: file.system.storage,
      transport: file.system.transport,
      ...present('compute', file.system.compute),
    },
    parameters: file.parameters,
    logLevel: file.log_level,
    polling: { intervalMs: polling.interval, safetyNetMs: polling.safety_net },
    peerTimeoutMs: file.peer_timeout,
    patienceMs: file.patience,
    deadlines: {
      ...present('approvalMs', deadlines.approval),
      ...present('taskMs', deadlines.task),
      ...present('silentPeerMs', deadlines.silent_peer),
    },
  }
}

function peer(nodeId: string, entry: SettingsFile['peers'][string]): PeerSettings {
  if (typeof entry === 'string') return peerSettings(nodeId, { address: entry, preset: 'isched' })
  const { address, preset, edition, success_code, confirms, pushes, stop, headers } = entry
  const row: PeerEntry = {
    address,
    preset,
    ...present('edition', edition),
    ...present('successCode', success_code),
    ...present('confirms', confirms),
    ...present('pushes', pushes),
    ...present('stop', stop),
    ...present('headers', headers),
  }
  return peerSettings(nodeId, row)
}

/**
 * A program named by a relative path (`./psi`) is taken from the working directory, or from the settings' folder where
 * there is none; a program without a slash is looked for in PATH.
 */
function imageCommand(entry: SettingsFile['runner']['process']['images'][string], folder: string): ImageCommand {
  const { command, working_directory } = Array.isArray(entry) ? { command: entry, working_directory: undefined } : entry
  const workingDirectory = working_directory === undefined ? undefined : resolve(folder, working_directory)
  const [program = '', ...rest] = command
  const found = program.includes('/') && !isAbsolute(program) ? resolve(workingDirectory ?? folder, program) : program
  return { command: [found, ...rest], ...present('workingDirectory', workingDirectory) }
}

/** `./data:/data` -> `/folder/data:/data` */
function fromSource(volume: string, folder: string): string {
  const colon = volume.indexOf(':')
  return colon === -1 ? volume : resolve(folder, volume.slice(0, colon)) + volume.slice(colon)
}

/** A record without a prototype: it is asked for names that strangers send, and `constructor` is none of its own. */
function table<A, B>(from: Record<string, A>, read: (entry: A, name: string) => B): Record<string, B> {
  const record: Record<string, B> = Object.create(null)
  for (const [name, entry] of Object.entries(from)) record[name] = read(entry, name)
  return record
}

/** A field that is left out where it has no value. */
function present<K extends string, T>(key: K, value: T | undefined): { [P in K]?: T } {
  const field: { [P in K]?: T } = {}
  if (value !== undefined) field[key] = value
  return field
}
