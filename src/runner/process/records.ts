import type { Exit } from '../runner.js'
import type { ProcessMark } from './alive.js'

/** What is to run, decided when the instance was made: `spec.json`. */
export interface SpecRecord {
  name: string
  labels: Record<string, string>
  /** The program's absolute path, or its name to be found by PATH, and its arguments. */
  command: string[]
  workingDirectory: string
  environment: Record<string, string>
}

/** That it was started, and by which supervisor: `started.json`. Its being there bars every other start. */
export interface StartRecord {
  /** Milliseconds since 1970. */
  at: number
  supervisor: ProcessMark
}

export function parseSpec(value: unknown): SpecRecord | undefined {
  if (!isObject(value)) return undefined
  const { name, labels, command, workingDirectory, environment } = value
  if (typeof name !== 'string' || typeof workingDirectory !== 'string') return undefined
  if (!isTextMap(labels) || !isTextMap(environment) || !isTextList(command)) return undefined
  return { name, labels, command, workingDirectory, environment }
}

export function parseStart(value: unknown): StartRecord | undefined {
  if (!isObject(value) || typeof value.at !== 'number') return undefined
  const supervisor = parseMark(value.supervisor)
  return supervisor && { at: value.at, supervisor }
}

export function parseMark(value: unknown): ProcessMark | undefined {
  if (!isObject(value) || typeof value.pid !== 'number' || typeof value.born !== 'string') return undefined
  return { pid: value.pid, born: value.born }
}

export function parseExit(value: unknown): Exit | undefined {
  if (!isObject(value) || typeof value.exitCode !== 'number' || typeof value.endedAt !== 'number') return undefined
  const exit: Exit = { exitCode: value.exitCode, endedAt: value.endedAt }
  if (typeof value.note === 'string') exit.note = value.note
  if (typeof value.startedAt === 'number') exit.startedAt = value.startedAt
  return exit
}

/** Undefined for what is not JSON. */
export function parseJson(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}

export function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

function isTextMap(value: unknown): value is Record<string, string> {
  return isObject(value) && Object.values(value).every(entry => typeof entry === 'string')
}

function isTextList(value: unknown): value is string[] {
  return Array.isArray(value) && value.every(entry => typeof entry === 'string')
}
