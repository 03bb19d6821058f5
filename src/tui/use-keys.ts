/** Keys in, state out. */
import { type Key as InkKey, useInput } from 'ink'
import { useCallback, useLayoutEffect, useRef, useState } from 'react'
import { keysOf } from './keys.js'
import { press } from './press.js'
import { type Effect, initialState, type Seen, type UiState } from './ui-state.js'

export interface Keyed {
  state: UiState
  /** Changes the state otherwise than by a key. */
  change(next: (state: UiState) => UiState): void
}

/** Holds what the person has chosen, and the state it begins with: the list, or one job. */
export function useUiState(jobId: string | undefined): Keyed {
  const [state, show] = useState(() => initialState(jobId))
  // Several keys can come before the next picture: each acts on what the one before has left.
  const latest = useRef(state)
  const change = useCallback((next: (state: UiState) => UiState) => {
    latest.current = next(latest.current)
    show(latest.current)
  }, [])
  return { state, change }
}

/** Applies every key to the state. `seenWith` says what is on the screen with a state; `act` does what a key wants done. */
export function useKeys({ change }: Keyed, seenWith: (state: UiState) => Seen, act: (effect: Effect) => void): void {
  // With the picture, not a moment after it: a key must not meet what was on the screen before.
  const current = useRef({ seenWith, act })
  useLayoutEffect(() => {
    current.current = { seenWith, act }
  })
  const take = useCallback(
    (input: string, inkKey: InkKey) => {
      const { seenWith, act } = current.current
      const effects: Effect[] = []
      change(before => {
        let state = before
        for (const key of keysOf(input, inkKey)) {
          const pressed = press(state, key, seenWith(state))
          state = pressed.state
          if (pressed.effect) effects.push(pressed.effect)
        }
        return state
      })
      for (const effect of effects) act(effect)
    },
    [change],
  )
  useInput(take)
}
