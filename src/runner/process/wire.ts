import { openSync } from 'node:fs'
import type { Socket } from 'node:net'
import { join } from 'node:path'
import { LineJoiner } from '../lines.js'
import { isObject, parseJson } from './records.js'

/** What a daemon asks its supervisor. Messages are JSON, a line each. */
export type Request =
  | { id: number; do: 'start'; instance: string }
  | { id: number; do: 'stop'; instance: string; graceMs: number }
  /** The daemon leaves in order: where nothing runs, the supervisor need not wait for another. */
  | { do: 'rest' }

/** What the supervisor says: who it is (first of all), the answer to a request, or that an instance has exited. */
export type Message =
  | { supervisor: number }
  | { id: number; ok: true }
  /** `final`: asking again would not help. */
  | { id: number; ok: false; reason: string; final: boolean }
  | { exited: string }

export function parseRequest(line: string): Request | undefined {
  const value = parseJson(line)
  if (!isObject(value)) return undefined
  if (value.do === 'rest') return { do: 'rest' }
  const { id, instance } = value
  if (typeof id !== 'number' || typeof instance !== 'string') return undefined
  if (value.do === 'start') return { id, do: 'start', instance }
  if (value.do === 'stop' && typeof value.graceMs === 'number')
    return { id, do: 'stop', instance, graceMs: value.graceMs }
  return undefined
}

export function parseMessage(line: string): Message | undefined {
  const value = parseJson(line)
  if (!isObject(value)) return undefined
  if (typeof value.supervisor === 'number') return { supervisor: value.supervisor }
  if (typeof value.exited === 'string') return { exited: value.exited }
  if (typeof value.id !== 'number') return undefined
  if (value.ok === true) return { id: value.id, ok: true }
  return { id: value.id, ok: false, reason: String(value.reason), final: value.final === true }
}

/** The kernel's field for a socket's path holds 104 bytes on macOS and 108 on Linux, the closing NUL included. */
const LONGEST_SOCKET_PATH = process.platform === 'linux' ? 107 : 103

/**
 * The path of the supervisor's socket in its directory, short enough for the kernel: where the directory's is too long, by way of a
 * descriptor of it that stays open.
 *
 * @throws Error where it is too long and the system (other than Linux) has no such way
 */
export function socketPath(directory: string): string {
  const path = join(directory, 'supervisor.sock')
  if (Buffer.byteLength(path) <= LONGEST_SOCKET_PATH) return path
  if (process.platform !== 'linux') {
    throw new Error(
      `The path ${path} is too long for a socket (${LONGEST_SOCKET_PATH} bytes at most): choose a data directory with a shorter one.`,
    )
  }
  return `/proc/self/fd/${openSync(directory, 'r')}/supervisor.sock`
}

/** Calls back for every line that a socket brings. */
export function eachLine(socket: Socket, onLine: (line: string) => void): void {
  const joiner = new LineJoiner()
  socket.on('data', chunk => {
    for (const { text } of joiner.push(Buffer.isBuffer(chunk) ? chunk : Buffer.from(chunk))) onLine(text)
  })
}
