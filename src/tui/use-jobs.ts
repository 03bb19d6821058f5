/** The one place where the node's data come in. */
import { useEffect, useReducer, useRef } from 'react'
import type { JobSummary } from '../protocol/view.js'
import { type JobsData, learn, NOTHING_KNOWN } from './jobs-data.js'
import type { JobSource } from './source.js'

/** Milliseconds for which changes are gathered, so that a burst of them is one new picture. */
const GATHER = 50
/** Milliseconds before something that the node refused is asked again. */
const AGAIN = 2000

/**
 * Keeps the jobs of a node, and the one job that is open, up to date: by the node's events, and by reading all again when events were
 * missed. While the node is away the last known data stay.
 */
export function useJobs(source: JobSource, jobId: string | undefined): JobsData {
  const [data, tell] = useReducer(learn, NOTHING_KNOWN)
  const openId = useRef(jobId)
  openId.current = jobId
  const refreshView = useRef<(revision: number) => void>(() => {})

  useEffect(() => {
    const closed = new AbortController()
    const changed = new Map<string, JobSummary>()
    let gathering: NodeJS.Timeout | undefined

    const flush = () => {
      gathering = undefined
      if (changed.size === 0) return
      tell({ kind: 'changed', jobs: [...changed.values()] })
      changed.clear()
    }
    const list = keepOne(async () => {
      tell({ kind: 'listed', jobs: await source.listJobs(closed.signal) })
    }, closed.signal)

    source.events(event => {
      if (closed.signal.aborted) return
      switch (event.kind) {
        case 'job':
          changed.set(event.job.job_id, event.job)
          gathering ??= setTimeout(flush, GATHER)
          if (event.job.job_id === openId.current) refreshView.current(event.job.revision)
          return
        case 'connected':
        case 'reset':
          tell({ kind: 'connected' })
          list()
          refreshView.current(Number.POSITIVE_INFINITY)
          return
        case 'away':
          tell({ kind: 'away', at: Date.now(), reason: event.reason })
      }
    }, closed.signal)
    return () => {
      closed.abort()
      clearTimeout(gathering)
    }
  }, [source])

  useEffect(() => {
    tell({ kind: 'opened' })
    if (jobId === undefined) return
    const closed = new AbortController()
    let seen = -1
    const read = keepOne(
      async () => {
        const view = await source.job(jobId, closed.signal)
        if (closed.signal.aborted) return
        seen = Math.max(seen, view.revision)
        tell({ kind: 'viewed', view })
      },
      closed.signal,
      error => tell({ kind: 'not viewed', error }),
    )
    refreshView.current = revision => {
      if (revision > seen) read()
    }
    read()
    return () => {
      closed.abort()
      refreshView.current = () => {}
    }
  }, [source, jobId])

  return data
}

/** Runs `work` one at a time: asked while it is under way, it runs once more after that; failed, again a little later. */
function keepOne(work: () => Promise<void>, signal: AbortSignal, onError?: (message: string) => void): () => void {
  let underWay = false
  let askedAgain = false
  let retry: NodeJS.Timeout | undefined
  signal.addEventListener('abort', () => clearTimeout(retry))

  const run = async () => {
    clearTimeout(retry)
    underWay = true
    do {
      askedAgain = false
      try {
        await work()
      } catch (error) {
        if (signal.aborted) break
        onError?.(error instanceof Error ? error.message : String(error))
        retry = setTimeout(run, AGAIN)
      }
    } while (askedAgain && !signal.aborted)
    underWay = false
  }
  return () => {
    if (signal.aborted) return
    if (underWay) askedAgain = true
    else void run()
  }
}
