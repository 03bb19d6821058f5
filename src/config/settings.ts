/** The daemon's settings: what `ischedd.yaml` may say, and what the daemon reads. */
import { z } from 'zod'
import { HEADER_SPELLINGS } from '../protocol/headers.js'
import { FOREIGN_ID } from '../protocol/values.js'
import type { ImageCommand } from '../runner/process/commands.js'
import { found } from '../yaml/expected.js'
import { LOG_LEVELS } from './log-levels.js'
import { type PeerSettings, PRESETS, parsePeerAddress } from './peers.js'
import { type Address, parseAddress, parseDuration } from './units.js'

export type { PeerSettings } from './peers.js'

/** Durations are milliseconds, paths absolute. */
export interface Settings {
  nodeId: string
  instId: string
  dataDirectory: string
  componentsDirectory: string
  listen: {
    platform: Address
    interconn: Address
    /** `auto`: on loopback, and where containers reach it. Port 0: chosen once, and kept in the data directory. */
    callback: Address
  }
  /** By node id; this node itself need not stand there. */
  peers: Record<string, PeerSettings>
  /** The node id of the default scheduler; absent: the initiator. */
  scheduler?: string
  approval: 'auto' | 'manual'
  runner: {
    kind: 'auto' | 'docker' | 'process'
    docker: { socket: string; network: string; volumes: string[] }
    /** By image: what runs in its place. Only this node's own file says so. */
    process: { images: Record<string, ImageCommand> }
    /** cpu in cores, memory in GiB; absent: what the machine has. */
    capacity: { instances?: number; cpu?: number; memory?: number }
    stopGraceMs: number
  }
  system: { storage: string; transport: string; compute?: string }
  parameters: 'lenient' | 'strict'
  logLevel: (typeof LOG_LEVELS)[number]
  polling: { intervalMs: number; safetyNetMs: number }
  peerTimeoutMs: number
  patienceMs: number
  /** Absent: none. */
  deadlines: { approvalMs?: number; taskMs?: number; silentPeerMs?: number }
}

const NODE_ID = 'a node id: letters, digits, ".", "_" and "-", beginning with a letter or digit, 128 characters at most'

const text = (what: string) => z.string().min(1).describe(what)
/** What a YAML reader makes a number of, and is meant as an id. */
const quoteIt = (issue: { input?: unknown }) =>
  typeof issue.input === 'number'
    ? `an id is a text, and this is a number: write it in quotes, "${issue.input}"`
    : undefined
const nodeId = z.string({ error: quoteIt }).regex(FOREIGN_ID).describe(NODE_ID)
const path = text('a path; a relative one is relative to the folder of this file')

/** A text that is read by a function of its own; undefined means that it can't be. */
function readAs<T>(what: string, read: (text: string) => T | undefined) {
  return z
    .string()
    .transform((given, context) => {
      const value = read(given)
      if (value !== undefined) return value
      context.addIssue({ code: 'custom', message: `expected ${what}; found ${found(given)}` })
      return z.NEVER
    })
    .describe(what)
}

const duration = readAs('a duration: a number with ms, s, m, h or d, for example 10s', parseDuration)
const positiveDuration = readAs(
  'a duration above zero: a number with ms, s, m, h or d, for example 10s',
  given => parseDuration(given) || undefined,
)
const listener = (example: string) => readAs(`host:port, for example ${example}`, parseAddress).prefault(example)

const peerAddress = z
  .string()
  .transform((given, context) => {
    const read = parsePeerAddress(given)
    if ('address' in read) return read.address
    context.addIssue({ code: 'custom', message: read.problem })
    return z.NEVER
  })
  .describe('host:port or a URL, for example 10.0.0.2:9701')

/** A section that may be left out, and may stand there with nothing in it. */
function section<S extends z.core.SomeType>(schema: S) {
  return z.preprocess(value => value ?? {}, schema)
}

const command = z.array(z.string()).min(1).describe('a command as a list: the program, then its arguments')

const flag = z.boolean().optional()

/** One entry of `peers`, where it is not an address alone. */
export const peerFields = z.strictObject({
  address: peerAddress,
  preset: z.enum(PRESETS).default('isched'),
  edition: z
    .preprocess(value => (value === 1 ? '1.0' : value === 1.2 ? '1.2' : value), z.enum(['1.0', '1.2']))
    .optional(),
  success_code: z.literal([0, 200]).optional(),
  confirms: flag,
  pushes: flag,
  stop: z.enum(['job', 'task']).optional(),
  headers: z.enum(HEADER_SPELLINGS).optional(),
})

/** One entry of `runner.process.images`, where it is not a command alone. */
export const imageFields = z.strictObject({ command, working_directory: path.optional() })

/** The file, field for field, as it is written. */
export const fileSchema = section(
  z.strictObject({
    node_id: nodeId,
    inst_id: z.string({ error: quoteIt }).min(1).describe("an institution's id").optional(),
    data_directory: path.default('data'),
    components_directory: path.default('components.d'),
    listen: section(
      z.strictObject({
        platform: listener('127.0.0.1:9700'),
        interconn: listener('0.0.0.0:9701'),
        callback: listener('auto:0'),
      }),
    ),
    peers: section(
      z.record(
        z.string().regex(FOREIGN_ID, { error: issue => `"${issue.input}" is no node id; expected ${NODE_ID}` }),
        z.union([peerAddress, peerFields]),
      ),
    ),
    scheduler: nodeId.optional(),
    approval: z.enum(['auto', 'manual']).default('auto'),
    runner: section(
      z.strictObject({
        kind: z.enum(['auto', 'docker', 'process']).default('auto'),
        docker: section(
          z.strictObject({
            socket: path.default('/var/run/docker.sock'),
            network: text('the name of a Docker network').default('bridge'),
            volumes: z.array(text('a volume, for example /srv/data:/data:ro')).nullable().default([]),
          }),
        ),
        process: section(
          z.strictObject({ images: section(z.record(z.string().min(1), z.union([command, imageFields]))) }),
        ),
        capacity: section(
          z.strictObject({
            instances: z.int().min(1).describe('a number of instances, for example 8').optional(),
            cpu: z.number().positive().describe('a number of cores, for example 4').optional(),
            memory: z.number().positive().describe('a number of GiB, for example 16').optional(),
          }),
        ),
        stop_grace: duration.prefault('10s'),
      }),
    ),
    system: section(
      z.strictObject({
        storage: z
          .string()
          .describe('what components are told of the storage, for example s3://10.0.0.9:9000')
          .default(''),
        transport: z
          .string()
          .describe('what components are told of the transport, for example 10.0.0.9:9377')
          .default(''),
        compute: z.string().describe('what components are told of the computing engine').optional(),
      }),
    ),
    parameters: z.enum(['lenient', 'strict']).default('lenient'),
    log_level: z.enum(LOG_LEVELS).default('info'),
    polling: section(
      z.strictObject({ interval: positiveDuration.prefault('1s'), safety_net: positiveDuration.prefault('30s') }),
    ),
    peer_timeout: positiveDuration.prefault('10s'),
    patience: positiveDuration.prefault('24h'),
    deadlines: section(
      z.strictObject({
        approval: positiveDuration.optional(),
        task: positiveDuration.optional(),
        silent_peer: positiveDuration.optional(),
      }),
    ),
  }),
)

/** What {@link fileSchema} answers: defaults filled in, names and paths still as in the file. */
export type SettingsFile = z.output<typeof fileSchema>
