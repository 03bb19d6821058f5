import { readdirSync, readFileSync, readlinkSync } from 'node:fs'

/** A process that cannot be taken for another one, which got the same pid later. */
export interface ProcessMark {
  pid: number
  /** Boot and start time where the system tells them (Linux), else empty: then the pid has to do. */
  born: string
}

/** Marks a process; undefined where it is not there or has ended and only waits to be reaped. */
export function markOf(pid: number): ProcessMark | undefined {
  const born = birthOf(pid)
  return born === undefined ? undefined : { pid, born }
}

/** Whether the very process that was marked is still there. */
export function isAlive(mark: ProcessMark): boolean {
  const born = birthOf(mark.pid)
  return born !== undefined && (mark.born === '' || born === mark.born)
}

/** The process that writes to a file as its standard output: for a child of whom nothing else was noted. Linux only. */
export function writerOf(file: string): ProcessMark | undefined {
  if (process.platform !== 'linux') return undefined
  for (const name of readdirSync('/proc')) {
    if (/^\d+$/.test(name) && outputOf(name) === file) return markOf(Number(name))
  }
  return undefined
}

function outputOf(pid: string): string | undefined {
  try {
    return readlinkSync(`/proc/${pid}/fd/1`)
  } catch {
    return undefined
  }
}

function birthOf(pid: number): string | undefined {
  return process.platform === 'linux' ? linuxBirth(pid) : signalable(pid)
}

function linuxBirth(pid: number): string | undefined {
  let stat: string
  try {
    stat = readFileSync(`/proc/${pid}/stat`, 'utf8')
  } catch {
    return undefined
  }
  // `pid (name) state ...`; the name may hold anything, also parentheses. The start time is field 22, in ticks since boot.
  const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ')
  if (fields[0] === 'Z' || fields[0] === 'X') return undefined
  return `${bootId()}:${fields[19]}`
}

let boot: string | undefined
function bootId(): string {
  boot ??= readFileSync('/proc/sys/kernel/random/boot_id', 'utf8').trim()
  return boot
}

function signalable(pid: number): string | undefined {
  try {
    process.kill(pid, 0)
    return ''
  } catch {
    return undefined
  }
}
