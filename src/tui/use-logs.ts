/** The lines of the chosen task, as they come. */
import { useEffect, useRef, useState } from 'react'
import type { LogLevel } from '../protocol/values.js'
import { appendPage, type LogBuffer, NO_LINES } from './log-lines.js'
import type { JobSource } from './source.js'

/** How many lines are read to begin with. */
const FIRST_LINES = 500
/** Seconds that the node may wait for a line. */
const PATIENCE = 20
/** Milliseconds between two questions where the node answers at once with nothing, and before it is asked again after an error. */
const PAUSE = 1000

export interface ChosenLog {
  jobId: string
  taskName: string
  level: LogLevel
}

interface Followed {
  key: string
  buffer: LogBuffer
  /** Where it goes on; absent until the first page has come. */
  next?: number
}

const NOTHING: Followed = { key: '', buffer: NO_LINES }

/**
 * Follows a task's log from its last lines on, until the task has ended here; nothing is read while none is chosen, or while the node
 * is not `connected`, and after that it goes on where it was.
 */
export function useLogs(source: JobSource, chosen: ChosenLog | undefined, connected: boolean): LogBuffer {
  const held = useRef(NOTHING)
  const [shown, show] = useState(NOTHING)
  const { jobId, taskName, level } = chosen ?? {}
  const key = JSON.stringify([jobId, taskName, level])

  useEffect(() => {
    if (jobId === undefined || taskName === undefined || level === undefined || !connected) return
    if (held.current.key !== key) held.current = { key, buffer: NO_LINES }
    const closed = new AbortController()
    const { signal } = closed
    const query = { jobId, taskName, level }

    const keep = (change: Partial<Followed>) => {
      held.current = { ...held.current, ...change }
      show(held.current)
    }
    const read = async () => {
      const { buffer, next } = held.current
      const asked = Date.now()
      const page = await source.logs(
        next === undefined ? { ...query, tail: FIRST_LINES } : { ...query, start: next, waitSeconds: PATIENCE },
        signal,
      )
      if (signal.aborted) return
      keep({ buffer: appendPage(buffer, page), next: page.next })
      const waited = next === undefined || page.lines.length > 0 || Date.now() - asked >= PAUSE
      if (!waited) await pause(PAUSE, signal)
    }
    const follow = async () => {
      while (!signal.aborted && !held.current.buffer.complete) {
        try {
          await read()
        } catch (error) {
          if (signal.aborted) return
          const message = error instanceof Error ? error.message : String(error)
          keep({ buffer: { ...held.current.buffer, loaded: true, error: message } })
          await pause(PAUSE, signal)
        }
      }
    }
    void follow()
    return () => closed.abort()
  }, [source, key, jobId, taskName, level, connected])

  return shown.key === key ? shown.buffer : NO_LINES
}

function pause(milliseconds: number, signal: AbortSignal): Promise<void> {
  return new Promise(resolve => {
    const timer = setTimeout(resolve, milliseconds)
    signal.addEventListener('abort', () => {
      clearTimeout(timer)
      resolve()
    })
  })
}
