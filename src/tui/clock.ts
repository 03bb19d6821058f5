/** The time of day for what counts seconds on the screen: one timer, which runs only while something listens. */
import { createContext, useContext, useSyncExternalStore } from 'react'
import { formatSpan } from './time.js'

export interface Clock {
  /** Milliseconds since 1970. */
  now(): number
  /** Calls `listener` once a second until the returned function is called. */
  subscribe(listener: () => void): () => void
}

/** The machine's clock. */
export function systemClock(): Clock {
  const listeners = new Set<() => void>()
  let timer: NodeJS.Timeout | undefined
  return {
    now: Date.now,
    subscribe(listener) {
      listeners.add(listener)
      timer ??= setInterval(() => {
        for (const each of listeners) each()
      }, 1000)
      return () => {
        listeners.delete(listener)
        if (listeners.size > 0) return
        clearInterval(timer)
        timer = undefined
      }
    },
  }
}

export const ClockContext = createContext<Clock>(systemClock())

const never = () => () => {}

/**
 * The time since a moment (milliseconds), up to another one or, without it, up to now. Whoever asks is rendered again only when
 * the words change: an age in hours once a minute, a span that is over never.
 */
export function useSpan(from: number, to?: number): string {
  const clock = useContext(ClockContext)
  return useSyncExternalStore(to === undefined ? clock.subscribe : never, () => formatSpan((to ?? clock.now()) - from))
}
